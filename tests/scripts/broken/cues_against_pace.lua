-- 7: exercise: the cues take 20 s together, which is 3 a minute, but 'reps_per_min' is 30; please leave one of them out
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
exercise { "pumps", lasts = 10 * minutes, reps_per_min = 30, cues = { { "up", 10 * seconds }, { "down", 10 * seconds } } }
rest { "last_phase", lasts = 1 * minutes }
