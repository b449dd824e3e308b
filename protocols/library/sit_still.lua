-- Sitting still: the control against which every exercise of the calf is measured.
--
-- Skin of the foot cools by itself while somebody sits: by 4.6 degC in a day without and
-- 2.8 degC with leg activity (Winkel & Jorgensen, Ergonomics 29 (1986) 313-328). So what an
-- exercise does is the difference to this protocol in the same posture. Seated rest has the
-- slowest flow in the popliteal vein (3 cm/s against 18 in exercise: Stein et al., Thromb
-- Haemost 101 (2009) 1100-1103). The lengths of the phases are a proposal of the project.
--
-- Safety: let the participant stand up and walk after it; sitting still for long is not harmless.

local set = preset {
  standard = { still = 10 * minutes },
  older    = { still = 10 * minutes },
  venous   = { still = 10 * minutes, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { still = 30 * minutes },
}

protocol {
  id      = "sit_still",
  title   = "Sitting still (control)",
  version = "1.2",
  needs   = { toe = "temperature", ambient = "temperature",
              spo2 = "spo2", pulse = "pulse_rate", pleth = "plethysmogram" },
  wants   = { calf = "temperature" },
}

if set.tell then tell(set.tell) end
tell "Room at 22 to 25 degrees, participant seated for at least 15 minutes. Shoes and socks off."
tell "Both feet flat, knees at 90 degrees. Please sit still and do not talk until you are told."

sensor_check { "toe", rise = 1.0 }
settle { "toe", within = 0.30, slope = 0.05, over = 5 * minutes, at_most = 20 * minutes }

trial({ condition = "still", leg = "none", posture = "sitting" }, function()
  rest { "baseline", lasts = 5 * minutes }
  rest { "exercise", lasts = set.still, say = "Keep both feet still." }
  ask  { "heaviness", text = "How heavy do your legs feel?", scale = { 0, 10 },
         anchors = { "not at all", "worst imaginable" } }
  rest { "recovery", lasts = 10 * minutes, say = "Keep both feet still." }
end)

ask { "remarks", text = "Was there anything unusual?", words = true, optional = true }
