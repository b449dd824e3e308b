-- 7: ask: needs exactly one of scale = { 0, 10 }, choices = { "left", "right" } and words = true
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "pain", text = "Pain?" }
rest { "last_phase", lasts = 1 * minutes }
