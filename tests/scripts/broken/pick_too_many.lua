-- 7: pick: 'count' must be a whole number from 1 to 2, not the number 3
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
pick { "left", "right", count = 3 }
rest { "last_phase", lasts = 1 * minutes }
