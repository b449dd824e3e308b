-- 6: below: cannot tell what the number 30 stands for; please write it as in below("spo2", 88, { lasting = 30 * seconds })
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    below("spo2", 88, 30),
  },
}
rest { "last_phase", lasts = 1 * minutes }
