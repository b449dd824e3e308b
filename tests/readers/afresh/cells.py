"""cells.py - the cells that many tables share: who, when, under which condition"""
import datetime

from afresh.recorded import NS


def unique(values):
    return list(dict.fromkeys(values))


def seconds(ns):
    return None if ns is None else ns / NS


def between(start, end):
    return None if start is None or end is None else (end - start) / NS


def late(planned, actual):
    return None if planned is None or actual is None else (actual - planned) / 1e6


def minus(a, b):
    return None if a is None or b is None else a - b


def utc(session, time_ns):
    if time_ns is None:
        return None
    whole, rest = divmod(session["utc_ns"] + time_ns, NS)
    stamp = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=whole)
    return f"{stamp:%Y-%m-%dT%H:%M:%S}.{rest // 1000000:03d}Z"


def who(record, session):
    return {"study_id": record.study_id, "participant_id": session["id"], "group": session["group_name"],
            "session_id": session["session_id"], "visit": session["visit"]}


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


def phase_cells(session, phase):
    return {"phase": phase["name"], "phase_no": phase["number"], "phase_kind": phase["kind"],
            "reps_per_min": phase["reps_per_min"], "phase_outcome": phase["outcome"] or "running",
            "phase_start_utc": utc(session, phase["began_ns"]), "phase_start_s": seconds(phase["began_ns"]),
            "begin_late_ms": late(phase["planned_began_ns"], phase["began_ns"]),
            "paused_s": seconds(phase["paused_ns"]), "planned_s": active(phase, "planned_began_ns", "planned_ended_ns"),
            "duration_s": active(phase, "began_ns", "ended_ns")}


def active(phase, began, ended):
    lasted = between(phase[began], phase[ended])
    return None if lasted is None else lasted - phase["paused_ns"] / NS
