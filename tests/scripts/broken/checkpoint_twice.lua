-- 8: warning: checkpoint: there is nothing between this one and that of line 7
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
checkpoint { max_gap = 15 * minutes }
checkpoint { max_gap = 15 * minutes }
rest { "last_phase", lasts = 1 * minutes }
