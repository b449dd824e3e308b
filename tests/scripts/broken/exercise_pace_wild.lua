-- 7: exercise: 'reps_per_min' must be a number from 0.5 to 400, not the number 5000
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, reps_per_min = 5000 }
rest { "last_phase", lasts = 1 * minutes }
