#!/usr/bin/python3
"""soak.py SOLEUS [MINUTES [HOURS [RESULTS [STUDY]]]] - eight instruments, four with a waveform of 75 Hz, for a day and for 20 minutes

First HOURS (24) of virtual time by `soleus rehearse`, then MINUTES (20) of real time by `soleus run`, over instruments that
`soleus simulate` serves in a process of its own; in between stands tap.py, which keeps what they said and bumps a cable now and then.
Memory and descriptors must not grow after the warm-up, and what the record holds must be what was sent, frame by frame.
All of the real time goes over TCP on loopback: serial drivers are bench_time's and the emulated computer's.
Prints a table; exits 1 when a promise is missed. When none is, the table is written into the file RESULTS, in one step.
Everything is left in the folder STUDY, where that is given.
"""
import json
import os
import platform
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import numpy

import frames
import tap
from frames import Lost, demand

HERE = os.path.dirname(os.path.abspath(__file__))
WAVES = {"pleth_a": ("df2_left", "df2"), "pleth_b": ("df2_right", "df2"),
         "pleth_c": ("df7_left", "df7"), "pleth_d": ("df7_right", "df7")}
LIGHT = rb"light=([-+.\de]+)"
ASKED = {"bath": 0.5, "room": 1.0}          # channel: seconds from one answer to the next
BUMPED, BUMP_EVERY_S = "thermistors", 20
GROWTH_MB, AFTERWARDS_MB, CPU_PERCENT = 2, 32, 10
WAVE_HZ = 75

PROTOCOL = """
protocol {{ id = "soak", title = "A long rest", version = "1",
  needs = {{ pleth_a = "plethysmogram", pleth_b = "plethysmogram", pleth_c = "plethysmogram", pleth_d = "plethysmogram",
            spo2 = "spo2", light = "light_reflection", bath = "temperature", room = "temperature" }},
  wants = {{ toe = "temperature" }} }}
for part = 1, {parts} do
  rest {{ ("part_%02d"):format(part), lasts = {minutes} * minutes }}
end
"""


