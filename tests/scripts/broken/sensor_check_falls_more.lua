-- 7: warning: sensor_check: is to fall by more than it rose; is that what was meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
sensor_check { "toe", rise = 1.0, fall = 2.0 }
rest { "last_phase", lasts = 1 * minutes }
