-- 7: settle: 'calf' stands in the protocol's 'wants' and may not be there; please move it to 'needs'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
settle { "calf", within = 0.3, over = 5 * minutes, at_most = 20 * minutes }
rest { "last_phase", lasts = 1 * minutes }
