-- 7: unfinished string near '"Sit.'; is a quotation mark missing?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell "Sit.
rest { "last_phase", lasts = 1 * minutes }
