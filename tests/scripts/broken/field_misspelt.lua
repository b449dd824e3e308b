-- 7: rest: unknown field 'last'; did you mean 'lasts'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", last = 5 * minutes }
rest { "last_phase", lasts = 1 * minutes }
