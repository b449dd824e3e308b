-- 7: ask: 'scale' must have the smaller number first, not { 10, 0 }
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
ask { "pain", text = "Pain?", scale = { 10, 0 } }
rest { "last_phase", lasts = 1 * minutes }
