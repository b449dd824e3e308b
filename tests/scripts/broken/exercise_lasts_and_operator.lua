-- 7: exercise: 'lasts' is how long it is, but ends = "operator" leaves that open; please use 'at_most'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "failure", lasts = 3 * minutes, at_most = 3 * minutes, ends = "operator" }
rest { "last_phase", lasts = 1 * minutes }
