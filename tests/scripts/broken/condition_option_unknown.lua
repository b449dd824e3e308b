-- 6: below: unknown field 'lastin'; did you mean 'lasting'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    below("spo2", 88, { lastin = 30 * seconds }),
  },
}
rest { "last_phase", lasts = 1 * minutes }
