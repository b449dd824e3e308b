#!/usr/bin/python3
"""compare_xlsx.py STUDY_DB WORKBOOK - every cell of a workbook against the record itself

Reads study.db with SQLite and works out afresh what each table must hold, then reads
the workbook with openpyxl and compares all cells, types included. Shares no code with
the exporter. Exit 0 when all are equal; prints the first differences otherwise.
"""
import collections
import datetime
import json
import math
import re
import sqlite3
import statistics
import sys

import numpy
import openpyxl

QUALITIES = ["no_probe", "no_finger", "searching", "low_perfusion", "artefact", "out_of_range",
             "stale", "bad_checksum", "saturated", "missing"]
LOW_PERFUSION, MISSING = 1 << 3, 1 << 9
NAME = re.compile(r"^[a-z][a-z0-9_]{1,25}$")
UTC = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
NS = 10 ** 9

# What the measures depend on where the study does not say: see base/parameter.h.
PARAMETERS = dict(baseline_s=60, area_gap_s=5, step_degc=0.5, step_held_s=10, end_s=10, ok_pct_valid=80, ok_gap_s=10, nadir_s=3, jump_degc_s=0.5, jump_spo2_s=4, jump_pulse_s=30,
                  spo2_low=94, spo2_very_low=90, desat_drop=3, desat_s=10, refill_endpoint=0.05, refill_base_s=5,
                  refill_smooth_s=1, refill_before_s=2, refill_after_s=5, refill_fit_s=3, refill_ti_s=3, refill_move_mad=5, refill_plateau=2,
                  refill_least_pct=0.5)


# --- the record ---------------------------------------------------------------------------------

class Record:
    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        self.db.text_factory = lambda raw: raw      # texts as bytes: what is no UTF-8 must be seen
        study = dict(self.pairs("SELECT name, value FROM study"))
        self.study_id = study.get("id")
        self.study = list(study.items())
        self.set = {name: float(study.get("measures_" + name, value)) for name, value in PARAMETERS.items()}
        self.sessions = self.all("SELECT session.*, participant.id, group_name FROM session "
                                 "JOIN participant USING (participant_id) ORDER BY session_id")
        for session in self.sessions:
            self.fill(session)

    def all(self, sql, *values):
        return [{key: text(row[key]) for key in row.keys()} for row in self.db.execute(sql, values)]

    def pairs(self, sql, *values):
        return [tuple(text(value) for value in row) for row in self.db.execute(sql, values)]

    def fill(self, session):
        number = session["session_id"]
        session["utc_ns"] = self.pairs("SELECT utc_ns FROM clock WHERE session_id = ? AND time_ns = 0", number)[0][0]
        session["trials"] = self.all("SELECT * FROM trial WHERE session_id = ? ORDER BY trial_id", number)
        for trial in session["trials"]:
            trial["factors"] = dict(self.pairs("SELECT name, value FROM factor WHERE trial_id = ?", trial["trial_id"]))
        session["pauses"] = [(row["time_ns"] - round(row["value"] * NS), row["time_ns"]) for row in self.all(
            "SELECT time_ns, value FROM event WHERE session_id = ? AND kind = 'go_on' AND phase IS NOT NULL", number)]
        session["phases"] = self.all(
            "SELECT phase.*, trial.number AS trial, trial.attempt AS attempt FROM phase "
            "LEFT JOIN trial USING (trial_id) WHERE phase.session_id = ? ORDER BY phase.began_ns, phase_id", number)
        session["channels"] = self.all("SELECT channel.*, instrument.name AS instrument FROM channel "
                                       "JOIN instrument USING (instrument_id) WHERE channel.session_id = ? "
                                       "ORDER BY channel_id", number)

    def samples(self, channel):
        return self.db.execute("SELECT time_ns, value, quality FROM sample WHERE channel_id = ? "
                               "ORDER BY time_ns, seq", (channel["channel_id"],)).fetchall()


def text(value):
    return as_cell(value) if isinstance(value, bytes) else value


def as_cell(raw):
    """A text as a workbook can hold it; the rules of export/workbook_text.h, by Python's own decoder."""
    out = ""
    while raw:
        try:
            out, raw = out + raw.decode(), b""
        except UnicodeDecodeError as trouble:
            out += raw[:trouble.start].decode() + "\ufffd"
            raw = raw[trouble.start + 1:]
    out = out.replace("\r\n", "\n").replace("\r", "\n")
    out = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", out)
    return cut(out) or None


def cut(out):
    if len(out.encode("utf-16-le")) > 2 * 32767:
        mark = "\u2026 [cut]"
        out = out.encode("utf-16-le")[:2 * (32767 - len(mark))].decode("utf-16-le", "ignore") + mark
    return out


def is_valid(value, quality):
    return value is not None and math.isfinite(value) and not quality & ~LOW_PERFUSION


def causes(samples):
    counts = collections.Counter()
    for _, value, quality in samples:
        if not is_valid(value, quality):
            if not quality & ~LOW_PERFUSION:
                quality |= MISSING
            counts["+".join(name for bit, name in enumerate(QUALITIES) if quality >> bit & 1)] += 1
    return counts.most_common()      # the first met where two are equal


def unique(values):
    return list(dict.fromkeys(values))


def seconds(ns):
    return None if ns is None else ns / NS


def between(start, end):
    return None if start is None or end is None else (end - start) / NS


def late(planned, actual):
    return None if planned is None or actual is None else (actual - planned) / 1e6


def utc(session, time_ns):
    if time_ns is None:
        return None
    whole, rest = divmod(session["utc_ns"] + time_ns, NS)
    stamp = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=whole)
    return f"{stamp:%Y-%m-%dT%H:%M:%S}.{rest // 1000000:03d}Z"


# --- the tables, worked out afresh -----------------------------------------------------------------

