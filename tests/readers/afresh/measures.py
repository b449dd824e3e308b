"""measures.py - the tables measures and gradients"""
from afresh.recorded import NS
from afresh.cells import factors, minus, phase_cells, which, who
from afresh.places import crossover
from afresh.session import closed_up, cut_off, find_trial, same_trial, without_pauses
from afresh.samples import is_valid, longest_step, valid_points, weighted_mean
from afresh.phase_measures import other_measures, phase_measures, reason


def jumps(record, session, phase, channel):
    """Changes faster than the quantity's limit, on the session's own time and without what pauses hold."""
    limit = record.set.get({"temperature": "jump_degc_s", "spo2": "jump_spo2_s", "pulse_rate": "jump_pulse_s"}.get(channel["quantity"]))
    if limit is None or phase["ended_ns"] is None:
        return None
    values = [(time, value) for time, value, quality in map(tuple, record.samples(channel))
              if phase["began_ns"] <= time < phase["ended_ns"] and is_valid(value, quality)
              and not any(start <= time < end for start, end in session["pauses"])]
    most = longest_step(record.set["area_gap_s"], channel["interval_s"])
    steps = [((b[0] - a[0]) / NS, abs(b[1] - a[1])) for a, b in zip(values, values[1:])]
    return sum(lasts <= most and change > limit * max(lasts, 1) for lasts, change in steps) if steps else None


def measured(record, session):
    """For each phase and channel: phase, channel, its measures."""
    samples = {c["name"]: without_pauses([tuple(s) for s in record.samples(c)], session["pauses"])
               for c in session["channels"]}
    for place, real in enumerate(session["phases"]):
        phase = closed_up(session, real)
        before = [closed_up(session, p) for p in session["phases"][:place + 1] if p["name"] == "baseline" and same_trial(p, real)]
        for channel in session["channels"]:
            every, interval = samples[channel["name"]], channel["interval_s"]
            own = phase_measures(every, phase, interval)
            baseline = None
            if before and before[-1]["ended_ns"] is not None:
                end = before[-1]["ended_ns"]
                start = max(before[-1]["began_ns"], end - round(record.set["baseline_s"] * NS))
                baseline = weighted_mean(valid_points(every, start, end), interval)
            delta = None if baseline is None or own["mean"] is None else own["mean"] - baseline
            inside = [s for s in every if phase["ended_ns"] is not None and phase["began_ns"] <= s[0] < phase["ended_ns"]]
            points = valid_points(inside, phase["began_ns"], phase["ended_ns"]) if inside else []
            others = other_measures(points, inside, phase, channel, own, baseline, record.set)
            if others["phase_ok"] is not None and cut_off(record, session, real):
                others["phase_ok"] = 0
            said = reason(own, phase, bool(before), baseline, inside,
                          channel["quantity"] in ("plethysmogram", "light_reflection") and interval
                          and interval <= 0.05 and others["wave_rate"] is None)
            yield real, channel, {**own, **others, "jumps": jumps(record, session, real, channel), "baseline": baseline, "delta": delta, "missing_reason": said}


def measures(record):
    for session in record.sessions:
        for phase, channel, cells in measured(record, session):
            trial = find_trial(session, phase["trial"], phase["attempt"])
            yield {**who(record, session), **which(trial), **crossover(record, session, trial), **factors(record, trial), **phase_cells(session, phase),
                   "channel": channel["name"], "quantity": channel["quantity"], "site": channel["site"],
                   "unit": channel["unit"], **cells}


def gradient_of(one, two):
    """What a pair of temperature channels compares, told from their names."""
    def side(name):
        return "left" if "left" in name else "right" if "right" in name else None
    def ambient(name):
        return "ambient" in name or "room" in name
    if ambient(one):
        return None
    if ambient(two):
        return "ambient"
    if (side(one), side(two)) == ("left", "right") and one.replace("left", "*", 1) == two.replace("right", "*", 1):
        return "left_right"
    if side(one) == side(two) and ("toe" in one or "foot" in one) and "calf" in two:
        return "site"
    return None


def gradients(record):
    for session in record.sessions:
        all_of = {}
        for phase, channel, cells in measured(record, session):
            if channel["quantity"] == "temperature":
                all_of.setdefault(phase["phase_id"], (phase, {}))[1][channel["name"]] = (channel, cells)
        for phase, channels in all_of.values():
            trial = find_trial(session, phase["trial"], phase["attempt"])
            for one, (channel, a) in channels.items():
                for two, (_, b) in channels.items():
                    if one == two or not gradient_of(one, two):
                        continue
                    now, then = minus(a["mean"], b["mean"]), minus(a["baseline"], b["baseline"])
                    both = None if a["phase_ok"] is None or b["phase_ok"] is None else a["phase_ok"] & b["phase_ok"]
                    yield {**who(record, session), **which(trial), **crossover(record, session, trial), **factors(record, trial),
                           **phase_cells(session, phase), "gradient": gradient_of(one, two), "channel": one,
                           "other_channel": two, "unit": channel["unit"], "difference": now,
                           "baseline_difference": then, "difference_delta": minus(now, then), "both_ok": both}
