-- 7: warning: rest: 'lasts' is 5 hours; is that what was meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = 300 * minutes }
rest { "last_phase", lasts = 1 * minutes }
