-- 6: below: 'spo2' lies between 50 and 100 %, so it is never below 0.88
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    below("spo2", 0.88),
  },
}
rest { "last_phase", lasts = 1 * minutes }
