-- 7: 'minutes' is a word of the protocol language; please choose another name
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
minutes = 61
rest { "last_phase", lasts = 1 * minutes }
