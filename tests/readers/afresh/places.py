"""places.py - where a trial stands among all of a participant's visits, as the plans have it"""
import collections
import math
import re


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
