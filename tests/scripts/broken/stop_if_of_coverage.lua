-- 6: protocol: 'stop_if' cannot be told by coverage_below; it takes conditions such as below("spo2", 88)
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    coverage_below("toe", 0.8),
  },
}
rest { "last_phase", lasts = 1 * minutes }
