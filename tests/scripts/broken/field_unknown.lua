-- 7: exercise: unknown field 'rep_per_min'; did you mean 'reps_per_min'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, rep_per_min = 50 }
rest { "last_phase", lasts = 1 * minutes }
