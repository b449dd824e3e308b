-- 7: ask: 'text' is the question's wording; for an answer in words please write words = true
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "remarks", text = true }
rest { "last_phase", lasts = 1 * minutes }
