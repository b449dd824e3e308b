"""heard.py write FILE | compare FILE STUDY.DB - what ALSA was given to play, and when

write: at the end of a pipe into which ALSA plays; each piece's moment (UTC, ns) and size goes into FILE.
compare: each cue of the record has its own tone, which was given within 30 ms of the cue's planned moment.
"""
import os
import sqlite3
import sys
import time

TONE_BYTES = 8000       # 1/12 s of 48000 samples of 16 bits (console/tone.c)
LATE_NS = 30_000_000


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
    return len(cues) > 0 and len(cues) == len(heard) and all(-1e6 < late * 1e6 < LATE_NS for late in late_ms)


if sys.argv[1] == "write":
    write(sys.argv[2])
elif not compare(sys.argv[2], sys.argv[3]):
    sys.exit(1)
