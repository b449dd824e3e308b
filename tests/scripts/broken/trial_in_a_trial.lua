-- 8: trial: stands inside the trial of line 7; trials follow one another
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still" }, function()
  trial({ condition = "spu" }, function() mark "x" end)
end)
rest { "last_phase", lasts = 1 * minutes }
