"""session.py - what belongs together in a session: trials, phases, pauses, cues"""
from afresh.recorded import NS


def find_trial(session, number, attempt):
    return next((t for t in session["trials"] if (t["number"], t["attempt"]) == (number, attempt)), None)


def same_trial(a, b):
    return (a["trial"], a["attempt"]) == (b["trial"], b["attempt"])


def rest_before(session, place):
    before = session["phases"][place - 1] if place > 0 else None
    return before if before and same_trial(before, session["phases"][place]) and before["kind"] != "exercise" else None


def last_holding(items, time):
    return next((i for i in reversed(items) if i["began_ns"] <= time and (i["ended_ns"] is None or time < i["ended_ns"])), None)


def event_times(record, session, phase, kind):
    return record.pairs("SELECT time_ns, planned_ns FROM event WHERE session_id = ? AND kind = ? AND trial IS ? AND attempt IS ? "
                        "AND phase IS ? ORDER BY event_id", session["session_id"], kind, phase["trial"], phase["attempt"],
                        phase["number"])


def first_cues(record, session, phase):
    """Of each repetition, in seconds since the phase began."""
    cues = record.pairs("SELECT time_ns, value FROM event WHERE session_id = ? AND kind = 'cue' AND trial IS ? AND attempt IS ? "
                        "AND phase IS ? ORDER BY event_id", session["session_id"], phase["trial"], phase["attempt"], phase["number"])
    return [(time - phase["began_ns"]) / NS for i, (time, repetition) in enumerate(cues)
            if repetition is None or i == 0 or repetition != cues[i - 1][1]]


def moved(time, pauses):
    """That time on a clock that stands still in pauses; None within one."""
    if any(begin <= time < end for begin, end in pauses):
        return None
    return time - sum(end - begin for begin, end in pauses if end <= time)


def without_pauses(samples, pauses):
    return [(at, *rest) for (time, *rest) in samples if (at := moved(time, pauses)) is not None]


def closed_up(session, phase):
    ended = phase["ended_ns"]
    return {**dict(phase), "began_ns": moved(phase["began_ns"], session["pauses"]),
            "ended_ns": None if ended is None else moved(ended, session["pauses"])}


def cut_off(record, session, phase):
    """More than 1 s and 2 % too short, and not because the operator ended the exercise."""
    if phase["outcome"] != "interrupted" or phase["planned_ended_ns"] is None:
        return False
    planned = (phase["planned_ended_ns"] - phase["began_ns"] - phase["paused_ns"]) / NS
    ended = record.pairs("SELECT time_ns FROM event WHERE session_id = ? AND kind = 'exercise_end' AND trial IS ? AND attempt IS ? AND "
                         "phase IS ?", session["session_id"], phase["trial"], phase["attempt"], phase["number"])
    return (phase["planned_ended_ns"] - phase["ended_ns"]) / NS > max(1, 0.02 * planned) \
        and not any(phase["began_ns"] <= time <= phase["ended_ns"] for time, in ended)
