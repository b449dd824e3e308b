-- One leg fidgets for a minute in every five, the other is still: an hour of sitting.
--
-- Morishima et al., Am J Physiol Heart Circ Physiol 311 (2016) H177-H182: 11 adults, 3 h, about 250 taps a
-- minute; in the still leg the artery's dilation fell from 4.5 to 1.6 %, in the other it did not. The hour
-- is a proposal of the project; the source's 3 h are 36 rounds. Which leg moves is drawn by chance.
-- The other leg is the control: compare within the person.
--
-- Safety: sitting for so long swells the legs; let the participant walk afterwards.

local set = preset {
  standard = { rounds = 12 },
  older    = { rounds = 6 },
  venous   = { rounds = 6, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { rounds = 12 },
}
local leg = pick { "left", "right" }

protocol {
  id      = "fidget_1on4off",
  title   = "Fidgeting, 1 minute on and 4 off, in one leg",
  version = "1.1",
  needs   = { toe = "temperature", ambient = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants   = { toe_left = "temperature", calf = "temperature" },
}

if set.tell then tell(set.tell) end
tell("Seated, shoes and socks off. The " .. leg .. " leg will fidget, the other stays still throughout.")
sensor_check { "toe", rise = 1.0 }
settle { "toe", within = 0.30, slope = 0.05, over = 5 * minutes, at_most = 20 * minutes }

trial({ condition = "fidget", leg = leg, posture = "sitting" }, function()
  rest { "baseline", lasts = 5 * minutes, say = "Keep both legs still, please." }
  for round = 1, set.rounds do
    exercise { "fidget_" .. round, lasts = 1 * minutes, reps_per_min = 240,
               say = "Tap with the heel of the " .. leg .. " leg, about four times a second." }
    rest     { "still_" .. round, lasts = 4 * minutes, say = "Keep both legs still, please." }
  end
  for _, side in ipairs { "left", "right" } do
    ask { "heavy_" .. side, text = "How heavy does your " .. side .. " leg feel?", scale = { 0, 10 },
          anchors = { "not at all", "worst imaginable" } }
    measure { "girth_" .. side, text = "Circumference of the " .. side .. " calf", unit = "cm", range = { 20, 60 } }
  end
  rest { "recovery", lasts = 10 * minutes }
end)
