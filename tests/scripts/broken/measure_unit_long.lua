-- 7: measure: 'unit' must be shorter than 16 characters
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
measure { "girth", text = "Calf", unit = "centimetres, more or less", range = { 20, 60 } }
rest { "last_phase", lasts = 1 * minutes }
