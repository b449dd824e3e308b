-- 7: rest: 'lasts' must be longer than 0 seconds, not -300
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = -5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
