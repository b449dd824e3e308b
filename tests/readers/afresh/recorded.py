"""recorded.py - the record as SQLite tells it, texts as a workbook can hold them"""
import re
import sqlite3

QUALITIES = ["no_probe", "no_finger", "searching", "low_perfusion", "artefact", "out_of_range",
             "stale", "bad_checksum", "saturated", "missing"]
LOW_PERFUSION, MISSING = 1 << 3, 1 << 9
NS = 10 ** 9
# What the measures depend on where the study does not say: see base/parameter.h.
PARAMETERS = dict(baseline_s=60, area_gap_s=5, step_degc=0.5, step_held_s=10, end_s=10, ok_pct_valid=80, ok_gap_s=10,
                  jump_degc_s=0.5, jump_spo2_s=4, jump_pulse_s=30,
                  nadir_s=3, spo2_low=94, spo2_very_low=90, desat_drop=3, desat_s=10,
                  refill_endpoint=0.05, refill_base_s=5, refill_smooth_s=1, refill_before_s=2, refill_after_s=5, refill_fit_s=3,
                  refill_ti_s=3, refill_move_mad=5, refill_plateau=2, refill_least_pct=0.5)


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
