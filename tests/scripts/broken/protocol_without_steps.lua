-- 0: plans nothing: it has no step such as rest { "baseline", lasts = 5 * minutes }
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
