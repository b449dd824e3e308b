-- 7: ask: 'scale' must be two numbers such as { 0, 10 }, not a table
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "pain", text = "Pain?", scale = { 10 } }
rest { "last_phase", lasts = 1 * minutes }
