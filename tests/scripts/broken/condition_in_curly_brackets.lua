-- 6: below: is called with round brackets, as in below("spo2", 88, { lasting = 30 * seconds })
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    below { "spo2", 88 },
  },
}
rest { "last_phase", lasts = 1 * minutes }
