-- Ankle pumps, brisk (30 a minute) and slow (3 a minute: 10 s up, 10 s down), 5 minutes each, in one visit.
--
-- Li et al., Inquiry 59 (2022), PMC9168852: 307 adults, both rates widened the veins and quickened
-- the flow alike; 82 % preferred the brisk one and found it less strenuous. The 10 minutes of rest before
-- each come from there; their recovery is a proposal of the project. 15 a minute was used in
-- intensive care (Yamashita, J Clin Anesth 17 (2005) 102-105).
--
-- Safety: ankle pumps are used to prevent thrombosis; in somebody who may have one, a doctor decides.

local set = preset {
  standard = { posture = "sitting", minutes = 5 },
  older    = { posture = "sitting", minutes = 5 },
  venous   = { posture = "supine", minutes = 5, tell = "Has an acute thrombosis been ruled out? If not, end here." },
  office   = { posture = "sitting", minutes = 5 },
}

protocol {
  id      = "ankle_pump",
  title   = "Ankle pumps, brisk against slow",
  version = "1.1",
  needs   = { toe = "temperature", ambient = "temperature", spo2 = "spo2", pulse = "pulse_rate" },
  wants   = { calf = "temperature", light = "light_reflection" },
  stop_if = { below("spo2", 88, { lasting = 30 * seconds, hysteresis = 2 }) },
}

local cues = {
  pump30 = { { "up", 1 * seconds }, { "down", 1 * seconds } },
  pump3  = { { "up", 10 * seconds }, { "down", 10 * seconds } },
}

if set.tell then tell(set.tell) end
tell("Posture: " .. set.posture .. ". Shoes and socks off, both feet free to move at the ankle.")
sensor_check { "toe", rise = 1.0 }

for _, condition in ipairs(order { "pump30", "pump3" }) do
  checkpoint { max_gap = 15 * minutes }
  trial({ condition = condition, leg = "both", posture = set.posture }, function()
    rest     { "baseline", lasts = 10 * minutes, say = "Lie or sit still, please." }
    exercise { "exercise", lasts = set.minutes * minutes, cues = cues[condition],
               say = "Pull the feet up and push them down with the tones, as far as they go." }
    ask      { "exertion", text = "How hard was that?", scale = { 0, 10 }, anchors = { "nothing at all", "maximal" } }
    rest     { "recovery", lasts = 10 * minutes, say = "Keep both feet still." }
  end)
end

ask { "preferred", text = "Which of the two was more comfortable?", choices = { "brisk", "slow", "the same" } }
