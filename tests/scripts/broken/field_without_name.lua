-- 7: rest: cannot tell what a value without a name stands for; please write name = value, as in rest { "baseline", lasts = 5 * minutes }
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", 5 * minutes, lasts = 5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
