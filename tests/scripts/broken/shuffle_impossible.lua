-- 7: shuffle: found no order that keeps 'max_run' and 'min_distance'; are there too many of a kind?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
shuffle { "left", "left", "left", "right", max_run = 1 }
rest { "last_phase", lasts = 1 * minutes }
