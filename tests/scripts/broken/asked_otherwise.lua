-- 10: ask: 'pain' had other answers in line 8; one id is one column of the table
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "none" }, function()
  ask { "pain", text = "Pain?", scale = { 0, 10 } }
end)
ask { "pain", text = "Pain?", scale = { 0, 100 } }
rest { "last_phase", lasts = 1 * minutes }
