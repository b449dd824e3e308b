-- 7: trial: 'redo_if' cannot be told by stable; it takes conditions such as below("spo2", 88)
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", redo_if = stable("toe", { within = 0.3, over = 5 * minutes }) }, function() rest { "baseline", lasts = 5 * minutes } end)
rest { "last_phase", lasts = 1 * minutes }
