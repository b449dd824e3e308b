-- 6: above: 'toe' lies between 5 and 50 degC, so it is always above 4
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    above("toe", 4),
  },
}
rest { "last_phase", lasts = 1 * minutes }
