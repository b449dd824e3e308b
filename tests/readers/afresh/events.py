"""events.py - the tables answers, events, deviations and gaps"""
import re

from afresh.cells import between, late, seconds, utc, which, who
from afresh.session import find_trial, last_holding


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


def gaps(record):
    for session in record.sessions:
        for gap in record.all("SELECT gap.*, channel.name AS channel FROM gap JOIN channel USING (channel_id) WHERE session_id = ? "
                              "ORDER BY channel_id, from_ns, gap_id", session["session_id"]):
            phase = last_holding(session["phases"], gap["from_ns"])
            yield {**who(record, session), **which(last_holding(session["trials"], gap["from_ns"])),
                   "phase_no": phase["number"] if phase else None, "channel": gap["channel"],
                   "gap_start_utc": utc(session, gap["from_ns"]), "gap_start_s": seconds(gap["from_ns"]),
                   "gap_s": between(gap["from_ns"], gap["to_ns"]), "cause": gap["cause"]}
