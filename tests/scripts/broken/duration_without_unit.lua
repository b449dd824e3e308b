-- 7: warning: rest: 'lasts' has no unit and is taken for seconds; please write 300 * seconds, or 300 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest {
  "baseline",
  lasts = 300, -- minutes?
}
rest { "last_phase", lasts = 1 * minutes }
