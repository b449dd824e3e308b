-- 7: warning: checkpoint: 'max_gap' is 15 seconds; was '15 * minutes' meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
checkpoint { max_gap = 15 }
rest { "last_phase", lasts = 1 * minutes }
