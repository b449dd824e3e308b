-- Seated soleus push-ups against sitting still, both in one visit, about 60 minutes.
--
-- A push-up: seated, forefoot on the floor, the heel rises to the top of its range and then
-- drops passively (Hamilton, Hamilton & Zderic, iScience 2022, PMC9404652). 50 a minute is what is
-- told of that work; the 10 minutes are a proposal of the project, much shorter than the
-- 270 minutes a day of the source. Which condition comes first is balanced over the participants'
-- numbers; the first trial's recovery is the washout before the second.
--
-- Safety: stop on pain in the calf or chest, or when the oxygen saturation stays low (below).

local set = preset {
  standard = { pace = 50 },     -- rises a minute
  older    = { pace = 30 },
  venous   = { pace = 50, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { pace = 50 },
}

protocol {
  id      = "soleus_pushup",
  title   = "Seated soleus push-ups against sitting still",
  version = "1.2",
  needs   = { toe = "temperature", ambient = "temperature",
              spo2 = "spo2", pulse = "pulse_rate", pleth = "plethysmogram" },
  wants   = { calf = "temperature" },
  stop_if = { below("spo2", 88, { lasting = 30 * seconds, hysteresis = 2 }) },
}

if set.tell then tell(set.tell) end
tell "Room at 22 to 25 degrees, participant seated for at least 15 minutes. Shoes and socks off."
tell "Both feet flat, knees at 90 degrees. Please sit still and do not talk until you are told."
sensor_check { "toe", rise = 1.0 }

for _, condition in ipairs(order { "still", "spu" }) do
  checkpoint { max_gap = 15 * minutes }
  local leg = condition == "spu" and "both" or "none"

  trial({ condition = condition, leg = leg, posture = "sitting", redo_if = coverage_below("toe", 0.80) }, function()
    settle { "toe", within = 0.30, slope = 0.05, over = 5 * minutes, at_most = 20 * minutes }
    rest { "baseline", lasts = 5 * minutes, say = "Sit still, please." }
    if condition == "spu" then
      exercise { "exercise", lasts = 10 * minutes, reps_per_min = set.pace, cues = { "up" },
                 say = "At each tone raise both heels to the top, then let them drop." }
    else
      rest { "exercise", lasts = 10 * minutes, say = "Keep both feet still." }
    end
    ask  { "heaviness", text = "How heavy do your legs feel?", scale = { 0, 10 },
           anchors = { "not at all", "worst imaginable" } }
    rest { "recovery", lasts = 10 * minutes, say = "Keep both feet still." }
  end)
end

ask { "remarks", text = "Was there anything unusual?", words = true, optional = true }
