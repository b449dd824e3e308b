-- 7: exercise: the cues take 200 s together; a repetition may take 120 s
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pumps", lasts = 10 * minutes, cues = { { "up", 100 * seconds }, { "down", 100 * seconds } } }
rest { "last_phase", lasts = 1 * minutes }
