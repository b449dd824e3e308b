-- 7: settle: 'over' is missing, for example over = 5 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 0.3, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
