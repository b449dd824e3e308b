-- Venous refill: 8 dorsiflexions in 16 s empty the calf's veins; how long until they are full again?
--
-- Light that the skin throws back, 10 cm above the inner ankle (photoplethysmograph, DC), 8 dorsiflexions
-- at 30 a minute, then still until the veins are full: Stuecker & Doerler, Phlebologie 43 (2014) 268-272.
-- How short the time comes out depends much on the rule for its end; the export names the rule.
-- The number of repeats and the rest between them are a proposal of the project.
--
-- Safety: none of its own, seated; with a tourniquet never above 50 mmHg nor longer than a repeat.

local set = preset {
  standard = { repeats = 3 },
  older    = { repeats = 3 },
  venous   = { repeats = 3, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { repeats = 1 },
}

protocol {
  id      = "refill_test",
  title   = "Venous refill after 8 dorsiflexions",
  version = "1.0",
  needs   = { light = "light_reflection" },
  wants   = { pulse = "pulse_rate", ambient = "temperature" },
}

if set.tell then tell(set.tell) end
tell "Seated, knee at 110 to 120 degrees, heel on the floor, leg relaxed, seated for 10 minutes."

for _, leg in ipairs(order { "left", "right" }) do
  checkpoint { max_gap = 30 * minutes }
  tell("Sensor on the " .. leg .. " leg, 10 cm above the inner ankle, shaded from light.")
  for number = 1, set.repeats do
    trial({ condition = "vrt", leg = leg, posture = "sitting", redo_if = coverage_below("light", 0.95) }, function()
      settle   { "light", within = 60, over = 20 * seconds, at_most = 3 * minutes, otherwise = "continue" }
      rest     { "baseline", lasts = 60 * seconds, say = "Sit still, please." }
      exercise { "exercise", count = 8, reps_per_min = 30, cues = { "up", "down" },
                 say = "Pull the forefoot up and let it down with the tones; the heel stays on the floor." }
      rest     { "recovery", lasts = 3 * minutes, say = "Keep the leg quite still until you are told." }
    end)
    if number < set.repeats then
      rest { "pause_" .. leg .. "_" .. number, lasts = 2 * minutes }
    end
  end
end
