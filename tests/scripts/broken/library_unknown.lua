-- 7: 'math.sqr' is unknown; did you mean 'sqrt'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local x = math.sqr(4)
rest { "last_phase", lasts = 1 * minutes }
