-- 7: ')' expected near '='; named values stand between { and }
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local low = below("spo2", 88, lasting = 30 * seconds)
rest { "last_phase", lasts = 1 * minutes }
