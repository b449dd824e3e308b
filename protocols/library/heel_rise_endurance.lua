-- Single-leg heel rises to failure, at 60 beats a minute: up on one beat, down on the next.
--
-- 10 degrees of incline, fingertips on the wall, 10 rises with both legs to warm up, 2 minutes between
-- the legs; it ends after two faults in a row (heel not lifted, pace lost, knee or trunk bent). The usual
-- procedure; as normal, men in their twenties manage about 37, in their sixties 19 (566 people:
-- Hebert-Losier et al., Physiotherapy 2017). The bound of 3 minutes is a proposal of the project.
--
-- Safety: standing on one leg; support within reach, end it on pain in calf or Achilles tendon. Not with
-- a tendon that was torn or operated on. Older people: with a second person, or not at all.

local set = preset {
  standard = { at_most = 3 * minutes },
  older    = { at_most = 90 * seconds, tell = "A second person stands beside the participant for the whole test." },
  venous   = { at_most = 90 * seconds, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { at_most = 3 * minutes },
}

protocol {
  id      = "heel_rise_endurance",
  title   = "Single-leg heel rises to failure",
  version = "1.0",
  needs   = { spo2 = "spo2", pulse = "pulse_rate" },
  wants   = { toe = "temperature", calf = "temperature", ambient = "temperature" },
  stop_if = { below("spo2", 88, { lasting = 20 * seconds, hysteresis = 2 }) },
}

if set.tell then tell(set.tell) end
tell "Barefoot on the incline, fingertips on the wall at shoulder height."
exercise { "warm_up", count = 10, reps_per_min = 30, cues = { "up", "down" }, say = "Rise on both legs with the tones." }

for _, leg in ipairs(order { "left", "right" }) do
  checkpoint { max_gap = 15 * minutes }
  trial({ condition = "hret", leg = leg, posture = "standing" }, function()
    rest     { "baseline", lasts = 2 * minutes, say = "Rest, please." }
    exercise { "exercise", ends = "operator", at_most = set.at_most, reps_per_min = 30, cues = { "up", "down" },
               say = "Only the " .. leg .. " leg: up and down with the tones, as often as you can." }
    measure  { "repetitions", text = "Good repetitions", unit = "count", range = { 0, 120 } }
    ask      { "exertion", text = "How hard was that?", scale = { 0, 10 }, anchors = { "nothing at all", "maximal" } }
    rest     { "recovery", lasts = 5 * minutes, say = "Sit down and rest." }
  end)
end
