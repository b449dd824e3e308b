-- 7: settle: 'at_most' is missing, for example at_most = 20 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 0.3, over = 5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