def who(record, session):
    return {"study_id": record.study_id, "participant_id": session["id"], "group": session["group_name"],
            "session_id": session["session_id"], "visit": session["visit"]}


def find_trial(session, number, attempt):
    return next((t for t in session["trials"] if (t["number"], t["attempt"]) == (number, attempt)), None)


def which(trial):
    return {"trial_no": trial["number"] if trial else None, "attempt": trial["attempt"] if trial else None,
            "counted": trial["counted"] if trial else None, "condition": trial["condition"] if trial else None}


FIXED = set("""
    study_id participant_id group number order_number replaces simulated enrolled_utc withdrawn_utc sessions session_id visit trial_no attempt counted
    condition period sequence protocol_id protocol_version trial_start_utc trial_start_s duration_s outcome phase phase_no
    phase_kind reps_per_min phase_outcome phase_start_utc phase_start_s begin_late_ms planned_s channel quantity site unit
    n_samples n_valid pct_valid longest_gap_s mean sd min max median slope_per_min baseline delta invalid_causes
    phase_ok area area_s peak_delta peak_s rise_s rise_censored fall_s fall_censored recovered spo2_nadir spo2_low_s
    spo2_low_pct spo2_very_low_s spo2_very_low_pct desaturations wave_rate wave_amplitude wave_perfusion jumps cues cue_per_min
    cue_late_ms cue_late_most_ms strokes strokes_from cadence_per_min cues_followed_pct stroke_lag_s strokes_missing end_code
    gradient other_channel difference baseline_difference difference_delta both_ok exercise exercise_no refused
    refill_flags refill_ok base_level peak_level end_level amplitude peak_time_s observed_s v0_pct t50_s t50_censored t90_s
    t90_censored t95_s t95_censored t100_s t100_censored t0_s t0_censored ti_s f0_pct_s tau_s empty_level venous_volume
    ef_pct rvf_pct operator station session_start_utc utc_offset_min status trials trials_completed channels recorded_by
    uncertainty_ms quality paused_s gap_start_utc gap_start_s gap_s cause missing_reason question wording accepted value text asked_utc asked_s time_s time_utc late_ms kind name time_min missing
""".split())


def distinct(name, prefix):
    """A column named by the study gives way to those with fixed names, in all tables."""
    return f"{prefix}_{name}"[:26] if name in FIXED else name


def factor_names(record):
    return unique(name for s in record.sessions for t in s["trials"] for name in
                  (n for n, _ in record.pairs("SELECT name, value FROM factor WHERE trial_id = ? ORDER BY rowid",
                                              t["trial_id"])))


def factors(record, trial):
    return {distinct(name, "factor"): trial["factors"].get(name) if trial else None
            for name in factor_names(record)}


