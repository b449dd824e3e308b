-- 9: 'end' expected (to close 'for' at line 7) at the end of the file
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
for i = 1, 2 do
rest { "last_phase", lasts = 1 * minutes }
