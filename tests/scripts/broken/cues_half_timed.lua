-- 7: exercise: 'cues' must all have seconds, or none of them
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pumps", lasts = 10 * minutes, cues = { { "up", 10 * seconds }, "down" } }
rest { "last_phase", lasts = 1 * minutes }
