-- 7: syntax error near ','; what has several parts has ( and ) around them, as trial({ condition = "still" }, function() ... end)
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial { condition = "still" }, function()
rest { "last_phase", lasts = 1 * minutes }
end)
