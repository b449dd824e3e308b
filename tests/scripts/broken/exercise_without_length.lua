-- 7: exercise: 'lasts' is missing, for example lasts = 10 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", reps_per_min = 50 }
rest { "last_phase", lasts = 1 * minutes }
