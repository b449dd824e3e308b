-- 6: missing: 'channel' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'Big Toe'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2" },
  stop_if = {
    missing("Big Toe"),
  },
}
rest { "last_phase", lasts = 1 * minutes }
