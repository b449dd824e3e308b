-- 7: measure: 'unit' is missing, for example unit = "cm"
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
measure { "girth", text = "Calf", range = { 20, 60 } }
rest { "last_phase", lasts = 1 * minutes }
