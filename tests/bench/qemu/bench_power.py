#!/usr/bin/python3
"""bench_power.py SOLEUS GUEST [CUTS] [SEED] - visits on a computer whose power fails again and again

CUTS cuts fall into a running visit, some more before it has begun. Each kills an emulated computer at a moment by chance, takes
from its disk what no flush had made sure of, and starts it again: then the record must verify, hold everything up to one second
before the cut, and go on with the visit. The instrument sends the time, twenty times a second, so that each recorded value tells
when it was sent. Exit 1 when anything is lost.
"""
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from blocklog import power_cut
from machine import Machine, Trouble, connect
from wire import Wire, text_frames

LONGEST_S = 9           # from a visit's beginning to the cut
PROMISE_S = 1.0
GIVE_UP = 3             # more failures tell nothing new
SERIAL = "CLOCK1"

STATION = f"""
[station]
id = bench
[instrument clock]
driver = text_lines
port = usb:0403:6001:{SERIAL}
pattern = {{now}}
interval = 0.05
[channel now]
instrument = clock
quantity = bench_time
unit = ms
site = the host
"""
SCRIPT = """
protocol { id = "bench", version = "1", title = "Bench" }
for number = 1, 100 do
  trial({ condition = "spu" }, function()
    rest     { "baseline", lasts = 5 * seconds }
    exercise { "exercise", lasts = 10 * seconds, reps_per_min = 60, cues = { "up" } }
  end)
end
"""


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Clock(threading.Thread):
    """The instrument: milliseconds since the bench began, twenty times a second."""

    def __init__(self, began):
        super().__init__(daemon=True)
        self.began = began
        self.end, self.cable = socket.socketpair()
        self.start()

    def run(self):
        number = 0
        while True:
            time.sleep(max(0, self.began + number * 0.05 - time.time()))
            number = int((time.time() - self.began) / 0.05) + 1
            self.end.sendall(b"%d\n" % round(1000 * (time.time() - self.began)))