class Watched:
    """A running program: what it takes of the machine, whenever it is looked at."""

    def __init__(self, words, **more):
        self.process = subprocess.Popen(words, **more)
        self.looks = []

    def look(self):
        """(seconds, processor seconds, MB, descriptors); None when it has gone."""
        proc = f"/proc/{self.process.pid}"
        try:
            with open(f"{proc}/stat", encoding="ascii") as stat:
                ticks = stat.read().rsplit(")", 1)[1].split()[11:13]
            with open(f"{proc}/statm", encoding="ascii") as statm:
                pages = int(statm.read().split()[1])
            seen = (time.monotonic(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
                    len(os.listdir(f"{proc}/fd")))
        except OSError:
            return None
        self.looks.append(seen)
        return seen


class Table:
    """One row a promise."""

    def __init__(self):
        self.missed = 0
        self.lines = []

    def tell(self, text):
        self.lines.append(text.rstrip())
        print(text, flush=True)

    def title(self, text):
        self.tell("")
        self.tell(text)
        self.tell(f"  {'':54}{'measured':>36}  {'promised':<22}")

    def row(self, what, measured, promised="", kept=True):
        self.missed += not kept
        self.tell(f"  {what:54}{measured:>36}  {promised:<22}{'' if kept else 'MISSED'}")

    def proof(self, what, prove):
        """`prove` returns what to print, or raises Lost."""
        try:
            self.row(what, prove())
        except Lost as lost:
            self.row(what, "", str(lost), False)

    def flat(self, looks, when):
        first, last = looks[0], looks[-1]
        quarters = " ".join(f"{looks[i * (len(looks) - 1) // 4][2]:.1f}" for i in range(5))
        self.row("memory, MB", quarters)
        self.row(f"memory {when}", f"{first[2]:.1f} -> {last[2]:.1f} MB", f"at most {GROWTH_MB} MB more", last[2] <= first[2] + GROWTH_MB)
        self.row(f"descriptors {when}", f"{first[3]} -> {last[3]}", "no more", last[3] <= first[3])


def make_study(soleus, folder, parts, minutes, ports):
    subprocess.run([soleus, "init", folder], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(HERE, "station.ini"), encoding="utf-8") as file:
        station = file.read()
    for name, address in ports.items():
        station = re.sub(rf"(\[instrument {name}\]\n.*\nport *= *)sim:", rf"\g<1>{address}", station)
    with open(os.path.join(folder, "station.ini"), "w", encoding="utf-8") as file:
        file.write(station)
    with open(os.path.join(folder, "protocols", "soak.lua"), "w", encoding="utf-8") as file:
        file.write(PROTOCOL.format(parts=parts, minutes=minutes))


class Record:
    """What was recorded, read by SQLite alone."""

    def __init__(self, folder):
        self.db = sqlite3.connect(f"file:{folder}/study.db?mode=ro", uri=True)

    def column(self, sql, *values):
        return numpy.fromiter((row[0] for row in self.db.execute(sql, values)), dtype=float)

    def values(self, channel):
        return self.column("SELECT value FROM sample JOIN channel USING (channel_id) WHERE name = ? ORDER BY time_ns, seq", channel)

    def times(self, channel):
        return self.column("SELECT time_ns FROM sample JOIN channel USING (channel_id) WHERE name = ? ORDER BY time_ns, seq", channel) / 1e9

    def bytes(self, instrument):
        return b"".join(row[0] for row in self.db.execute(
            "SELECT bytes FROM chunk JOIN instrument USING (instrument_id) WHERE name = ? AND NOT sent ORDER BY seq", (instrument,)))

    def number(self, sql):
        return self.db.execute(sql).fetchone()[0]


def same_wave(record, channel, stream, seconds):
    """The channel's samples are the frames of the stream, and as many as there are in that time."""
    expected = frames.nonin(stream, WAVES[channel][1])
    values = record.values(channel)
    frames.same_run(expected, values, 2, channel)
    demand(len(values) >= seconds * WAVE_HZ, f"{channel}: {len(values)} of at least {seconds * WAVE_HZ:.0f} frames")
    return f"{len(values)} of {len(expected)} frames"


def asked_in_time(record, channel, seconds):
    """Each question has its row, answered or not."""
    times = record.times(channel)
    demand(len(times) >= seconds / ASKED[channel] - 2, f"{channel}: {len(times)} of {seconds / ASKED[channel]:.0f} questions")
    return f"{len(times)} questions, {numpy.diff(times).max():.2f} s apart at most"


def common_proofs(table, soleus, record, folder, seconds):
    for channel in ASKED:
        table.proof(f"{channel}, asked", lambda channel=channel: asked_in_time(record, channel, seconds))
    missing = "SELECT count(*) FROM sample JOIN channel USING (channel_id) WHERE value IS NULL AND name {} ('bath', 'room')"
    unasked, asked = (record.number(missing.format(word)) for word in ("NOT IN", "IN"))
    table.row("samples without a value", str(unasked), "none", unasked == 0)
    table.row("questions without an answer in time", str(asked), "at most 1 in 100", asked <= seconds * 3 / 100)
    began, verified = time.monotonic(), subprocess.run([soleus, "-C", folder, "verify"], stdout=subprocess.PIPE, text=True, check=False)
    table.row("soleus verify", f"{time.monotonic() - began:.1f} s", "whole", verified.returncode == 0)


def a_day(table, soleus, folder, hours):
    """On the virtual clock. The terminal is a pseudo-terminal: each part is told as it begins."""
    make_study(soleus, folder, 4 * hours, 15, {})
    table.title(f"{hours} hours of virtual time")
    master, slave = pty.openpty()
    began = time.monotonic()
    run = Watched([soleus, "-C", folder, "rehearse", "soak", "-o", f"{folder}/day"], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL)
    os.close(slave)
    looks, told, ended = [], b"", None
    while True:
        try:
            data = os.read(master, 4096)
        except OSError:
            break
        if b"part_" in data:        # while it records; what comes after the last part is looked at by its most
            looks.append(run.look())
        if b"completed" in data:
            ended = time.monotonic()
        told = (told + data)[-2000:]
    _, status, usage = os.wait4(run.process.pid, 0)
    if status != 0 or ended is None:
        table.row("the visit", f"status {os.waitstatus_to_exitcode(status)}", "0", False)
        print(told.decode(errors="replace"))
        return
    table.row("the visit", f"{ended - began:.0f} s", f"{hours * 3600 / (ended - began):.0f} times as fast")
    warm = [look for look in looks if look]
    warm = warm[min(8, len(warm) // 3):]
    table.flat(warm, "when warm -> at the last quarter of an hour")
    most, last = usage.ru_maxrss / 1024 * 1.024 ** 2, warm[-1][2]
    table.row("most memory, with sealing and export", f"{most:.1f} MB", f"at most {AFTERWARDS_MB} MB more", most <= last + AFTERWARDS_MB)
    record, seconds = Record(f"{folder}/day"), hours * 3600
    for channel, (instrument, _) in WAVES.items():
        def proof(channel=channel, instrument=instrument):
            told = same_wave(record, channel, record.bytes(instrument), seconds)
            steps = numpy.diff(record.times(channel))
            demand(abs(steps - 1 / WAVE_HZ).max() < 1e-6, f"{channel}: two frames are {steps.max():.4f} s apart")
            return told
        table.proof(f"{channel}, held against the raw bytes", proof)
    gaps = record.number("SELECT count(*) FROM gap")
    table.row("gaps", str(gaps), "none", gaps == 0)
    common_proofs(table, soleus, record, f"{folder}/day", seconds)


def bump(wire, run, minutes, stop):
    """Looks at the program, bumps a cable, and so on; a look comes before its bump, when all is at rest."""
    while not stop.wait(BUMP_EVERY_S):
        run.look()
        if len(run.looks) * BUMP_EVERY_S < minutes * 60 - BUMP_EVERY_S:
            wire.hang_up(BUMPED)


def in_real_time(table, soleus, folder, minutes):
    make_study(soleus, f"{folder}/twins", 1, 1, {})
    twins = subprocess.Popen([soleus, "-C", f"{folder}/twins", "simulate", "--json"], stdout=subprocess.PIPE, text=True)
    try:
        served = json.loads(re.match(r"\[.*?\]", read_json(twins.stdout), re.S)[0])
        wire = tap.Tap({row["instrument"]: int(row["port"].rsplit(":", 1)[1]) for row in served})
        wire.start()
        visit(table, soleus, folder, minutes, wire)
    finally:
        twins.terminate()
        twins.wait()


def read_json(stream):
    text = ""
    while not text.rstrip().endswith("]"):
        line = stream.readline()
        demand(line, "soleus simulate has ended")
        text += line
    return text


def visit(table, soleus, folder, minutes, wire):
    study, parts = f"{folder}/real", (minutes + 59) // 60
    make_study(soleus, study, parts, minutes / parts, {name: line.address() for name, line in wire.lines.items()})
    subprocess.run([soleus, "-C", study, "enrol", "P01", "--set", "age=54"], check=True, stdout=subprocess.DEVNULL)
    table.title(f"{minutes} minutes of real time")
    run = Watched([soleus, "-C", study, "run", "soak", "--participant", "P01", "--plain"],
                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    stop = threading.Event()
    bumping = threading.Thread(target=bump, args=(wire, run, minutes, stop), daemon=True)
    try:
        bumping.start()
        told = run.process.stdout.read()
        status = run.process.wait()
    finally:        # also at Ctrl-C: nothing goes on behind it
        stop.set()
        run.process.terminate()
        run.process.wait()
    bumping.join()
    table.row("the visit", f"status {status}", "0", status == 0)
    looks = [look for look in run.looks if look]
    if status != 0 or len(looks) < 3:
        print(told[-2000:])
        table.missed += 1
        return
    warm = looks[len(looks) // 4:]
    table.flat(warm, "after a quarter -> at the end")
    share = 100 * (warm[-1][1] - warm[0][1]) / (warm[-1][0] - warm[0][0])
    table.row("processor", f"{share:.2f} % of one core", f"at most {CPU_PERCENT} %", share <= CPU_PERCENT)
    hold_against_the_wire(table, soleus, study, wire, minutes * 60)


def kept_of_wire(record, wire, instrument):
    """What an instrument sent while it was recorded: all of it must be in the record as raw bytes."""
    said, kept = bytes(wire.lines[instrument].said[0]), record.bytes(instrument)
    at = said.find(kept)
    demand(kept and at >= 0, f"{instrument}: the raw bytes are not those that were sent")
    demand(len(said) - len(kept) < len(said) / 50 + 5000, f"{instrument}: {len(said) - len(kept)} bytes are not recorded")
    return said[at:at + len(kept)]


def hold_against_the_wire(table, soleus, study, wire, seconds):
    record = Record(study)
    for channel, (instrument, _) in WAVES.items():
        def proof(channel=channel, instrument=instrument):
            return same_wave(record, channel, kept_of_wire(record, wire, instrument), seconds)
        table.proof(f"{channel}, held against the wire", proof)

    def lines_proof():
        said = kept_of_wire(record, wire, "light")
        light, = frames.lines(said, LIGHT)
        return f"{frames.same_run(light, record.values('light'), 2, 'light')} of {len(light)} lines"
    table.proof("light, held against the wire", lines_proof)
    bumps = len(wire.lines[BUMPED].said) - 1
    for kind in ("lost", "connected"):
        seen = record.number(f"SELECT count(*) FROM event WHERE kind = '{kind}' AND name = '{BUMPED}' AND event_id > "
                             f"(SELECT min(event_id) FROM event WHERE kind = 'phase_begin')")
        table.row(f"bumped cables that were told: {kind}", f"{seen} of {bumps}", "all", bumps > 0 and seen == bumps)
    others = ("SELECT count(*) FROM gap JOIN channel USING (channel_id) WHERE to_ns - from_ns > {}e9 "
              "AND name IN ('pleth_a', 'pleth_b', 'pleth_c', 'pleth_d', 'light')")
    table.row("short gaps of waves and lines, as the computer lagged", str(record.number(others.format(0))))
    gaps = record.number(others.format(1))
    table.row("gaps of waves and lines of more than 1 s", str(gaps), "none", gaps == 0)
    common_proofs(table, soleus, record, study, seconds)


def keep(table, path, minutes, hours):
    """As tests/bench/RESULTS.md: with the machine and the day."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        model = re.search(r"^model name\s*: *(.*)$", file.read(), re.M)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(f"# What the soak measured, and on what\n\nMade by `make bench-soak SOAK_MINUTES={minutes} SOAK_HOURS={hours}` on "
                   f"{time.strftime('%Y-%m-%d', time.gmtime())}, with\n{os.cpu_count()} cores of {platform.node()}, "
                   f"{model[1] if model else platform.machine()}, Linux {platform.release()}.\nThe real time goes over TCP on loopback.\n"
                   "\n```" + "\n".join(table.lines) + "\n```\n\nEvery promise was kept.\n")
    os.replace(path + ".new", path)


def main():
    soleus = os.path.abspath(sys.argv[1])
    minutes, hours = (int(sys.argv[i]) if len(sys.argv) > i else otherwise for i, otherwise in ((2, 20), (3, 24)))
    table = Table()
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.abspath(sys.argv[5]) if len(sys.argv) > 5 else temporary
        if hours:
            a_day(table, soleus, f"{folder}/virtual", hours)
        if minutes:
            in_real_time(table, soleus, folder, minutes)
    if not table.missed and len(sys.argv) > 4:
        keep(table, sys.argv[4], minutes, hours)
    print(f"\n{table.missed} promises were missed." if table.missed else "\nEvery promise was kept.")
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
