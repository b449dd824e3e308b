-- 7: rest: 'lasts' must be a number of seconds such as 5 * minutes, not a division of zero by zero
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = 0 / 0 }
rest { "last_phase", lasts = 1 * minutes }
