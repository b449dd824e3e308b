-- 7: warning: below: 'lasting' is 15 minutes; is that what was meant?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { below("pulse", 90, { lasting = 15 * minutes }), at_most = 30 * minutes }
rest { "last_phase", lasts = 1 * minutes }
