-- 7: trial: 'leg' can be one of left, right, both, none, not 'rigth'; did you mean 'right'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "rigth" }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
