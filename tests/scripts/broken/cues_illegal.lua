-- 7: exercise: 'cues': number 1 must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'UP!'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, reps_per_min = 50, cues = { "UP!" } }
rest { "last_phase", lasts = 1 * minutes }
