-- 7: still running after 10 million instructions; does this loop end?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
while true do end
rest { "last_phase", lasts = 1 * minutes }
