"""refills.py - refill curves by numpy, and the table refills"""
import statistics

import numpy

from afresh.recorded import NS
from afresh.cells import factors, minus, which, who
from afresh.places import crossover
from afresh.session import event_times, find_trial, first_cues, rest_before, same_trial
from afresh.samples import DC, arrays, longest_step, moving_mean, valid_points

AC_REASON = ("AC-coupled: a pulse oximeter's plethysmogram has lost the slow part of the signal; a DC-coupled channel "
             "(light_reflection, volume_change, limb_volume, limb_strain) is needed")
REFILL_NUMBERS = ["base_level", "peak_level", "end_level", "amplitude", "peak_time_s", "observed_s", "v0_pct", "ti_s", "f0_pct_s",
                  "tau_s"] + [f"t{n}_{end}" for n in ("50", "90", "95", "100", "0") for end in ("s", "censored")]


def crossing(times, values, level):
    below = numpy.flatnonzero(values <= level)
    if len(below) == 0:
        return None
    i = below[0]
    return float(numpy.interp(-level, -values[i - 1:i + 1], times[i - 1:i + 1])) if i else float(times[0])


def base_of(samples, rest, zero, sign, rules):
    """Times and smoothed levels of the end of the rest before the exercise, seconds since the exercise began."""
    width = rules["refill_smooth_s"]
    times, values = arrays(samples, rest["began_ns"], zero, zero)
    last = (times >= -1.5 * width - rules["refill_base_s"]) & (times < -1.5 * width)
    return times[last], (sign * moving_mean(times, values, width, 3))[last] if last.any() else values[last]


def peak_of(times, values, anchor, base, rules):
    """Where it begins to fall, and how high it stands there; None without samples about the anchor."""
    width = rules["refill_smooth_s"]
    smooth = moving_mean(times, values, width) if len(times) else values
    near = numpy.flatnonzero((times >= anchor - rules["refill_before_s"]) & (times < anchor + rules["refill_after_s"]))
    if len(near) == 0:
        return None
    top = float(smooth[near].max())
    peak = near[smooth[near] >= top - 0.01 * (top - base)][-1] if top > base else near[numpy.argmax(smooth[near])]
    begin = (times >= times[peak]) & (times < times[peak] + rules["refill_fit_s"])
    if begin.sum() <= 1:
        return times[peak], float(smooth[peak])
    return times[peak], min(top, float(numpy.polyval(numpy.polyfit(times[begin] - times[peak], smooth[begin], 1), 0)))


def curve_of(times, values, peak_s, top, width):
    """From the peak on: what was measured, and its smoothed curve, which begins with the top."""
    part = times >= peak_s - width / 2 - 1e-6
    since, raw = times[part] - peak_s, values[part]
    smooth = moving_mean(times[part], raw, width, 3)
    curve_t, curve = since[since >= 0], smooth[since >= 0]
    curve[0] = top
    return (since, raw), (curve_t, curve)


def curve_cells(curve_t, curve, base, top, absolute, rules):
    """How fast a curve falls that stands above its base."""
    cells, amplitude, later = {}, top - base, rules["refill_ti_s"]
    for name, left in (("50", 0.5), ("90", 0.1), ("95", 0.05), ("100", 0), ("0", rules["refill_endpoint"])):
        time = crossing(curve_t, curve, base + left * amplitude)
        cells[f"t{name}_s"], cells[f"t{name}_censored"] = time, int(time is None)
    fallen = top - float(numpy.interp(later, curve_t, curve)) if later <= curve_t[-1] else 0
    cells["ti_s"] = later * amplitude / fallen if fallen > 0.01 * amplitude else None
    start, end = crossing(curve_t, curve, base + 0.9 * amplitude), crossing(curve_t, curve, base + 0.1 * amplitude)
    if end is not None:
        inside = (curve_t >= start) & (curve_t < end) & (curve > base)
        if inside.sum() >= 5:
            cells["tau_s"] = -1 / float(numpy.polyfit(curve_t[inside], numpy.log(curve[inside] - base), 1)[0])
    if absolute and cells["t0_s"] is not None:
        until_t = numpy.append(curve_t[curve_t < cells["t0_s"]], cells["t0_s"])
        cells["f0_pct_s"] = 100 * float(numpy.trapz(numpy.interp(until_t, curve_t, curve) - base, until_t)) / base
    return cells


def refill(samples, rest, exercise, until, last_cue, channel, rules):
    """One curve."""
    cells = dict.fromkeys(["refused", "refill_flags", "refill_ok"] + REFILL_NUMBERS)
    if channel["quantity"] not in DC:
        return {**cells, "refused": AC_REASON}
    if not rest:
        return {**cells, "refused": "no rest before the exercise: no baseline"}
    sign, zero = DC[channel["quantity"]], exercise["began_ns"]
    base_times, level = base_of(samples, rest, zero, sign, rules)
    if len(level) == 0:
        return {**cells, "refused": "no valid samples at the end of the rest before the exercise: no baseline"}
    base = float(numpy.median(level))
    times, values = arrays(samples, zero, until, zero)
    anchor = ((last_cue if last_cue is not None else exercise["ended_ns"]) - zero) / NS
    peak = peak_of(times, sign * values, anchor, base, rules)
    if not peak:
        return {**cells, "refused": "no valid samples at the end of the exercise: no peak"}
    peak_s, top = peak
    raw, (curve_t, curve) = curve_of(times, sign * values, peak_s, top, rules["refill_smooth_s"])
    amplitude, peak_ns = top - base, zero + round(peak_s * NS)
    absolute = channel["quantity"] == "light_reflection" and base > 0
    settled = curve_t >= (until - peak_ns) / NS - rules["refill_base_s"]
    cells.update(base_level=sign * base, peak_level=sign * top, amplitude=amplitude, peak_time_s=peak_ns / NS,
                 observed_s=float(curve_t[-1]), v0_pct=100 * amplitude / base if absolute else None,
                 end_level=sign * float(numpy.median(curve[settled])) if settled.any() else None)
    if amplitude > 0:
        cells.update(curve_cells(curve_t, curve, base, top, absolute, rules))
    flags = refill_flags(samples, exercise, until, channel, rules, (base_times, level), amplitude, raw, (curve_t, curve), peak_ns)
    return {**cells, "refill_flags": flags, "refill_ok": int(flags is None)}


