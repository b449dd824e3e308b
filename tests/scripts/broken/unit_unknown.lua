-- 7: unknown word 'minuets'; did you mean 'minutes'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "baseline", lasts = 5 * minuets }
rest { "last_phase", lasts = 1 * minutes }
