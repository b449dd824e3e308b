-- 7: exercise: 'count' must be a whole number from 1 to 100000, not the number 8.5
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "refill", count = 8.5, reps_per_min = 30 }
rest { "last_phase", lasts = 1 * minutes }
