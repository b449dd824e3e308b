-- 7: settle: what it waits for is an empty list
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { {}, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
