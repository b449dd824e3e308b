-- 7: cannot call a table value (for iterator 'for iterator'); a list is gone through by for _, item in ipairs(list) do
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
for _, leg in { "left", "right" } do mark(leg) end
rest { "last_phase", lasts = 1 * minutes }
