-- 7: exercise: ends = "operator" needs 'at_most', or it might never end; for example at_most = 3 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "failure", reps_per_min = 30, ends = "operator" }
rest { "last_phase", lasts = 1 * minutes }
