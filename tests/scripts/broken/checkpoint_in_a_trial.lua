-- 9: warning: checkpoint: nothing comes after it 9: checkpoint: stands inside the trial of line 7; a visit goes on between trials
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
trial({ condition = "still", leg = "none" }, function()
  rest { "baseline", lasts = 5 * minutes }
  checkpoint { max_gap = 15 * minutes }
end)
