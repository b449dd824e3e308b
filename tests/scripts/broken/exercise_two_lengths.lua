-- 7: exercise: 'lasts' and 'count' both tell how long it is; one of them is enough
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pushups", lasts = 10 * minutes, count = 500, reps_per_min = 50 }
rest { "last_phase", lasts = 1 * minutes }
