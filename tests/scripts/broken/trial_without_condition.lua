-- 7: trial: 'condition' is missing, for example condition = "still"
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ leg = "left" }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
