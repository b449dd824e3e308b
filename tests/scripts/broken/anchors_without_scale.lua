-- 7: ask: 'anchors' belong to a scale
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "pain", text = "Pain?", choices = { "yes", "no" }, anchors = { "a little", "much" } }
rest { "last_phase", lasts = 1 * minutes }
