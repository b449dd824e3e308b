-- 7: order: number 2 of the list is the same as number 1; a design is balanced over different conditions
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
order { "still", "still" }
rest { "last_phase", lasts = 1 * minutes }
