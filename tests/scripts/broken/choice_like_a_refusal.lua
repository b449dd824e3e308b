-- 7: ask: the choice '-' would be taken for a refusal; please use words
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "legs", text = "Which leg?", choices = { "left", "-" } }
rest { "last_phase", lasts = 1 * minutes }
