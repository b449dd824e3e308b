-- 7: require: there is no file 'nowhere.lua' beside the script
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
require "nowhere"
rest { "last_phase", lasts = 1 * minutes }
