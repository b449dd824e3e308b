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

import openpyxl

QUALITIES = ["no_probe", "no_finger", "searching", "low_perfusion", "artefact", "out_of_range",
             "stale", "bad_checksum", "saturated", "missing"]
LOW_PERFUSION, MISSING = 1 << 3, 1 << 9
NAME = re.compile(r"^[a-z][a-z0-9_]{1,25}$")
UTC = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
NS = 10 ** 9


# --- the record ---------------------------------------------------------------------------------

class Record:
    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        self.db.text_factory = lambda raw: raw      # texts as bytes: what is no UTF-8 must be seen
        study = dict(self.pairs("SELECT name, value FROM study"))
        self.study_id = study.get("id")
        self.study = list(study.items())
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
    study_id participant_id group number simulated enrolled_utc withdrawn_utc sessions session_id visit trial_no attempt counted
    condition period sequence protocol_id protocol_version trial_start_utc trial_start_s duration_s outcome phase phase_no
    phase_kind reps_per_min phase_outcome phase_start_utc phase_start_s begin_late_ms planned_s channel quantity site unit
    n_samples n_valid pct_valid longest_gap_s mean sd min max median slope_per_min baseline delta invalid_causes
    missing_reason question wording value text asked_utc asked_s time_s time_utc late_ms kind name time_min missing
    uncertainty_ms quality
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


def participants(record):
    people = record.all("SELECT * FROM participant ORDER BY participant_id")
    values = {p["id"]: dict(record.pairs("SELECT name, value FROM covariate WHERE participant_id = ?",
                                         p["participant_id"])) for p in people}
    numeric = {}
    for name in {name for own in values.values() for name in own}:
        given = [own[name] for own in values.values() if own.get(name)]
        numeric[name] = given and all(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", value) for value in given)
    for person in people:
        row = {"study_id": record.study_id, "participant_id": person["id"], "group": person["group_name"],
               "number": person["number"], "simulated": person["simulated"], "enrolled_utc": person["enrolled_utc"],
               "withdrawn_utc": min((a["utc"] for a in record.all("SELECT utc FROM amendment WHERE participant_id = ?"
                   " AND action IN ('withdraw', 'erase')", person["participant_id"])), default=None),
               "sessions": sum(s["id"] == person["id"] for s in record.sessions)}
        for name, is_number in numeric.items():
            value = values[person["id"]].get(name)
            row[distinct(name, "covariate")] = \
                float(value) if value is not None and is_number else value
        yield row


def amendments(record):
    for a in record.all("SELECT amendment.*, id FROM amendment JOIN participant USING (participant_id) ORDER BY utc, chain, seq"):
        yield {"study_id": record.study_id, "participant_id": a["id"], "amended_utc": a["utc"],
               "operator": a["operator"] or None, "action": a["action"], "target": a["target"],
               "session_id": a["session_id"], "trial_no": a["trial"], "attempt": a["attempt"], "name": a["name"] or None,
               "old": a["old"] or None, "new": a["new"] or None, "reason": a["reason"] or None}


def trials(record):
    for session in record.sessions:
        first = {trial["number"]: trial["condition"] for trial in reversed(session["trials"])}
        sequence = "-".join(first[number] for number in unique(t["number"] for t in session["trials"]))
        for trial in session["trials"]:
            yield {**who(record, session), **which(trial), **factors(record, trial),
                   "period": trial["number"], "sequence": sequence, "protocol_id": session["protocol_id"],
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


def reason(measures, phase, has_baseline, baseline, inside):
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
    if baseline is None:
        said.append("baseline: its last 60 s have no valid samples" if has_baseline
                    else "baseline: no phase of that name so far in this trial")
    return "; ".join(said) or None


def phases(record):
    for session in record.sessions:
        samples = {c["name"]: [tuple(s) for s in record.samples(c)] for c in session["channels"]}
        for place, phase in enumerate(session["phases"]):
            trial = find_trial(session, phase["trial"], phase["attempt"])
            before = [p for p in session["phases"][:place + 1] if p["name"] == "baseline"
                      and (p["trial"], p["attempt"]) == (phase["trial"], phase["attempt"])]
            for channel in session["channels"]:
                own = without_pauses(samples[channel["name"]], session["pauses"])
                measures = phase_measures(own, closed_up(session, phase), channel["interval_s"])
                baseline = None
                if before and before[-1]["ended_ns"] is not None:
                    base = closed_up(session, before[-1])
                    end = base["ended_ns"]
                    start = max(base["began_ns"], end - 60 * NS)
                    baseline = weighted_mean(valid_points(own, start, end), channel["interval_s"])
                delta = None if baseline is None or measures["mean"] is None else measures["mean"] - baseline
                closed = closed_up(session, phase)
                inside = [s for s in own if closed["ended_ns"] is not None and closed["began_ns"] <= s[0] < closed["ended_ns"]]
                yield {**who(record, session), **which(trial), **factors(record, trial),
                       "phase": phase["name"], "phase_no": phase["number"], "phase_kind": phase["kind"],
                       "reps_per_min": phase["reps_per_min"], "phase_outcome": phase["outcome"] or "running",
                       "phase_start_utc": utc(session, phase["began_ns"]), "phase_start_s": seconds(phase["began_ns"]),
                       "begin_late_ms": late(phase["planned_began_ns"], phase["began_ns"]),
                       "paused_s": seconds(phase["paused_ns"]),
                       "planned_s": active(phase, "planned_began_ns", "planned_ended_ns"),
                       "duration_s": active(phase, "began_ns", "ended_ns"),
                       "channel": channel["name"], "quantity": channel["quantity"], "site": channel["site"],
                       "unit": channel["unit"], **measures, "baseline": baseline, "delta": delta,
                       "missing_reason": reason(measures, phase, bool(before), baseline, inside)}


def answers(record):
    for session in record.sessions:
        for answer in record.all("SELECT * FROM answer WHERE session_id = ? ORDER BY answer_id", session["session_id"]):
            yield {**who(record, session), **which(find_trial(session, answer["trial"], answer["attempt"])),
                   "question": answer["question"], "wording": answer["wording"], "outcome": answer["outcome"],
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


def deviations(record):
    for session in record.sessions:
        for row in record.all("SELECT * FROM deviation WHERE session_id = ? ORDER BY deviation_id", session["session_id"]):
            yield {**who(record, session), **which(find_trial(session, row["trial"], row["attempt"])),
                   "phase_no": row["phase"], "time_utc": utc(session, row["time_ns"]), "time_s": seconds(row["time_ns"]),
                   "deviation": row["kind"], "severity": row["severity"], "name": row["name"], "planned": row["planned"],
                   "actual": row["actual"], "deviation_unit": row["unit"], "reason": row["reason"]}


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
        self.workbook, self.cells, self.differences = workbook, 0, []

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
        wanted = {(None, "use"): "Research use only. Not for diagnosis or treatment."}
        wanted.update({(None, f"study_{name}"): value for name, value in record.study})
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
    for table in (participants, trials, phases, answers, events, deviations, amendments, samples_1hz):
        comparison.table(table.__name__, table(record))
    comparison.codebook()
    comparison.about(record)
    for difference in comparison.differences[:20]:
        print(difference)
    print(f"compare_xlsx: {comparison.cells} cells compared, {len(comparison.differences)} differ.")
    sys.exit(1 if comparison.differences or comparison.cells == 0 else 0)


if __name__ == "__main__":
    main()
