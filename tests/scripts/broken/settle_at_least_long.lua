-- 7: settle: 'at_least' is longer than 'at_most'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 0.3, over = 5 * minutes, at_least = 30 * minutes, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
