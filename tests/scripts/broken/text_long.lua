-- 7: tell: 'text' is longer than 2000 characters
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell(("long "):rep(401))
rest { "last_phase", lasts = 1 * minutes }
