"""wide.py - the table wide: a row for each participant"""
from afresh.cells import unique
from afresh.samples import DC
from afresh.measures import measured
from afresh.places import places, planned
from afresh.refills import curves
from afresh.session import cut_off
from afresh.study import covariates


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
