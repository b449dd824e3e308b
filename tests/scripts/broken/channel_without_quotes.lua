-- 7: unknown word 'toe'; a channel stands between quotation marks
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { toe, within = 0.3, over = 5 * minutes, at_most = 10 * minutes }
rest { "last_phase", lasts = 1 * minutes }
