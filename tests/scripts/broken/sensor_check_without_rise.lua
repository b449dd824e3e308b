-- 7: sensor_check: 'rise' is missing, for example rise = 1.0
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
sensor_check { "toe" }
rest { "last_phase", lasts = 1 * minutes }
