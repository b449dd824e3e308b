"""study.py - the tables participants, sessions, trials and amendments"""
import re

from afresh.cells import between, distinct, factors, seconds, unique, utc, which, who
from afresh.places import crossover


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


def trials(record):
    for session in record.sessions:
        for trial in session["trials"]:
            yield {**who(record, session), **which(trial), **crossover(record, session, trial), **factors(record, trial),
                   "protocol_id": session["protocol_id"],
                   "protocol_version": session["protocol_version"], "simulated": session["simulated"],
                   "trial_start_utc": utc(session, trial["began_ns"]), "trial_start_s": seconds(trial["began_ns"]),
                   "duration_s": between(trial["began_ns"], trial["ended_ns"]),
                   "outcome": trial["outcome"] or "running"}
