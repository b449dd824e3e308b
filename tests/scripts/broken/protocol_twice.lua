-- 7: protocol: stands here a second time; the first one is in line 2
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
protocol { id = "pump", title = "Pump", version = "1" }
rest { "last_phase", lasts = 1 * minutes }
