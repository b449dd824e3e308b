-- 7: measure: 'circumference_of_the_calf_3' is longer than the 26 characters of a name
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
measure { "circumference_of_the_calf", text = "Calf", unit = "cm", range = { 20, 60 }, times = 3 }
rest { "last_phase", lasts = 1 * minutes }
