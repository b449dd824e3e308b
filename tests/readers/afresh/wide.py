"""wide.py - the table wide: a row for each participant"""
import collections

from afresh.cells import unique
from afresh.samples import DC
from afresh.study import covariates
from afresh.measures import measured
from afresh.refills import curves


def wide_name(parts, period, taken):
    for ending in [""] + list("bcdefghijklmnopqrstuvwxyz"):
        parts_now = list(parts)
        while len("_".join(parts_now + [str(period)])) + len(ending) > 26:
            longest = max(range(len(parts_now)), key=lambda i: (len(parts_now[i]), i))
            parts_now[longest] = parts_now[longest][:-1]
        name = "_".join(parts_now + [str(period)]) + ending
        if name not in taken:
            return name


def wide(record):
    found, counts, seen = {}, collections.Counter(), {}
    for session in record.sessions:
        results, refilled = list(measured(record, session)), list(curves(record, session))
        for trial in session["trials"]:
            if not trial["counted"] or trial["outcome"] != "completed":
                continue
            counts[session["id"]] += 1
            counts[session["id"], trial["condition"]] += 1
            own = (trial["number"], trial["attempt"])
            def put(parts, value):
                key = (parts, trial["condition"], counts[session["id"], trial["condition"]])
                seen.setdefault(key, len(seen))
                found[session["id"], key] = value
            put(("order",), counts[session["id"]])
            for phase in session["phases"]:
                if (phase["trial"], phase["attempt"]) != own:
                    continue
                for channel in session["channels"]:
                    for exercise, curve_channel, cells in refilled if phase["kind"] == "exercise" else []:
                        if exercise is phase and curve_channel is channel and channel["quantity"] in DC:
                            put((channel["name"], "t0", phase["name"]), cells["t0_s"])
                            put((channel["name"], "t50", phase["name"]), cells["t50_s"])
                            if channel["quantity"] == "light_reflection":
                                put((channel["name"], "v0", phase["name"]), cells["v0_pct"])
                            if cells["raised"] and cells["repetitions"] == 1:
                                put((channel["name"], "ef", phase["name"]), cells["ef_pct"])
                            if cells["raised"] and cells["repetitions"] >= 10:
                                put((channel["name"], "rvf", phase["name"]), cells["rvf_pct"])
                    for p, c, cells in results:
                        if p is phase and c is channel and not channel["waveform"]:
                            put((channel["name"], phase["name"]), cells["mean" if phase["name"] == "baseline" else "delta"])
            for question, value in record.pairs("SELECT question, value FROM answer WHERE session_id = ? AND trial = ? AND "
                                                "attempt = ? AND value IS NOT NULL ORDER BY answer_id", session["session_id"], *own):
                put((question,), value)
    measures_met, conditions_met = unique(key[0] for key in seen), unique(key[1] for key in seen)
    names = {}
    for key in sorted(seen, key=lambda k: (measures_met.index(k[0]), conditions_met.index(k[1]), k[2])):
        names[key] = wide_name([*key[0][:2], key[1]], key[2], names.values())
    own = covariates(record)
    for person in record.all("SELECT * FROM participant ORDER BY participant_id"):
        yield {"study_id": record.study_id, "participant_id": person["id"], "group": person["group_name"], **own(person),
               **{name: found.get((person["id"], key)) for key, name in names.items()}}
