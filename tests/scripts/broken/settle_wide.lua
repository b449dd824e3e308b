-- 7: warning: settle: 'within' is 30 degC, which is much for 'toe'; is that what was meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 30, over = 5 * minutes, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
