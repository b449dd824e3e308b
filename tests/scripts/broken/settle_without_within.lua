-- 7: settle: 'within' is missing, for example within = 0.3
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", over = 5 * minutes, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
