-- Standing on tiptoe, once and ten times: how much one stroke of the calf pump moves, and how much ten.
--
-- The manoeuvres of air plethysmography: one tiptoe for the ejection fraction, ten at about one a second for
-- the residual volume (consensus on chronic venous insufficiency: Nicolaides, Circulation 102 (2000)
-- e126-e163). The lengths of the phases, and doing it twice, are a proposal of the project.
--
-- Safety: a fall is possible. Hands on a support, a chair behind, and for older people a second person
-- beside; end it on dizziness. Not after a recent operation on the leg.

local set = preset {
  standard = { repeats = 2, tiptoes = 10 },
  older    = { repeats = 2, tiptoes = 10, tell = "A second person stands beside the participant for the whole test." },
  venous   = { repeats = 2, tiptoes = 10, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { repeats = 1, tiptoes = 10 },
}

protocol {
  id      = "tiptoe_standing",
  title   = "Tiptoes while standing",
  version = "1.1",
  needs   = { light = "light_reflection", spo2 = "spo2", pulse = "pulse_rate" },
  wants   = { toe = "temperature", ambient = "temperature" },
  stop_if = { above("pulse", 160, { lasting = 20 * seconds, hysteresis = 10 }) },
}

if set.tell then tell(set.tell) end
tell "Hands on the support, a chair behind, weight on both feet. Sensor 10 cm above the inner right ankle."

for number = 1, set.repeats do
  checkpoint { max_gap = 15 * minutes }
  trial({ condition = "tiptoe", leg = "both", posture = "standing" }, function()
    settle   { "light", within = 60, over = 20 * seconds, at_most = 3 * minutes, otherwise = "continue" }
    rest     { "baseline", lasts = 2 * minutes, say = "Stand still, please." }
    exercise { "one", count = 1, reps_per_min = 6, cues = { "up" },
               say = "With the tone once up on tiptoe and down again, then stand still." }
    rest     { "between", lasts = 60 * seconds, say = "Stand still, please." }
    exercise { "ten", count = set.tiptoes, reps_per_min = 60, cues = { "up" },
               say = "Up on tiptoe and down again with each tone." }
    rest     { "recovery", lasts = 2 * minutes, say = "Stand still, please." }
    ask      { "dizziness", text = "Do you feel dizzy?", choices = { "no", "a little", "much" } }
  end)
  if number < set.repeats then
    tell "Let the participant sit down for a moment, then stand again."
  end
end
