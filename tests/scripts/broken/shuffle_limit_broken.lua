-- 7: shuffle: 'max_run' must be a whole number from 1 to 1000, not the number 0
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
shuffle { "left", "right", max_run = 0 }
rest { "last_phase", lasts = 1 * minutes }
