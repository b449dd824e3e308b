-- 2: protocol: 'stop_if' must be a condition or a list of them, not the text 'spo2 < 88'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    "spo2 < 88",
  },
}
rest { "last_phase", lasts = 1 * minutes }
