-- 7: settle: the channel 'tow' is not in the protocol's 'needs'; did you mean 'toe'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "tow", within = 0.3, over = 5 * minutes, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
