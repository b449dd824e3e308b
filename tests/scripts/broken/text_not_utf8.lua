-- 7: tell: 'text' is not UTF-8; please save the script as UTF-8
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell "22 \xb0C"
rest { "last_phase", lasts = 1 * minutes }
