-- 7: 'participant.agee' is unknown; did you mean 'age'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local age = participant.agee
rest { "last_phase", lasts = 1 * minutes }
