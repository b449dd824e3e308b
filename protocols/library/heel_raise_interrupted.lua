-- An hour of sitting, interrupted every 10 minutes by 10 heel raises, against an hour of sitting still.
--
-- 10 calf raises every 10 minutes over 3 h were studied by others (J Appl Physiol,
-- doi 10.1152/japplphysiol.00318.2019: 20 adults, no significant effect on stiffness); sitting
-- makes the calf 2.4 % thicker in 8 h (Kurosawa et al., Med Sci Sports Exerc,
-- doi 10.1249/MSS.0000000000002822). The hour is a proposal of the project. One condition a
-- visit: two visits, which comes first is balanced over the participants' numbers.
--
-- Safety: sitting for so long swells the legs; let the participant walk afterwards.

local set = preset {
  standard = { rounds = 6, raises = 10 },
  older    = { rounds = 3, raises = 10 },
  venous   = { rounds = 3, raises = 10, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { rounds = 6, raises = 10 },
}
local condition = order { "heel_int", "still" }[(participant.visit - 1) % 2 + 1]

protocol {
  id      = "heel_raise_interrupted",
  title   = "Interrupted sitting: heel raises every 10 minutes",
  version = "1.1",
  needs   = { toe = "temperature", ambient = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants   = { calf = "temperature" },
}

local function girth(when)
  measure { "girth_" .. when, text = "Circumference of the right calf at the mark", unit = "cm",
            range = { 20, 60 }, twice_within = 0.2 }
end

if set.tell then tell(set.tell) end
tell "Seated for 15 minutes, shoes and socks off, knees at 90 degrees. Mark the calf at its widest."
sensor_check { "toe", rise = 1.0 }
settle { "toe", within = 0.30, slope = 0.05, over = 5 * minutes, at_most = 20 * minutes }

trial({ condition = condition, leg = condition == "still" and "none" or "both", posture = "sitting" }, function()
  girth "before"
  rest { "baseline", lasts = 5 * minutes, say = "Sit still, please." }
  for round = 1, set.rounds do
    local raises = 60 * set.raises / 30         -- s, at 30 a minute
    if condition == "heel_int" then
      exercise { "raises_" .. round, count = set.raises, reps_per_min = 30, cues = { "up", "down" },
                 say = "Raise both heels and lower them with the tones." }
    else
      rest { "raises_" .. round, lasts = raises, say = "Keep both feet still." }
    end
    rest { "still_" .. round, lasts = 10 * minutes - raises, say = "Keep both feet still." }
  end
  girth "after"
  ask  { "heaviness", text = "How heavy do your legs feel?", scale = { 0, 10 },
         anchors = { "not at all", "worst imaginable" } }
  rest { "recovery", lasts = 10 * minutes }
end)
