-- 12: ask: 'pain' has been asked in line 11 of the same trial; please give one of them another id
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "none" }, function()
  ask { "pain", text = "Pain?", scale = { 0, 10 } }
end)
trial({ condition = "pump", leg = "both" }, function()
  ask { "pain", text = "Pain?", scale = { 0, 10 } }
  ask { "pain", text = "Pain now?", scale = { 0, 10 } }
end)