def refill_flags(samples, exercise, until, channel, rules, rest, amplitude, raw, curve, peak_ns):
    flags, base = [], float(numpy.median(rest[1]))
    if len(rest[0]) > 1 and abs(numpy.polyfit(*rest, 1)[0]) > rules["refill_plateau"] / 100 * amplitude:
        flags.append("no_plateau")
    if amplitude <= 0 or amplitude < rules["refill_least_pct"] / 100 * (abs(base) if DC[channel["quantity"]] > 0 else 0):
        flags.append("small")
    later = raw[0] >= rules["refill_smooth_s"]
    off = numpy.abs(raw[1][later] - numpy.interp(raw[0][later], *curve)) if later.any() else numpy.zeros(1)
    if off.max() > rules["refill_move_mad"] * numpy.median(off) and off.max() > 0.05 * abs(amplitude):
        flags.append("movement")
    if any(quality & 1 << 8 for time, _, quality in samples if exercise["began_ns"] <= time < until):
        flags.append("saturated")
    edges = numpy.concatenate(([0], curve[0], [(until - peak_ns) / NS]))
    if numpy.diff(edges).max() > longest_step(rules["area_gap_s"], channel["interval_s"]):
        flags.append("gap")
    if channel["interval_s"] and channel["interval_s"] > 0.26:
        flags.append("slow_sampling")
    return "; ".join(flags) or None


def true_time(samples, exercise, pauses):
    """Of a refill: samples of pauses go; only of the rest before the exercise what lies before a pause moves up to its end."""
    began = exercise["began_ns"]
    return [(time + (sum(end - start for start, end in pauses if time < start and end <= began) if time < began else 0), value, quality)
            for time, value, quality in samples if not any(start <= time < end for start, end in pauses)]


def raised_before(session, place):
    for phase in reversed(session["phases"][:place]):
        if not same_trial(phase, session["phases"][place]):
            return None
        if phase["name"].startswith(("raised", "elevat", "supine")) and phase["ended_ns"] is not None:
            return phase
    return None


def empty_level(record, session, place, channel):
    phase = raised_before(session, place)
    if not phase:
        return None
    start = phase["ended_ns"] - round(record.set["refill_base_s"] * NS)
    values = [v for _, v in valid_points([tuple(s) for s in record.samples(channel)], start, phase["ended_ns"])]
    return statistics.median(values) if values else None


def curves(record, session):
    """For each exercise that ended and each plethysmogram: exercise, channel, the curve's cells."""
    for place, exercise in enumerate(session["phases"]):
        if exercise["kind"] != "exercise" or exercise["ended_ns"] is None:
            continue
        until = exercise["ended_ns"]
        for phase in session["phases"][place + 1:]:
            if not same_trial(phase, exercise) or phase["kind"] == "exercise" or phase["ended_ns"] is None:
                break
            until = phase["ended_ns"]
        cues = [time for time, _ in event_times(record, session, exercise, "cue")]
        repetitions = len(first_cues(record, session, exercise))
        for channel in session["channels"]:
            if channel["quantity"] not in (*DC, "plethysmogram"):
                continue
            rest = rest_before(session, place)
            begin = rest["began_ns"] if rest else until
            samples = [tuple(s) for s in record.samples(channel) if begin <= s[0] < until]
            cells = refill(true_time(samples, exercise, session["pauses"]), rest, exercise, until, cues[-1] if cues else None,
                           channel, record.set)
            if cells["refill_ok"] is not None and any(start < until and end > cells["peak_time_s"] * NS
                                                      for start, end in session["pauses"]):
                cells.update(refill_ok=0, refill_flags="; ".join(filter(None, [cells["refill_flags"], "paused"])))
            empty = empty_level(record, session, place, channel) if DC.get(channel["quantity"]) == -1 else None
            volume = minus(cells["base_level"], empty)
            volume_ok = volume is not None and volume > 0
            cells.update(cues=len(cues), empty_level=empty, venous_volume=volume if volume_ok else None,
                         ef_pct=100 * cells["amplitude"] / volume if volume_ok and repetitions == 1 else None,
                         rvf_pct=100 * (volume - cells["amplitude"]) / volume if volume_ok and repetitions >= 10 else None)
            cells["raised"] = DC.get(channel["quantity"]) == -1 and raised_before(session, place) is not None
            cells["repetitions"] = repetitions
            yield exercise, channel, cells


def refills(record):
    for session in record.sessions:
        for exercise, channel, cells in curves(record, session):
            trial = find_trial(session, exercise["trial"], exercise["attempt"])
            del cells["raised"], cells["repetitions"]       # only wide asks
            yield {**who(record, session), **which(trial), **crossover(record, session, trial), **factors(record, trial), "exercise": exercise["name"],
                   "exercise_no": exercise["number"], "channel": channel["name"], "quantity": channel["quantity"],
                   "site": channel["site"], "unit": channel["unit"], **cells}
