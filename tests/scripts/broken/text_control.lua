-- 7: tell: 'text' holds a control character
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell "a\0b"
rest { "last_phase", lasts = 1 * minutes }
