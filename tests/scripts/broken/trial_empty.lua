-- 7: trial: plans no step; its function is empty
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still" }, function() end)
rest { "last_phase", lasts = 1 * minutes }
