"""phases.py - the table phases: cues, and the strokes that followed them"""
import math
import statistics

import numpy

from afresh.recorded import NS
from afresh.cells import factors, late, phase_cells, which, who
from afresh.session import event_times, find_trial, first_cues, rest_before
from afresh.samples import DC, arrays, moving_mean


def strokes_in(times, values, rest_times, rest_values, sign, interval):
    width = 2 * (interval or 2)
    working = sign * (values - moving_mean(times, values, width))
    resting = sign * (rest_values - moving_mean(rest_times, rest_values, width))
    spread = [numpy.subtract(*numpy.percentile(signal, [90, 10])) for signal in (working, resting)]
    if not (spread[0] > 0 and spread[0] >= 2 * spread[1]):
        return None
    found, turn, low, top = [], spread[0] / 2, math.inf, None       # top: the highest since it went up
    for i, now in enumerate(working):
        if top is None:
            low = min(low, now)
            if now >= low + turn:
                top = i
        elif now > working[top]:
            top = i
        elif now <= working[top] - turn:
            found.append(float(times[top]))
            low, top = now, None
    return found


def seen_strokes(record, session, place):
    """Times, where from, why not."""
    exercise, rest, why = session["phases"][place], rest_before(session, place), "no DC-coupled plethysmogram and no marks"
    zero = exercise["began_ns"]
    for channel in session["channels"] if rest else []:
        if channel["quantity"] not in DC:
            continue
        samples = [tuple(s) for s in record.samples(channel)]
        during, before = arrays(samples, zero, exercise["ended_ns"], zero), arrays(samples, rest["began_ns"], zero, zero)
        if len(during[0]) == 0 or len(before[0]) == 0:
            why = "no valid samples of a DC-coupled channel in the exercise or in the rest before"
            continue
        found = strokes_in(*during, *before, DC[channel["quantity"]], exercise["reps_per_min"] and 60 / exercise["reps_per_min"])
        if found is not None:
            return found, channel["name"], None
        why = "strokes cannot be told from the pulse"
    marks = [(time - zero) / NS for time, planned in event_times(record, session, exercise, "mark") if planned is None]
    return (marks, "marks", None) if len(marks) >= 3 else (None, None, why)


def median_step(times):
    return statistics.median(b - a for a, b in zip(times, times[1:])) if len(times) > 1 else None


def end_code(record, session, phase):
    found = record.all("SELECT text FROM event WHERE session_id = ? AND kind = 'exercise_end' AND trial IS ? AND attempt IS ? "
                        "AND phase IS ? ORDER BY event_id", session["session_id"], phase["trial"], phase["attempt"], phase["number"])
    return found[-1]["text"].split(":")[0] if found else None


def phases(record):
    for session in record.sessions:
        for place, phase in enumerate(session["phases"]):
            trial, cues = find_trial(session, phase["trial"], phase["attempt"]), event_times(record, session, phase, "cue")
            times, lates = [(time - phase["began_ns"]) / NS for time, _ in cues], [late(p, t) for t, p in cues if p is not None]
            strokes, where, why = None, None, None
            if phase["kind"] == "exercise":
                strokes, where, why = seen_strokes(record, session, place) if phase["ended_ns"] is not None \
                    else (None, None, "the phase's end is not in the record")
            firsts = first_cues(record, session, phase)
            pace, lags, left = median_step(firsts), [], list(strokes or [])
            for cue in firsts if pace and strokes is not None else []:
                left = [s for s in left if s >= cue - pace / 2]
                if left and left[0] < cue + pace / 2:
                    lags.append(left.pop(0) - cue)
            yield {**who(record, session), **which(trial), **factors(record, trial), **phase_cells(session, phase),
                   "cues": len(cues), "cue_per_min": 60 / median_step(times) if len(times) > 2 else None,
                   "cue_late_ms": statistics.median(lates) if lates else None, "cue_late_most_ms": max(lates, default=None),
                   "strokes": None if strokes is None else len(strokes), "strokes_from": where,
                   "cadence_per_min": 60 / median_step(strokes) if strokes and len(strokes) > 2 else None,
                   "cues_followed_pct": 100 * len(lags) / len(firsts) if pace and strokes is not None else None,
                   "stroke_lag_s": statistics.median(lags) if lags else None, "strokes_missing": why,
                   "end_code": end_code(record, session, phase)}
