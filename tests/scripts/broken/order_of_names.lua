-- 7: order: needs a plain list of 1 to 26 conditions
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
order { first = "still", second = "spu" }
rest { "last_phase", lasts = 1 * minutes }
