-- 7: cannot perform arithmetic on a condition value
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local x = below("toe", 20) + 1
rest { "last_phase", lasts = 1 * minutes }
