#!/usr/bin/python3
"""compare_bids.py STUDY_DB FOLDER - what the BIDS validator does not look at: inside the compressed recordings, and the cells

Every recording has as many columns as its sidecar says and no header; every value is the nearest valid sample of the record
no more than an interval away, worked out afresh; events have the times of the record.
"""
import bisect
import csv
import glob
import gzip
import json
import os
import re
import sys

sys.dont_write_bytecode = True
from afresh import recorded
from afresh.samples import is_valid

NS = 10 ** 9


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def nearest(times, values, time, reach):
    place = bisect.bisect_right(times, time)
    candidates = [(abs(times[i] - time), i) for i in (place - 1, place) if 0 <= i < len(times)]
    return values[min(candidates)[1]] if candidates and min(candidates)[0] <= reach else None


def compare_recording(record, session, path, problems):
    sidecar = json.load(open(path.replace(".tsv.gz", ".json"), encoding="utf-8"))
    rate, start = sidecar["SamplingFrequency"], sidecar["StartTime"]
    lines = gzip.open(path, "rt", encoding="utf-8").read().splitlines()
    raw = open(path, "rb").read(10)
    if raw[3] != 0 or raw[4:8] != b"\0\0\0\0":
        problems.append(f"{path}: its gzip header carries a name or a time")
    lanes = []
    for name in sidecar["Columns"]:
        channel = next(c for c in session["channels"] if c["name"] == name)
        valid = [(t, v) for t, v, q in map(tuple, record.samples(channel)) if is_valid(v, q)]
        lanes.append(([t for t, _ in valid], [v for _, v in valid]))
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if len(cells) != len(lanes):
            return problems.append(f"{path}: line {number + 1} has {len(cells)} columns")
        time = start * NS + int(number * 1e9 / rate + 0.5)
        for (times, values), cell in zip(lanes, cells):
            value = nearest(times, values, time, NS / rate)
            if (value is None) != (cell == "n/a") or (value is not None and value != float(cell)):
                return problems.append(f"{path}: line {number + 1}: record {value}, file {cell}")
    last = max((times[-1] for times, _ in lanes if times), default=start * NS)
    if abs(start + len(lines) / rate - last / NS) > 2 / rate + 1e-6:
        problems.append(f"{path}: ends at {start + len(lines) / rate} s, the samples at {last / NS} s")
    return len(lines) * len(lanes)


def main():
    recorded.cut = lambda text: text
    record, folder = recorded.Record(sys.argv[1]), sys.argv[2]
    people = {row["participant_id"]: row["participant_code"] for row in table(f"{folder}/participants.tsv")}
    problems, cells, seen = [], 0, 0
    for path in sorted(glob.glob(f"{folder}/sub-*/ses-*/beh/*_events.tsv")):
        person, visit, run = re.search(r"(sub-[^_]+)_ses-(\d+)_task-[^_]+_run-(\d+)_", os.path.basename(path)).groups()
        code = people[person]
        code = code[1:] if code.startswith("'") else code
        session = [s for s in record.sessions if s["id"] == code and s["visit"] == int(visit)][int(run) - 1]
        events = record.all("SELECT * FROM event WHERE session_id = ? ORDER BY event_id", session["session_id"])
        found = table(path)
        if [e["time_ns"] / NS for e in events] != [float(row["onset"]) for row in found]:
            problems.append(f"{path}: its onsets are not the record's")
        for event, row in zip(events, found):
            words = (event["text"] or "n/a").replace("\n", " ").replace("\t", " ")
            if row["trial_type"] != event["kind"] or (row["text"] != words and row["text"] != "'" + words):
                problems.append(f"{path}: {row} is not {event['kind']} {words[:40]}")
            cells += len(row)
        for recording in sorted(glob.glob(path.replace("_events.tsv", "_recording-*_physio.tsv.gz"))):
            cells += compare_recording(record, session, recording, problems) or 0
            seen += 1
    for problem in problems[:20]:
        print(problem[:400])
    print(f"compare_bids: {cells} cells compared in {seen} recordings, {len(problems)} differ.")
    sys.exit(1 if problems or not seen else 0)


if __name__ == "__main__":
    main()
