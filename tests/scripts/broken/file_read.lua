-- 7: 'io' does not exist in a protocol: a script reads and writes no files; require "name" finds a file beside the script
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
local f = io.open("list.txt")
rest { "last_phase", lasts = 1 * minutes }
