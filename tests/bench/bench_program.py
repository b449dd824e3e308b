#!/usr/bin/python3
"""bench_program.py SOLEUS [SECONDS [SESSIONS]] - the program as it is started, rehearsed, run and exported

Processor seconds (other programs and disks differ), each beside a floor measured in the same run. What is promised is a ratio to
that floor, about twice what it usually is, and stands in its row. Exports of many sessions also cost a session no more than 1.5 times
what they cost among a tenth of them. Exit 3 when a promise is missed.
"""
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

START_MOST, REHEARSAL_MOST, VISIT_MOST, CUES_MOST, GROWTH_MOST = 1, 12, 8, 1, 1.5
# How many times csv.writer's time for the samples alone.
FORMATS = {"xlsx": 13, "csv": 11, "sav": 16, "dta": 17, "bids": 11, "redcap": 7.5, "sdtm": 2.5}
WAITS_PER_S = 75            # a wait for each frame of a Nonin
BRIEF = """protocol { id = "brief", title = "Brief", version = "1", needs = { toe = "temperature", spo2 = "spo2" } }
trial({ condition = "spu" }, function()
  rest { "baseline", lasts = %d * seconds }
  exercise { "exercise", lasts = %d * seconds, reps_per_min = 60, cues = { "up" } }
end)
"""
failed = False


def spent(*words, times=1, **options):
    """Processor seconds of a command, the least of some times."""
    least = 1e9
    for _ in range(times):
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
        told = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0, (words, told)
        least = min(least, usage.ru_utime + usage.ru_stime)
    return least


def tell(what, ours, unit, floor, floor_name, promise=None, kept=True):
    global failed
    failed |= not kept
    ratio = f"{ours / floor:8.2f} x {floor_name}" if floor else ""
    print(f"  {what:42} {ours:10.3f} {unit:12} {ratio:44} {'' if promise is None else promise}{'' if kept else '  MISSED'}", flush=True)


def own_time(work):
    before = os.times()
    work()
    after = os.times()
    return after.user + after.system - before.user - before.system


def samples_of(database):
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute("SELECT channel_id, time_ns, uncertainty_ns, value FROM sample")


def insert_bare(database, path):
    record = sqlite3.connect(path)
    record.execute("CREATE TABLE sample (channel_id INTEGER, time_ns INTEGER, uncertainty_ns INTEGER, value REAL)")
    record.executemany("INSERT INTO sample VALUES (?, ?, ?, ?)", samples_of(database))
    record.commit()


