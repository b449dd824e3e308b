-- 7: settle: 'otherwise' must be "ask", "continue" or "abort", not 'stop'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "toe", within = 0.3, over = 5 * minutes, at_most = 20 * minutes, otherwise = "stop" }
rest { "last_phase", lasts = 1 * minutes }
