-- 7: ask: 'text' is missing, for example text = "How heavy do your legs feel?"
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "pain", scale = { 0, 10 } }
rest { "last_phase", lasts = 1 * minutes }
