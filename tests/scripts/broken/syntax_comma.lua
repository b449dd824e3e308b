-- 8: '}' expected (to close '{' at line 7) near 'lasts'; is a comma missing before it?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline"
  lasts = 5 * minutes }
