-- 6: below: the channel 'sp02' is not in the protocol's 'needs'; did you mean 'spo2'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    below("sp02", 88),
  },
}
rest { "last_phase", lasts = 1 * minutes }
