-- 7: trial: 'attempts' must be a whole number from 1 to 10, not the number 100
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", attempts = 100 }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
