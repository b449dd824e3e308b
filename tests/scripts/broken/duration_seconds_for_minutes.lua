-- 7: warning: rest: 'lasts' is 5 seconds; was '5 * minutes' meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = 5 }
rest { "last_phase", lasts = 1 * minutes }
