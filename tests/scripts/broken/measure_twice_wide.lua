-- 7: measure: 'twice_within' is as wide as 'range', so any two numbers would do
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
measure { "girth", text = "Calf", unit = "cm", range = { 20, 60 }, twice_within = 40 }
rest { "last_phase", lasts = 1 * minutes }