def covariates(record):
    """A function from a participant to his covariates' cells."""
    people = record.all("SELECT * FROM participant ORDER BY participant_id")
    values = {p["id"]: dict(record.pairs("SELECT name, value FROM covariate WHERE participant_id = ?",
                                         p["participant_id"])) for p in people}
    numeric = {}
    for name in {name for own in values.values() for name in own}:
        given = [own[name] for own in values.values() if own.get(name)]
        numeric[name] = given and all(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", value) for value in given)
    def of(person):
        cells = {}
        for name, is_number in numeric.items():
            value = values[person["id"]].get(name)
            cells[distinct(name, "covariate")] = float(value) if value is not None and is_number else value
        return cells
    return of


def participants(record):
    own = covariates(record)
    replaced = dict(record.pairs("SELECT allocation.participant_id, id FROM allocation "
                                 "JOIN participant ON participant.participant_id = replaces_id"))
    for person in record.all("SELECT * FROM participant ORDER BY participant_id"):
        yield {"study_id": record.study_id, "participant_id": person["id"], "group": person["group_name"],
               "number": person["number"],
               "order_number": person["number"] if person["order_number"] is None else person["order_number"],
               "replaces": person["replaces"] or replaced.get(person["participant_id"]), "simulated": person["simulated"], "enrolled_utc": person["enrolled_utc"],
               "withdrawn_utc": min((a["utc"] for a in record.all("SELECT utc FROM amendment WHERE participant_id = ?"
                   " AND action IN ('withdraw', 'erase')", person["participant_id"])), default=None),
               "sessions": sum(s["id"] == person["id"] for s in record.sessions), **own(person)}


def sequence_of(session):
    first = {trial["number"]: trial["condition"] for trial in reversed(session["trials"])}
    return "-".join(first[number] for number in unique(t["number"] for t in session["trials"]))


def sessions(record):
    for session in record.sessions:
        counted = [t for t in session["trials"] if t["counted"]]
        yield {**who(record, session), "protocol_id": session["protocol_id"],
               "protocol_version": session["protocol_version"], "sequence": sequence_of(session) or None,
               "operator": session["operator"], "station": session["station"], "simulated": session["simulated"],
               "session_start_utc": utc(session, 0), "utc_offset_min": session["utc_offset_min"],
               "duration_s": seconds(session["ended_ns"]), "status": session["status"] or "running",
               "trials": len(counted), "trials_completed": sum(t["outcome"] == "completed" for t in counted),
               "channels": len(session["channels"]), "recorded_by": session["software_version"]}


def amendments(record):
    for a in record.all("SELECT amendment.*, id FROM amendment JOIN participant USING (participant_id) ORDER BY utc, chain, seq"):
        yield {"study_id": record.study_id, "participant_id": a["id"], "amended_utc": a["utc"],
               "operator": a["operator"] or None, "action": a["action"], "target": a["target"],
               "session_id": a["session_id"], "trial_no": a["trial"], "attempt": a["attempt"], "name": a["name"] or None,
               "old": a["old"] or None, "new": a["new"] or None, "reason": a["reason"] or None}


def planned(session):
    """Trials of the plan's text: number, condition, phases as (number, name, exercise or not, repetitions), questions with a number."""
    found, trial = [], None
    for line in (session["plan_text"] or "").split("\n"):
        begins = re.match(r"trial (\d+) \(line \d+\): condition=([a-z0-9_]+)", line)
        step = re.match(r"( +)step \d+ \(line \d+\): (.*)", line)
        if begins:
            trial = {"number": int(begins[1]), "condition": begins[2], "phases": [], "questions": []}
            found.append(trial)
        elif line.startswith("step "):
            trial = None
        elif step and trial:
            phase = re.match(r"(rest|exercise) (\w+) ([\d.]+) s phase (\d+)(?: ends by \w+)?(?: count (\d+))?(?: at ([\d.]+)/min)?", step[2])
            asked = re.match(r'(ask|measure) (\w+) text "(?:[^"\\]|\\.)*"( text)?', step[2])
            if phase:
                times = int(phase[5]) if phase[5] else math.ceil(float(phase[3]) * float(phase[6]) / 60 - 1e-9) if phase[6] else 0
                trial["phases"].append((int(phase[4]), phase[2], phase[1] == "exercise", times))
            elif asked and not (asked[1] == "ask" and asked[3]):
                trial["questions"].append(asked[2])
    return found


def places(record):
    """From (session_id, trial, condition) to period, occurrence of the condition, and sequence."""
    if hasattr(record, "places"):
        return record.places
    first, visits = {}, collections.defaultdict(set)
    def key_of(session, number, condition):
        visit = (session["id"], session["visit"], session["protocol_id"])
        return (session["visit"], first.setdefault(visit, session["session_id"]), number, condition)
    trials_of = lambda s: [(t["number"], t["condition"]) for t in planned(s) + s["trials"]]
    for session in record.sessions:
        for number, condition in trials_of(session):
            visits[session["id"]].add(key_of(session, number, condition))
    record.places = {}
    for session in record.sessions:
        own = sorted(visits[session["id"]])
        for number, condition in trials_of(session):
            place = own.index(key_of(session, number, condition))
            record.places[session["session_id"], number, condition] = {
                "period": place + 1, "sequence": "-".join(key[3] for key in own),
                "occurrence": sum(key[3] == condition for key in own[:place + 1])}
    return record.places


def crossover(record, session, trial):
    place = places(record)[session["session_id"], trial["number"], trial["condition"]] if trial else None
    return {name: place and place[name] for name in ("period", "sequence")}


def trials(record):
    for session in record.sessions:
        for trial in session["trials"]:
            yield {**who(record, session), **which(trial), **crossover(record, session, trial), **factors(record, trial),
                   "protocol_id": session["protocol_id"],
                   "protocol_version": session["protocol_version"], "simulated": session["simulated"],
                   "trial_start_utc": utc(session, trial["began_ns"]), "trial_start_s": seconds(trial["began_ns"]),
                   "duration_s": between(trial["began_ns"], trial["ended_ns"]),
                   "outcome": trial["outcome"] or "running"}


def weighted_mean(points, interval):
    if not points:
        return None
    def reach(distance):
        return min(distance / 2, 2.5 * interval) if interval else distance / 2
    total = weights = 0.0
    for i, (time, value) in enumerate(points):
        left = reach(time - points[i - 1][0]) if i > 0 else None
        right = reach(points[i + 1][0] - time) if i + 1 < len(points) else None
        other = interval / 2 if interval else (right if left is None else left) or 0
        weight = (other if left is None else left) + (other if right is None else right)
        total += weight * value
        weights += weight
    return total / weights if weights > 0 else statistics.fmean(v for _, v in points)


def slope(points):
    if len(points) < 10 or points[-1][0] - points[0][0] < 30:
        return None
    times, values = zip(*points)
    time, value = statistics.fmean(times), statistics.fmean(values)
    return 60 * math.fsum((t - time) * (v - value) for t, v in points) / math.fsum((t - time) ** 2 for t in times)


def valid_points(samples, start, end):
    return [((time - start) / NS, value) for time, value, quality in samples
            if start <= time < end and is_valid(value, quality)]


def phase_measures(samples, phase, interval):
    start, end = phase["began_ns"], phase["ended_ns"]
    names = ["n_samples", "n_valid", "pct_valid", "longest_gap_s", "mean", "sd", "min", "max", "median",
             "slope_per_min", "invalid_causes"]
    if end is None:
        return dict.fromkeys(names)
    inside = [s for s in samples if start <= s[0] < end]
    points = valid_points(inside, start, end)
    values = [value for _, value in points]
    edges = [0] + [time for time, _ in points] + [(end - start) / NS]
    if interval and end > start:
        covered = min(1, len(values) * interval / ((end - start) / NS))
    else:
        covered = len(values) / len(inside) if inside else None
    return dict(zip(names, [
        len(inside), len(values), None if covered is None else 100 * covered,
        max(b - a for a, b in zip(edges, edges[1:])), weighted_mean(points, interval),
        statistics.stdev(values) if len(values) > 1 else None, min(values, default=None), max(values, default=None),
        statistics.median(values) if values else None, slope(points),
        "; ".join(f"{name}={count}" for name, count in causes(inside)) or None]))


def reason(measures, phase, has_baseline, baseline, inside, no_beats):
    said = []
    if phase["ended_ns"] is None:
        return "all: the phase's end is not in the record"
    if measures["n_samples"] == 0:
        said.append("all: no samples")
    elif measures["n_valid"] == 0:
        said.append(f"all: no valid samples, {causes(inside)[0][0]}")
    else:
        if measures["sd"] is None:
            said.append("sd: a single valid sample")
        if measures["slope_per_min"] is None:
            said.append("slope: fewer than 10 valid samples or less than 30 s")
        if no_beats:
            said.append("wave: fewer than 3 pairs of beats")
    if baseline is None:
        said.append("baseline: its end has no valid samples" if has_baseline
                    else "baseline: no phase of that name so far in this trial")
    return "; ".join(said) or None


def phase_cells(session, phase):
    return {"phase": phase["name"], "phase_no": phase["number"], "phase_kind": phase["kind"],
            "reps_per_min": phase["reps_per_min"], "phase_outcome": phase["outcome"] or "running",
            "phase_start_utc": utc(session, phase["began_ns"]), "phase_start_s": seconds(phase["began_ns"]),
            "begin_late_ms": late(phase["planned_began_ns"], phase["began_ns"]),
            "paused_s": seconds(phase["paused_ns"]), "planned_s": active(phase, "planned_began_ns", "planned_ended_ns"),
            "duration_s": active(phase, "began_ns", "ended_ns")}


def longest_step(gap, interval):
    return max(gap, 2.5 * interval) if interval else gap


def change(points, lasts, baseline, interval, temperature, rules):
    names = ["area", "area_s", "peak_delta", "peak_s", "rise_s", "rise_censored", "fall_s", "fall_censored", "recovered"]
    cells = dict.fromkeys(names)
    if baseline is None or not points:
        return cells
    points = [(time, value - baseline) for time, value in points]
    gap = longest_step(rules["area_gap_s"], interval)
    steps = [(b[0] - a[0], (a[1] + b[1]) / 2) for a, b in zip(points, points[1:]) if b[0] - a[0] <= gap]
    cells["area_s"] = math.fsum(step for step, _ in steps)
    if cells["area_s"] > 0:
        cells["area"] = math.fsum(step * height for step, height in steps) / 60
    cells["peak_s"], cells["peak_delta"] = points[0]
    for point in points:        # of those as far away, but for rounding, the first
        if abs(point[1]) > abs(cells["peak_delta"]) + 1e-9:
            cells["peak_s"], cells["peak_delta"] = point
    end = [value for time, value in points if time >= lasts - rules["end_s"]]
    if end and abs(cells["peak_delta"]) > 1e-9:      # a constant, but for rounding
        cells["recovered"] = (cells["peak_delta"] - statistics.fmean(end)) / cells["peak_delta"]
    for name, sign in (("rise", 1), ("fall", -1)) if temperature else ():
        time = first_lasting(points, sign, rules["step_degc"], rules["step_held_s"], gap)
        cells[name + "_s"], cells[name + "_censored"] = time, int(time is None)
    return cells


def first_lasting(points, sign, step, held, gap):
    """The beginning of the first run of points past the step that is long enough; a gap ends a run."""
    runs, run = [], []
    for time, value in points:
        if run and time - run[-1] > gap:
            runs.append(run)
            run = []
        if sign * value >= step - 1e-12:
            run.append(time)
        elif run:
            runs.append(run)
            run = []
    return next((r[0] for r in runs + [run] if r and r[-1] - r[0] >= held), None)


def stretches(samples, start, end, interval):
    """Lists of (value, how long it stood) without a hole between them."""
    found, current = [], []
    for i, (time, value, quality) in enumerate(samples):
        after = samples[i + 1][0] if i + 1 < len(samples) else None
        until = (end if after is None else after) - time
        stood = min(until / NS, (interval or 1) if after is None else 2.5 * interval if interval else 5)
        if is_valid(value, quality):
            current.append((value, stood))
        if (not is_valid(value, quality) or stood < until / NS) and current:
            found.append(current)
            current = []
    return found + [current] if current else found


def oxygen(samples, phase, baseline, interval, rules):
    names = ["spo2_nadir", "spo2_low_s", "spo2_low_pct", "spo2_very_low_s", "spo2_very_low_pct", "desaturations"]
    runs = stretches(samples, phase["began_ns"], phase["ended_ns"], interval)
    if not runs:
        return dict.fromkeys(names)
    def lasts_at(level, least):
        """Stretches at or below the level, each as its length, that last long enough."""
        found = []
        for run in runs:
            length = 0
            for value, stood in run + [(math.inf, 0)]:
                if value <= level:
                    length += stood
                elif length:
                    found.append(length)
                    length = 0
        return [length for length in found if length >= least - 1e-6]
    covered = math.fsum(stood for run in runs for _, stood in run)
    cells = {"spo2_nadir": next((level for level in sorted({v for run in runs for v, _ in run})
                                 if lasts_at(level, rules["nadir_s"])), None)}
    for name in ("spo2_low", "spo2_very_low"):
        low = math.fsum(stood for run in runs for value, stood in run if value < rules[name])
        cells[name + "_s"], cells[name + "_pct"] = low, 100 * low / covered
    cells["desaturations"] = None if baseline is None else len(lasts_at(baseline - rules["desat_drop"], rules["desat_s"]))
    return cells


def wave(points, upside_down):
    """Beats after Elgendi; the windows by numpy's cumulative sums."""
    times, values = numpy.array([t for t, _ in points]), numpy.array([v for _, v in points])
    if len(times) == 0:
        return None, None
    quick = (moving_mean(times, values, 0.06) - moving_mean(times, values, 1)) * (-1 if upside_down else 1)
    energy = numpy.where(quick > 0, quick, 0) ** 2
    systole = moving_mean(times, energy, 0.111) > moving_mean(times, energy, 0.667) + 0.02 * energy.mean()
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], systole.astype(int), [0]))))
    beats = [first + int(numpy.argmax(quick[first:end])) for first, end in zip(edges[::2], edges[1::2])
             if times[end - 1] - times[first] >= 0.111 * 0.999]
    apart, heights = [], []
    for a, b in zip(beats, beats[1:]):
        if not 0.25 <= times[b] - times[a] <= 2.5 or numpy.diff(times[a:b + 1]).max() > 0.5:
            continue
        apart.append(times[b] - times[a])
        span = values[a:b + 1]
        heights.append(span.max() - values[b] if upside_down else values[b] - span.min())
    return (60 / statistics.median(apart), statistics.median(heights)) if len(apart) >= 3 else (None, None)


