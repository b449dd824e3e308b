-- 7: trial: 'redo_if' needs at least 2 attempts, or the trial cannot be redone
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", redo_if = coverage_below("toe", 0.8), attempts = 1 }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
