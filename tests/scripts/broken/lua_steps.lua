-- 8: plans more than 10000 steps; does a loop go too far?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
for i = 1, 20000 do
  mark "again"
end
rest { "last_phase", lasts = 1 * minutes }