def moving_mean(times, values, width, passes=1):
    for _ in range(passes if width else 0):
        sums = numpy.concatenate(([0], numpy.cumsum(values - values[0])))
        first = numpy.searchsorted(times, times - width / 2 - 1e-6, "left")
        end = numpy.searchsorted(times, times + width / 2 + 1e-6, "right")
        values = values[0] + (sums[end] - sums[first]) / (end - first)
    return values


def cut_off(record, session, phase):
    """More than 1 s and 2 % too short, and not because the operator ended the exercise."""
    if phase["outcome"] != "interrupted" or phase["planned_ended_ns"] is None:
        return False
    planned = (phase["planned_ended_ns"] - phase["began_ns"] - phase["paused_ns"]) / NS
    ended = record.pairs("SELECT time_ns FROM event WHERE session_id = ? AND kind = 'exercise_end' AND trial IS ? AND attempt IS ? AND "
                         "phase IS ?", session["session_id"], phase["trial"], phase["attempt"], phase["number"])
    return (phase["planned_ended_ns"] - phase["ended_ns"]) / NS > max(1, 0.02 * planned) \
        and not any(phase["began_ns"] <= time <= phase["ended_ns"] for time, in ended)


def other_measures(points, inside, phase, channel, own, baseline, rules):
    """What stands beside a phase's plain statistics."""
    cells = {"phase_ok": None, "wave_rate": None, "wave_amplitude": None, "wave_perfusion": None,
             **change([], 0, None, None, False, rules), **oxygen([], phase, None, None, rules)}
    if phase["ended_ns"] is None:
        return cells
    interval, quantity = channel["interval_s"], channel["quantity"]
    if own["pct_valid"] is not None:
        cells["phase_ok"] = int(own["pct_valid"] >= rules["ok_pct_valid"]
                                and own["longest_gap_s"] <= longest_step(rules["ok_gap_s"], interval))
    cells.update(change(points, between(phase["began_ns"], phase["ended_ns"]), baseline, interval,
                        quantity == "temperature", rules))
    if quantity == "spo2":
        cells.update(oxygen(inside, phase, baseline, interval, rules))
    if quantity in ("plethysmogram", "light_reflection") and interval and interval <= 0.05:
        cells["wave_rate"], cells["wave_amplitude"] = wave(points, quantity == "light_reflection")
        if quantity == "light_reflection" and cells["wave_amplitude"] is not None:
            cells["wave_perfusion"] = 100 * cells["wave_amplitude"] / own["mean"]
    return cells


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


