-- 8: functions call one another too deeply; does one call itself for ever?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local function f(n)
  return 1 + f(n)
end
f(1)
rest { "last_phase", lasts = 1 * minutes }
