-- 8: measure: 'girth' has been asked in line 7 of the same visit; please give one of them another id
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "girth", text = "Girth?", words = true }
measure { "girth", text = "Calf", unit = "cm", range = { 20, 60 } }
rest { "last_phase", lasts = 1 * minutes }