def minus(a, b):
    return None if a is None or b is None else a - b


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


DC = {"light_reflection": 1, "volume_change": -1, "limb_volume": -1, "limb_strain": -1}
AC_REASON = ("AC-coupled: a pulse oximeter's plethysmogram has lost the slow part of the signal; a DC-coupled channel "
             "(light_reflection, volume_change, limb_volume, limb_strain) is needed")


def same_trial(a, b):
    return (a["trial"], a["attempt"]) == (b["trial"], b["attempt"])


def rest_before(session, place):
    before = session["phases"][place - 1] if place > 0 else None
    return before if before and same_trial(before, session["phases"][place]) and before["kind"] != "exercise" else None


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


def arrays(samples, start, end, zero):
    points = valid_points(samples, start, end)
    shift = (start - zero) / NS
    return numpy.array([(t - zero) / NS for t, v, q in samples if start <= t < end and is_valid(v, q)]), \
        numpy.array([v for _, v in points])


def crossing(times, values, level):
    below = numpy.flatnonzero(values <= level)
    if len(below) == 0:
        return None
    i = below[0]
    return float(numpy.interp(-level, -values[i - 1:i + 1], times[i - 1:i + 1])) if i else float(times[0])


REFILL_NUMBERS = ["base_level", "peak_level", "end_level", "amplitude", "peak_time_s", "observed_s", "v0_pct", "ti_s", "f0_pct_s",
                  "tau_s"] + [f"t{n}_{end}" for n in ("50", "90", "95", "100", "0") for end in ("s", "censored")]


def refill(samples, rest, exercise, until, last_cue, channel, rules):
    """One curve, by numpy."""
    cells = dict.fromkeys(["refused", "refill_flags", "refill_ok"] + REFILL_NUMBERS)
    if channel["quantity"] not in DC:
        return {**cells, "refused": AC_REASON}
    if not rest:
        return {**cells, "refused": "no rest before the exercise: no baseline"}
    sign, zero, width = DC[channel["quantity"]], exercise["began_ns"], rules["refill_smooth_s"]
    rest_times, rest_values = arrays(samples, rest["began_ns"], zero, zero)
    times, values = arrays(samples, zero, until, zero)
    values = sign * values
    last = (rest_times >= -1.5 * width - rules["refill_base_s"]) & (rest_times < -1.5 * width)
    if not last.any():
        return {**cells, "refused": "no valid samples at the end of the rest before the exercise: no baseline"}
    level = (sign * moving_mean(rest_times, rest_values, width, 3))[last]
    base = float(numpy.median(level))
    anchor = ((last_cue if last_cue is not None else exercise["ended_ns"]) - zero) / NS
    smooth = moving_mean(times, values, width) if len(times) else values
    near = numpy.flatnonzero((times >= anchor - rules["refill_before_s"]) & (times < anchor + rules["refill_after_s"]))
    if len(near) == 0:
        return {**cells, "refused": "no valid samples at the end of the exercise: no peak"}
    top = float(smooth[near].max())
    peak = near[smooth[near] >= top - 0.01 * (top - base)][-1] if top > base else near[numpy.argmax(smooth[near])]
    peak_s = times[peak]
    begin = (times >= peak_s) & (times < peak_s + rules["refill_fit_s"])
    if begin.sum() <= 1:
        top = float(smooth[peak])
    else:
        top = min(top, float(numpy.polyval(numpy.polyfit(times[begin] - peak_s, smooth[begin], 1), 0)))
    part = times >= peak_s - width / 2 - 1e-6
    raw_t, raw = times[part], values[part]
    curve_t, curve = raw_t - peak_s, moving_mean(raw_t, raw, width, 3)
    curve_t, curve = curve_t[curve_t >= 0], curve[curve_t >= 0]
    curve[0] = top
    amplitude = top - base
    peak_ns = zero + round(peak_s * NS)
    absolute = channel["quantity"] == "light_reflection" and base > 0
    cells.update(base_level=sign * base, peak_level=sign * top, amplitude=amplitude, peak_time_s=peak_ns / NS,
                 observed_s=float(curve_t[-1]), v0_pct=100 * amplitude / base if absolute else None)
    settled = curve_t >= (until - peak_ns) / NS - rules["refill_base_s"]
    cells["end_level"] = sign * float(numpy.median(curve[settled])) if settled.any() else None
    if amplitude > 0:
        for name, left in (("50", 0.5), ("90", 0.1), ("95", 0.05), ("100", 0), ("0", rules["refill_endpoint"])):
            time = crossing(curve_t, curve, base + left * amplitude)
            cells[f"t{name}_s"], cells[f"t{name}_censored"] = time, int(time is None)
        later = rules["refill_ti_s"]
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
    cells["refill_flags"] = refill_flags(cells, samples, exercise, until, channel, rules, rest_times[last], level, amplitude, base,
                                         (raw_t - peak_s, raw), (curve_t, curve), peak_ns)
    cells["refill_ok"] = int(cells["refill_flags"] is None)
    return cells


