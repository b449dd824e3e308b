-- 7: require: needs the name of a file beside the script, without folder and without '.lua'
protocol {
  id = "pump", title = "Pump", version = "1",
  needs = { toe = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants = { calf = "temperature" },
}
require "../other"
rest { "last_phase", lasts = 1 * minutes }
