-- 7: settle: 'over' of 600 s for 'toe' is longer than 'at_most', so it can never be reached
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 0.3, over = 10 * minutes, at_most = 5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