def refill_flags(cells, samples, exercise, until, channel, rules, base_times, level, amplitude, base, raw, curve, peak_ns):
    flags = []
    if len(base_times) > 1 and abs(numpy.polyfit(base_times, level, 1)[0]) > rules["refill_plateau"] / 100 * amplitude:
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


def wide_name(parts, period, taken):
    for ending in [""] + list("bcdefghijklmnopqrstuvwxyz"):
        parts_now = list(parts)
        while len("_".join(parts_now + [str(period)])) + len(ending) > 26:
            longest = max(range(len(parts_now)), key=lambda i: (len(parts_now[i]), i))
            parts_now[longest] = parts_now[longest][:-1]
        name = "_".join(parts_now + [str(period)]) + ending
        if name not in taken:
            return name


RAISING = ("raised", "elevat", "supine")


def wide_refills(channel, phase, raised, repetitions):
    """Of a refill curve: parts of the column's name, and the column of the table refills."""
    if channel["quantity"] in DC:
        yield (channel["name"], "t0", phase), "t0_s"
        yield (channel["name"], "t50", phase), "t50_s"
        if channel["quantity"] == "light_reflection":
            yield (channel["name"], "v0", phase), "v0_pct"
        if raised and repetitions == 1:
            yield (channel["name"], "ef", phase), "ef_pct"
        if raised and repetitions >= 10:
            yield (channel["name"], "rvf", phase), "rvf_pct"


def wide_planned(session, trial):
    """Parts of the columns that a trial of the plan has, if all of it comes about."""
    raised = False
    for _, name, is_exercise, repetitions in trial["phases"]:
        for channel in session["channels"] if is_exercise else []:
            volume = DC.get(channel["quantity"]) == -1
            yield from (parts for parts, _ in wide_refills(channel, name, raised and volume, repetitions))
        yield from ((channel["name"], name) for channel in session["channels"] if not channel["waveform"])
        raised = raised or name.startswith(RAISING)
    yield from ((question,) for question in trial["questions"])


def wide_recorded(record, session, trial):
    """Parts and value of the columns of an attempt, in the order of time."""
    own, results, refilled = (trial["number"], trial["attempt"]), list(measured(record, session)), list(curves(record, session))
    for phase in session["phases"]:
        if (phase["trial"], phase["attempt"]) != own:
            continue
        for exercise, channel, cells in refilled:
            if exercise is phase:
                for parts, column in wide_refills(channel, phase["name"], cells["raised"], cells["repetitions"]):
                    yield parts, cells[column]
        for p, channel, cells in results:
            if p is phase and not channel["waveform"]:
                yield (channel["name"], phase["name"]), None if cut_off(record, session, phase) else cells["mean" if phase["name"] == "baseline" else "delta"]
    for question, value in record.pairs("SELECT question, value FROM answer WHERE session_id = ? AND trial = ? AND "
                                        "attempt = ? AND value IS NOT NULL ORDER BY answer_id", session["session_id"], *own):
        yield (question,), value


def wide(record):
    found, seen = {}, {}
    for session in record.sessions:
        def place(trial):
            return places(record)[session["session_id"], trial["number"], trial["condition"]]
        def key_of(parts, trial):
            key = (parts, trial["condition"], place(trial)["occurrence"])
            seen.setdefault(key, len(seen))
            return session["id"], key
        for trial in planned(session):
            found[key_of(("order",), trial)] = place(trial)["period"]
            for parts in wide_planned(session, trial):
                key_of(parts, trial)
        for trial in session["trials"]:
            found[key_of(("order",), trial)] = place(trial)["period"]
            values = [(key_of(parts, trial), value) for parts, value in wide_recorded(record, session, trial)]
            if not trial["counted"] or trial["outcome"] != "completed":
                continue
            for person, key in list(found):     # of a visit that was begun anew the last values count
                if person == session["id"] and key[0] != ("order",) and key[1:] == (trial["condition"], place(trial)["occurrence"]):
                    del found[person, key]
            found.update(values)
    measures_met, conditions_met = unique(key[0] for key in seen), unique(key[1] for key in seen)
    names = {}
    for key in sorted(seen, key=lambda k: (measures_met.index(k[0]), conditions_met.index(k[1]), k[2])):
        names[key] = wide_name([*key[0][:2], key[1]], key[2], names.values())
    own = covariates(record)
    for person in record.all("SELECT * FROM participant ORDER BY participant_id"):
        yield {"study_id": record.study_id, "participant_id": person["id"], "group": person["group_name"], **own(person),
               **{name: found.get((person["id"], key)) for key, name in names.items()}}


