-- 8: cannot perform arithmetic on a value that was never set (local 'pace')
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local pace = nil
local twice = pace * 2
rest { "last_phase", lasts = 1 * minutes }
