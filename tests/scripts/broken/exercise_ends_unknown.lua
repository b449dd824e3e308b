-- 7: exercise: 'ends' must be "operator", not 'opertor'; did you mean 'operator'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "failure", at_most = 3 * minutes, ends = "opertor" }
rest { "last_phase", lasts = 1 * minutes }
