-- 10: measure: 'girth' had another unit in line 8; one id is one column of the table
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "none" }, function()
  measure { "girth", text = "Calf", unit = "cm", range = { 20, 60 } }
end)
measure { "girth", text = "Calf", unit = "mm", range = { 200, 600 } }
rest { "last_phase", lasts = 1 * minutes }
