-- 9: needs more memory than a protocol may have (64 MiB; 1 MiB for a list, 16 KiB for a text); does something grow for ever?
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local t = "x"
while true do
  t = t .. t
end
rest { "last_phase", lasts = 1 * minutes }
