-- 7: trial: unknown field 'footwear'; a factor is declared in study.ini, as [factor footwear] with its levels
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", footwear = "socks" }, function()
rest { "last_phase", lasts = 1 * minutes }
end)
