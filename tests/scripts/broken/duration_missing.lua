-- 7: rest: 'lasts' is missing, for example lasts = 5 * minutes
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline" }
rest { "last_phase", lasts = 1 * minutes }
