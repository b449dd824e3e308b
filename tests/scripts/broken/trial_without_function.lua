-- 7: trial: needs a function after its table, as in trial({ condition = "still" }, function() ... end)
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial { condition = "still" }
rest { "last_phase", lasts = 1 * minutes }
