-- 7: coverage_below: 'share' is a part of the whole, above 0 and at most 1, not 80; a percentage is divided by 100
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", redo_if = coverage_below("toe", 80) }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
