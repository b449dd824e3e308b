-- 7: shuffle: unknown field 'maxrun'; did you mean 'max_run'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
shuffle { "left", "right", maxrun = 1 }
rest { "last_phase", lasts = 1 * minutes }