def write_bare(database, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(samples_of(database))


def study(soleus, folder, rest, exercise):
    spent(soleus, "init", folder)
    with open(os.path.join(folder, "protocols", "brief.lua"), "w", encoding="utf-8") as file:
        file.write(BRIEF % (rest, exercise))
    return folder


def bench_start(soleus):
    print("Start-up (processor ms)")
    ours, python = spent(soleus, "--version", times=5), spent("/usr/bin/python3", "-c", "pass", times=5)
    tell("soleus --version", 1e3 * ours, "ms", 1e3 * python, "python3 -c pass", f"at most {START_MOST}", ours <= START_MOST * python)


def bench_rehearsal(soleus, work):
    print("Rehearsal of the shipped protocol, an hour's visit")
    folder = study(soleus, os.path.join(work, "hour"), 5, 5)
    ours = spent(soleus, "-C", folder, "rehearse", "soleus_pushup")
    database = os.path.join(folder, "rehearsal", "study.db")
    bare = own_time(lambda: insert_bare(database, os.path.join(work, "bare.db")))
    last = sqlite3.connect(database).execute("SELECT max(time_ns) FROM sample").fetchone()[0] / 1e9
    tell("visit and workbook", ours, "s", bare, "its samples alone, by Python", f"at most {REHEARSAL_MOST}",
         ours <= REHEARSAL_MOST * bare)
    tell("faster than life", last / ours, "times", last / bare, "its samples alone, by Python", "judged by the row above")


class Waits(threading.Thread):
    """What a program takes that only waits, and how late it wakes; while the visit runs."""

    def __init__(self, seconds):
        super().__init__(daemon=True)
        self.count = max(1, seconds) * WAITS_PER_S

    def run(self):
        began, spent_before, late = time.monotonic(), time.thread_time(), []
        for number in range(1, self.count + 1):
            due = began + number / WAITS_PER_S
            time.sleep(max(0, due - time.monotonic()))
            late.append(time.monotonic() - due)
        self.share = 100 * (time.thread_time() - spent_before) / (time.monotonic() - began)
        self.late_ms = 1e3 * sorted(late)[len(late) // 2]


def bench_visit(soleus, work, seconds):
    print(f"A visit on the real clock, {seconds} s")
    folder = study(soleus, os.path.join(work, "visit"), max(1, seconds // 2), max(1, seconds // 2))
    spent(soleus, "-C", folder, "enrol", "P01")
    floor = Waits(seconds)
    floor.start()
    child = subprocess.Popen((soleus, "-C", folder, "run", "brief", "--participant", "P01", "--plain"), stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, "the visit was not completed"
    floor.join()
    record = sqlite3.connect(os.path.join(folder, "study.db"))
    last, channels = record.execute("SELECT max(time_ns) / 1e9, count(DISTINCT channel_id) FROM sample").fetchone()
    share = 100 * (usage.ru_utime + usage.ru_stime) / last
    tell(f"processor, {channels} channels, recorded", share, "% of a core", floor.share, f"{WAITS_PER_S} waits a second, by Python",
         f"at most {VISIT_MOST}", share <= VISIT_MOST * floor.share)
    late = sorted(row[0] for row in record.execute("SELECT time_ns - planned_ns FROM event WHERE kind = 'cue'"))
    if late:
        median = late[len(late) // 2] / 1e6
        tell("cues late, median, as recorded", median, "ms", floor.late_ms, "its waits, late by median", f"at most {CUES_MOST}",
             median <= CUES_MOST * floor.late_ms)
    else:
        print("  cues late: not judged, the visit was too short for a cue")


def bench_export(soleus, work, most):
    print("Exports (processor seconds; growth: a session's cost among so many, to its cost among a tenth of them)")
    tenth = most // 10
    databases = {}
    for count in (1, tenth, most):
        folder = study(soleus, os.path.join(work, f"of{count}"), 5, 5)
        spent(soleus, "-C", folder, "rehearse", "brief", "--participants", str(count))
        databases[count] = os.path.join(folder, "rehearsal")
    for name, ratio_most in FORMATS.items():
        took = {}
        for count, folder in databases.items():
            out = os.path.join(work, f"{name}{count}")
            took[count] = spent(soleus, "-C", folder, "export", "--format", name, "-o", out, times=3 if count < most else 1)
        bare = own_time(lambda: write_bare(os.path.join(databases[most], "study.db"), os.path.join(work, "bare.csv")))
        growth = (took[most] - took[1]) / (most - 1) / ((took[tenth] - took[1]) / (tenth - 1))
        tell(f"{name}, {most} sessions ({1e3 * took[1]:.0f} ms for one)", took[most], "s", bare,
             "the samples alone, by csv.writer", f"at most {ratio_most}; growth {growth:.2f}, at most {GROWTH_MOST}",
             took[most] <= ratio_most * bare and growth <= GROWTH_MOST)


def main():
    soleus = os.path.realpath(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    sessions = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    if sessions < 100:
        sys.exit(f"bench: {sessions} sessions are too few to tell growth by a tenth of them; BENCH_SESSIONS is 100 or more.")
    with tempfile.TemporaryDirectory() as work:
        bench_start(soleus)
        bench_rehearsal(soleus, work)
        bench_visit(soleus, work, seconds)
        bench_export(soleus, work, sessions)
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
