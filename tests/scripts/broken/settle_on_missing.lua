-- 7: settle: what it waits for cannot be told by missing; it takes conditions such as below("spo2", 88)
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { missing("toe"), at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
