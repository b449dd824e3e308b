-- 7: exercise: 'count' at this pace takes longer than 24 hours
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "refill", count = 100000, reps_per_min = 30 }
rest { "last_phase", lasts = 1 * minutes }
