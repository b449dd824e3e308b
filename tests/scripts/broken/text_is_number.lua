-- 7: tell: needs a table, as in tell "Shoes and socks off."; it was given the number 5
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell(5)
rest { "last_phase", lasts = 1 * minutes }
