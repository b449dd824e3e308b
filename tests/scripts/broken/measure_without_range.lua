-- 7: warning: measure: has no 'range', so that a slip of the finger will not be noticed; for example range = { 20, 60 }
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
measure { "girth", text = "Calf", unit = "cm" }
rest { "last_phase", lasts = 1 * minutes }