def plan_of(session, question):
    """Unit and what could be answered, from the plan's line of that question."""
    found = re.search(r"^ *step \d+ \(line \d+\): (?:ask|measure) " + re.escape(question) + r' text "(?:[^"\\]|\\.)*"'
                      r'(?: unit "((?:[^"\\]|\\.)*)")? ?(.*)$', session["plan_text"] or "", re.M)
    return {"unit": found and found[1] or None, "accepted": found and found[2] or None}


def answers(record):
    for session in record.sessions:
        for answer in record.all("SELECT * FROM answer WHERE session_id = ? ORDER BY answer_id", session["session_id"]):
            yield {**who(record, session), **which(find_trial(session, answer["trial"], answer["attempt"])),
                   "question": answer["question"], "wording": answer["wording"], **plan_of(session, answer["question"]),
                   "outcome": answer["outcome"],
                   "value": answer["value"], "text": answer["text"], "asked_utc": utc(session, answer["asked_ns"]),
                   "asked_s": seconds(answer["asked_ns"]), "time_s": seconds(answer["time_ns"])}


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


def active(phase, began, ended):
    lasted = between(phase[began], phase[ended])
    return None if lasted is None else lasted - phase["paused_ns"] / NS


def explained(record, row):
    name = row["kind"] + (":" + row["name"] if row["name"] else "")
    found = record.all("SELECT reason FROM amendment WHERE target = 'deviation' AND session_id = ? AND name = ? AND time_ns = ? "
                       "AND salt <> x'' ORDER BY utc, chain DESC, seq", row["session_id"], name, row["time_ns"])
    return found[-1]["reason"] if found else row["reason"]


def deviations(record):
    for session in record.sessions:
        for row in record.all("SELECT * FROM deviation WHERE session_id = ? ORDER BY deviation_id", session["session_id"]):
            yield {**who(record, session), **which(find_trial(session, row["trial"], row["attempt"])),
                   "phase_no": row["phase"], "time_utc": utc(session, row["time_ns"]), "time_s": seconds(row["time_ns"]),
                   "deviation": row["kind"], "severity": row["severity"], "name": row["name"], "planned": row["planned"],
                   "actual": row["actual"], "deviation_unit": row["unit"], "reason": explained(record, row)}


def events(record):
    for session in record.sessions:
        for event in record.all("SELECT * FROM event WHERE session_id = ? ORDER BY event_id", session["session_id"]):
            phase = next((p["name"] for p in session["phases"] if event["phase"] is not None and
                          (p["trial"], p["attempt"], p["number"]) == (event["trial"], event["attempt"], event["phase"])), None)
            yield {**who(record, session), "time_utc": utc(session, event["time_ns"]),
                   "time_s": seconds(event["time_ns"]), "planned_s": seconds(event["planned_ns"]),
                   "late_ms": late(event["planned_ns"], event["time_ns"]), "kind": event["kind"],
                   **which(find_trial(session, event["trial"], event["attempt"])), "phase_no": event["phase"],
                   "phase": phase, "name": event["name"], "value": event["value"], "text": event["text"]}


def last_holding(items, time):
    return next((i for i in reversed(items) if i["began_ns"] <= time and (i["ended_ns"] is None or time < i["ended_ns"])), None)


def gaps(record):
    for session in record.sessions:
        for gap in record.all("SELECT gap.*, channel.name AS channel FROM gap JOIN channel USING (channel_id) WHERE session_id = ? "
                              "ORDER BY channel_id, from_ns, gap_id", session["session_id"]):
            phase = last_holding(session["phases"], gap["from_ns"])
            yield {**who(record, session), **which(last_holding(session["trials"], gap["from_ns"])),
                   "phase_no": phase["number"] if phase else None, "channel": gap["channel"],
                   "gap_start_utc": utc(session, gap["from_ns"]), "gap_start_s": seconds(gap["from_ns"]),
                   "gap_s": between(gap["from_ns"], gap["to_ns"]), "cause": gap["cause"]}


