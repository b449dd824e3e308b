-- 7: sensor_check: the channel 'ankle' is not in the protocol's 'needs'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
sensor_check { "ankle", rise = 1.0 }
rest { "last_phase", lasts = 1 * minutes }
