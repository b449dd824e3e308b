-- 7: ask: 'choices': 'left' stands there twice
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "leg", text = "Which leg?", choices = { "left", "left" } }
rest { "last_phase", lasts = 1 * minutes }
