-- 7: unknown word 'visit'; did you mean 'participant.visit'?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
if visit == 2 then mark "second" end
rest { "last_phase", lasts = 1 * minutes }
