-- 7: ask: the choice '2' would be taken for the number of a choice; please use words, or a scale
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "legs", text = "How many legs?", choices = { "2", "one" } }
rest { "last_phase", lasts = 1 * minutes }