class Bench:
    def __init__(self, soleus, guest, folder, seed):
        self.soleus, self.guest, self.folder, self.chance = soleus, guest, folder, random.Random(seed)
        self.began = time.time()
        self.clock = Clock(self.began)
        self.person, self.session, self.known, self.waiting, self.losses = 0, None, [], False, []
        study = f"{folder}/study"
        subprocess.run([soleus, "init", study], check=True, stdout=subprocess.DEVNULL)
        write(f"{study}/station.ini", STATION)
        write(f"{study}/protocols/bench.lua", SCRIPT)
        for number in range(1, 100):
            subprocess.run([soleus, "-C", study, "enrol", f"P{number:02}", "--set", "age=50", "--set", "sex=female"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["truncate", "-s", "96M", f"{folder}/disk"], check=True)
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", study, f"{folder}/disk"], check=True)

    def switch_on(self):
        """The disk with its cache: the image that QEMU writes to is a copy, and its log tells what a cut leaves of it."""
        for name in ("image", "log"):
            if os.path.exists(f"{self.folder}/{name}"):
                os.unlink(f"{self.folder}/{name}")
        subprocess.run(["cp", "--sparse=always", f"{self.folder}/disk", f"{self.folder}/image"], check=True)
        write(f"{self.folder}/log", "")
        self.machine = Machine(self.guest, self.folder, (
            "-blockdev", f"driver=file,node-name=image,filename={self.folder}/image,cache.no-flush=on",
            "-blockdev", f"driver=file,node-name=log,filename={self.folder}/log,cache.no-flush=on",
            "-blockdev", "driver=blklogwrites,node-name=disk,file=image,log=log,log-sector-size=512"), ("clock",))
        self.wire = Wire(self.clock.cable, connect(f"{self.folder}/clock", self.machine.process), text_frames, 10)
        self.machine.plug("clock", SERIAL, 1)
        self.wire.fate = "sent"
        self.machine.run("grep -q 'write back' /sys/block/vda/queue/write_cache")
        self.machine.run("mount -t ext4 /dev/vda /study")
        self.machine.run("until [ -e /dev/ttyUSB0 ]; do usleep 50000; done", 20)

    def cut(self):
        """Returns the host's times of the guest's last sign of life and of the cut, and what was in the cache."""
        now = self.machine.cut()
        alive = self.machine.life.lines[-1][0]
        cache = power_cut(f"{self.folder}/disk", f"{self.folder}/log", self.chance)
        return alive, now, cache

    # A visit

    def go_on(self):
        """Begins the next visit, or goes on with the one that waits; at times that is ended first. Returns what was done."""
        if self.waiting and self.chance.random() < 0.2:
            self.machine.run("soleus -C /study resume --end 'the power fails too often' </dev/null", 60)
            self.waiting = False
        if not self.waiting:
            self.person += 1
            self.session, self.known = None, []
        what = "resume" if self.waiting else f"run bench --participant P{self.person:02}"
        self.machine.run(f"soleus -C /study {what} --operator OP1 --plain </dev/null >/dev/vport0p1 2>&1 &")
        return what.split()[0]

    def recording_since(self):
        """The host's time at which the visit said that it goes; None: it has not."""
        for when, line in self.machine.lines.lines:
            if "===" in line or "---" in line or "goes on" in line:
                return when
        return None

    # After a cut

    def recorded(self, session):
        """The milliseconds that the record holds of a session, in their order."""
        self.machine.run("rm -rf /tmp/out; soleus -C /study export --format csv -o /tmp/out >/tmp/said 2>&1 || { cat /tmp/said; false; }", 120)
        text = self.machine.run(f"zcat /tmp/out/csv/samples.csv.gz | awk -F, '$2 == {session} && $3 == \"now\" {{print $6}}'", 120)
        return [int(float(value)) for value in text.split()]

    def look(self, sent, since, alive):
        """What is wrong with the record, in words ('' when nothing is), how many values are new in it, and the seconds lost."""
        status, text = self.machine.start("soleus -C /study verify 2>&1", 120)
        if status != 0:
            return text.split("\n")[0], 0, None
        sessions = json.loads(self.machine.run("soleus -C /study sessions --json"))
        waiting = [row["session"] for row in sessions if row["status"] == "resumable"]
        self.waiting = bool(waiting)
        must_be_there = since is not None and alive - since > PROMISE_S
        if not waiting or self.session not in (None, waiting[-1]):
            return "the visit is not in the record" if must_be_there or self.session else "", 0, None
        self.session = waiting[-1]
        values = self.recorded(self.session)
        before, new = values[:len(self.known)], values[len(self.known):]
        if before != self.known:
            return "values are missing that were there before", 0, None
        self.known = values
        if not new:
            return "nothing of it is in the record" if must_be_there else "", 0, None
        first = sent.index(new[0]) if new[0] in sent else 0
        if sent[first:first + len(new)] != new:
            return "values are missing between others", len(new), None
        lost = alive - self.began - new[-1] / 1000
        return f"{lost:.2f} s are lost" if must_be_there and lost > PROMISE_S else "", len(new), lost if must_be_there else None

    def one(self, number):
        """One cut: whether it fell into a running visit, and whether all is well; the machine is on before and after."""
        what = self.go_on()
        after = self.chance.uniform(0, LONGEST_S)
        time.sleep(after)
        since = self.recording_since()
        sent = [int(frame.data) for frame in self.wire.frames if frame.fate == "sent"]
        alive, now, (kept, cached) = self.cut()
        sent += [int(frame.data) for frame in self.wire.frames[len(sent):] if frame.fate == "sent"]
        self.switch_on()
        wrong, count, lost = self.look(sent, since, alive)
        begun = "not begun" if since is None else f"{alive - since:.2f} s"
        print(f"  {number:4} {what:7} {after:6.2f} s {begun:>10} {kept:5} of {cached:5} {count:6} "
              f"{'' if lost is None else f'{lost:.2f} s':>8}  {wrong or 'ok'}", flush=True)
        self.losses += [lost] if lost is not None else []
        return since is not None and alive > since, not wrong


def main():
    soleus, guest = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    cuts = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    began, number, running, failed = time.monotonic(), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="soleus-bench-") as folder:
        bench = Bench(soleus, guest, folder, seed)
        try:
            bench.switch_on()
            print(f"{cuts} power cuts, seed {seed}; the guest was up after {bench.machine.boot_s:.1f} s")
            print("   cut what       after  recording  cache kept     new     lost")
            while running < cuts and failed < GIVE_UP and number < 2 * cuts:
                number += 1
                in_visit, well = bench.one(number)
                running += in_visit
                failed += not well
        except Trouble as trouble:
            failed += 1
            print(f"  {trouble}")
        finally:
            bench.machine.cut()
    if bench.losses:
        print(f"  at most {max(bench.losses):.2f} s were lost, {statistics.median(bench.losses):.2f} s in the median of {len(bench.losses)}")
    print(f"  {running} of {number} cuts fell into a running visit; {time.monotonic() - began:.0f} s")
    print(f"{number - failed} passed, {failed} failed")
    return failed > 0 or running < cuts


if __name__ == "__main__":
    sys.exit(main())
