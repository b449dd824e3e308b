-- 7: exercise: unknown field 'cadence'; did you mean 'reps_per_min'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, cadence = 50 }
rest { "last_phase", lasts = 1 * minutes }
