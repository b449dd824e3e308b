-- 7: exercise: 'cues' need reps_per_min, which tells how often they come
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, cues = { "up" } }
rest { "last_phase", lasts = 1 * minutes }
