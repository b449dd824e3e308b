-- 7: 'os' does not exist in a protocol: the same script gives the same plan at any time on any machine
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local now = os.time()
rest { "last_phase", lasts = 1 * minutes }
