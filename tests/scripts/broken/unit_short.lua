-- 7: unknown word 'min'; did you mean 'minutes'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
rest { "last_phase", lasts = 1 * min }
