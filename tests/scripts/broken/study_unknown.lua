-- 7: 'study.pcae' is unknown; did you mean 'pace'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local pace = study.pcae
rest { "last_phase", lasts = 1 * minutes }
