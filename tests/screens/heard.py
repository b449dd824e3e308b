"""heard.py write FILE | compare FILE STUDY.DB - what ALSA was given to play, and when

write: at the end of a pipe into which ALSA plays; each piece's moment (UTC, ns) and size goes into FILE.
compare: each cue of the record has its own tone, nearer to it than to any other; and as a rule (the median) it was given within
20 ms of the cue's planned moment. On a busy machine this program itself may be woken late.
"""
import os
import sqlite3
import statistics
import sys
import time

TONE_BYTES = 8000       # 1/12 s of 48000 samples of 16 bits (console/tone.c)
LATE_MS = 20


def write(path):
    with open(path, "w") as out:
        while piece := os.read(0, 1 << 20):
            print(time.time_ns(), len(piece), file=out, flush=True)


def begins(path):
    """When each tone's first piece came."""
    moments, had = [], 0
    for line in open(path):
        moment, size = map(int, line.split())
        while size > 0:
            if had % TONE_BYTES == 0:
                moments.append(moment)
            step = min(size, TONE_BYTES - had % TONE_BYTES)
            had, size = had + step, size - step
    return moments


def compare(path, study):
    record = sqlite3.connect(study)
    (zero,) = record.execute("SELECT utc_ns - time_ns FROM clock ORDER BY time_ns LIMIT 1").fetchone()
    cues = [zero + planned for (planned,) in record.execute("SELECT planned_ns FROM event WHERE kind = 'cue' ORDER BY time_ns")]
    heard = begins(path)
    late_ms = [(tone - cue) / 1e6 for cue, tone in zip(cues, heard)]
    print(f"{len(cues)} cues, {len(heard)} tones, late by {late_ms} ms")
    if len(cues) < 2 or len(cues) != len(heard):
        return False
    half_ms = (cues[1] - cues[0]) / 2e6
    return all(-1 < late < half_ms for late in late_ms) and statistics.median(late_ms) < LATE_MS


if sys.argv[1] == "write":
    write(sys.argv[2])
elif not compare(sys.argv[2], sys.argv[3]):
    sys.exit(1)
