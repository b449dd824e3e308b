-- 7: unknown word 'excercise'; did you mean 'exercise'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
excercise { "pushups", lasts = 10 * minutes }
rest { "last_phase", lasts = 1 * minutes }
