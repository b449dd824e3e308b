-- 7: 9:3: from nowhere
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
error("9:3: from nowhere", 0)
rest { "last_phase", lasts = 1 * minutes }
