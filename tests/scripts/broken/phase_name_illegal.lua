-- 7: rest: 'name' must be 2 to 26 of a-z, 0-9 and _, beginning with a letter, not the text 'Baseline 1'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "Baseline 1", lasts = 5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
