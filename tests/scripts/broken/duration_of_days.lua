-- 7: rest: 'lasts' must be at most 24 hours, not 90000 seconds
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = 25 * hours }
rest { "last_phase", lasts = 1 * minutes }
