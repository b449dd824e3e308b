-- 7: exercise: 'at_most' goes with ends = "operator"; an exercise of known length has 'lasts'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, at_most = 12 * minutes }
rest { "last_phase", lasts = 1 * minutes }