def samples_1hz(record):
    names = unique(c["name"] for s in record.sessions for c in s["channels"] if not c["waveform"])
    for session in record.sessions:
        channels = {c["name"]: c for c in session["channels"] if not c["waveform"]}
        by_second = {name: collections.defaultdict(list) for name in channels}
        times = [p["began_ns"] for p in session["phases"][:1]]
        ends = [p["ended_ns"] for p in session["phases"] if p["ended_ns"] is not None]
        for name, channel in channels.items():
            for sample in record.samples(channel):
                by_second[name][sample[0] // NS].append(tuple(sample))
                times.append(sample[0])
                ends.append(sample[0] + 1)
        if not times:
            continue
        end = session["ended_ns"] if session["ended_ns"] is not None else max(ends)
        for second in range(min(times) // NS, -(-end // NS)):
            middle, missing = second * NS + NS // 2, []
            phase = last_holding(session["phases"], middle)
            row = {**who(record, session), "time_utc": utc(session, second * NS), "time_s": second,
                   "time_min": second / 60, **which(last_holding(session["trials"], middle)),
                   "phase": phase["name"] if phase else None}
            for name in names:
                inside = by_second[name][second] if name in channels else []
                values = [value for _, value, quality in inside if is_valid(value, quality)]
                row[distinct(name, "channel")] = statistics.fmean(values) if values else None
                if not values:
                    why = "not measured" if name not in channels else causes(inside)[0][0] if inside else \
                          "between samples" if (channels[name]["interval_s"] or 0) > 1 else "no sample"
                    missing.append(f"{name}: {why}")
            row["missing"] = "; ".join(missing) or None
            yield row


def samples(record):
    for session in record.sessions:
        for channel in session["channels"]:
            for sample in record.db.execute("SELECT time_ns, uncertainty_ns, value, quality FROM sample "
                                            "WHERE channel_id = ? ORDER BY time_ns, seq", (channel["channel_id"],)):
                flags = [name for bit, name in enumerate(QUALITIES) if sample[3] >> bit & 1]
                yield {"participant_id": session["id"], "session_id": session["session_id"], "channel": channel["name"],
                       "time_s": seconds(sample[0]), "uncertainty_ms": sample[1] / 1e6, "value": sample[2],
                       "quality": "+".join(flags) or "good"}


# --- the workbook -------------------------------------------------------------------------------

class Workbook:
    def __init__(self, path):
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=False)

    def rows(self, table):
        """Dictionaries by header; a table may go on in sheets named table_2, table_3 ..."""
        names = [n for n in self.book.sheetnames if n == table or re.fullmatch(re.escape(table) + r"_\d+", n)]
        for name in names:
            rows = self.book[name].iter_rows()
            header = [cell.value for cell in next(rows)]
            assert len(set(header)) == len(header) and all(NAME.match(h) for h in header), f"{name}: header {header}"
            for row in rows:
                values = [cell.value for cell in row] + [None] * (len(header) - len(row))
                assert all(cell.data_type != "f" for cell in row if cell.value is not None), f"{name}: a formula"
                yield {h: unescaped(v) for h, v in zip(header, values)}


def unescaped(value):
    """Excel's _xHHHH_ (ST_Xstring), which openpyxl leaves as it is."""
    if not isinstance(value, str):
        return value
    return re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value)


def equal(wanted, found):
    if wanted is None or found is None:
        return wanted is None and found is None
    if isinstance(wanted, str) or isinstance(found, str):
        return type(wanted) is type(found) and wanted == found
    return math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-9)


class Comparison:
    def __init__(self, workbook):
        self.workbook, self.cells, self.differences, self.cuts = workbook, 0, [], collections.Counter()

    def differs(self, message):
        self.differences.append(message)

    def table(self, name, wanted_rows):
        found_rows = self.workbook.rows(name)
        number, wanted_columns = 0, None
        for number, wanted in enumerate(wanted_rows, 1):
            found = next(found_rows, None)
            if found is None:
                return self.differs(f"{name}: ends before row {number}")
            if wanted_columns is None:
                wanted_columns = set(wanted)
                if wanted_columns != set(found):
                    return self.differs(f"{name}: columns {sorted(wanted_columns ^ set(found))} differ")
            for column, value in wanted.items():
                self.cells += 1
                self.cuts[f"{name}.{column}"] += isinstance(value, str) and value.endswith("\u2026 [cut]")
                if not equal(value, found[column]):
                    self.differs(f"{name} row {number} {column}: record {value!r}, workbook {found[column]!r}")
        if next(found_rows, None) is not None:
            self.differs(f"{name}: more than {number} rows")

    def codebook(self):
        """One row per column of every sheet, each with a label and a source, in their order."""
        told = collections.defaultdict(list)
        for row in self.workbook.rows("codebook"):
            self.cells += len(row)
            told[row["table_name"]].append(row["column_name"])
            if not row["label"] or row["source"] not in ("recorded", "entered", "planned", "derived"):
                self.differs(f"codebook: {row['table_name']}.{row['column_name']} is not explained")
        for sheet in self.workbook.book.sheetnames:
            table = re.sub(r"_\d+$", "", sheet)
            header = [c.value for c in next(self.workbook.book[sheet].iter_rows())] if sheet != "charts" else None
            if header and header != told[table]:
                self.differs(f"codebook: {sheet} has columns {header}, told are {told[table]}")

    def about(self, record):
        """What must be told of every session, and that nobody may take it for a medical device."""
        facts = {(row["session_id"], row["name"]): row["value"] for row in self.workbook.rows("about")}
        wanted = {(None, "use"): "Research use only. Not for diagnosis or treatment.",
                  (None, "cut_texts"): ", ".join(f"{name}: {count}" for name, count in self.cuts.items() if count) or "none"}
        wanted.update({(None, f"study_{name}"): value for name, value in record.study if not name.startswith("measures_")})
        for name, value in record.set.items():
            told = (facts.get((None, "measures_" + name)) or "nothing").split(" ")[0]
            wanted[None, "measures_" + name] = facts.get((None, "measures_" + name)) if told == f"{value:.9g}" else f"{value:.9g}"
        for session in record.sessions:
            for name, column in [("participant", "id"), ("script_sha256", "script_sha256"), ("seed", "seed"),
                                 ("station", "station"), ("recorded_by", "software_version"), ("start_utc", "start_utc")]:
                wanted[session["session_id"], name] = session[column]
            for instrument in record.all("SELECT * FROM instrument WHERE session_id = ?", session["session_id"]):
                wanted[session["session_id"], instrument["name"] + "_settings"] = instrument["settings"]
        for key, value in wanted.items():
            self.cells += 1
            if not equal(value, facts.get(key)):
                self.differs(f"about {key}: record {value!r}, workbook {facts.get(key)!r}")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: compare_xlsx.py STUDY_DB WORKBOOK")
    record, comparison = Record(sys.argv[1]), Comparison(Workbook(sys.argv[2]))
    for table in (participants, sessions, trials, phases, measures, gradients, refills, wide, answers, events,
                  deviations, gaps, amendments, samples_1hz):
        comparison.table(table.__name__, table(record))
    comparison.codebook()
    comparison.about(record)
    for difference in comparison.differences[:20]:
        print(difference)
    print(f"compare_xlsx: {comparison.cells} cells compared, {len(comparison.differences)} differ.")
    sys.exit(1 if comparison.differences or comparison.cells == 0 else 0)


if __name__ == "__main__":
    main()
