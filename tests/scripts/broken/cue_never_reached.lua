-- 7: warning: exercise: ends after 10 s, before its first 'down' would come
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pumps", lasts = 10 * seconds, cues = { { "up", 10 * seconds }, { "down", 10 * seconds } } }
rest { "last_phase", lasts = 1 * minutes }
