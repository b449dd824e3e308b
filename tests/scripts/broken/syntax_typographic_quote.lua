-- 7: syntax error near '<\226>', a character that Lua does not know; is it a typographic quotation mark or dash?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
tell “Sit.”
