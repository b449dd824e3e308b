-- 7: exercise: 'count' needs reps_per_min beside it, for example reps_per_min = 30
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "refill", count = 8 }
rest { "last_phase", lasts = 1 * minutes }
