-- 9: rest: there is a phase 'baseline' in line 8 of the same trial; please give one of them another name
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "none" }, function()
  rest { "baseline", lasts = 5 * minutes }
  rest { "baseline", lasts = 5 * minutes }
end)
