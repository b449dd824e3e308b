-- 7: rest: needs a table, as in rest { "baseline", lasts = 5 * minutes }; it was given the number 5
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest(5)
rest { "last_phase", lasts = 1 * minutes }
