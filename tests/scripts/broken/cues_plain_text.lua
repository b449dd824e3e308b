-- 7: exercise: 'cues' must be a list of 1 to 8 names such as { "up", "down" }, not the text 'up'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, reps_per_min = 50, cues = "up" }
rest { "last_phase", lasts = 1 * minutes }
