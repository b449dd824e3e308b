#!/usr/bin/python3
"""bench_power.py SOLEUS GUEST [CUTS] [SEED] - visits on a computer whose power fails again and again

CUTS cuts fall into a running visit, some more before it has begun. Each kills an emulated computer at a moment by chance, takes
from its disk what no flush had made sure of, and starts it again: then the record must verify, hold everything up to one second
before the cut, and go on with the visit. The instrument sends the time, twenty times a second, so that each recorded value tells
when it was sent. What the disk would have held at other moments of the same run, its log tells: of some of these the image is
made, too, and looked at without a computer. Exit 1 when anything is lost.
"""
import collections
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time

import image
from blocklog import KEEPS, Log, full_places, power_cut
from image import Found
from machine import Machine, Trouble
from promise import Visit, judge
from wire import Wire, text_frames
from workplace import Workplace

LONGEST_S = 9           # from a visit's beginning to the cut
AIMED = 0.7             # of the cuts are put back to when something stood in the write cache
PUT_BACK_S = 1.0        # by no more than this
BESIDE = 4              # cuts of the recorded log, beside each of a running computer
LEAST_FULL = 0.5        # of all cuts must have met something in the write cache
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
            try:        # a terminal's echo, before its line is set: were it left there, the cable would fill
                self.end.recv(65536, socket.MSG_DONTWAIT)
            except BlockingIOError:
                pass


class Bench:
    def __init__(self, soleus, guest, folder, cuts, seed):
        self.soleus, self.guest, self.folder, self.chance = soleus, guest, folder, random.Random(seed)
        self.began = time.time()
        self.clock = Clock(self.began)
        self.machine = self.log = None
        self.person, self.waiting, self.held = 0, None, {}      # waiting: the session to resume; held: the values of each session
        self.losses, self.cuts, self.full, self.lost_cuts = [], 0, 0, 0
        study = f"{folder}/study"
        subprocess.run([soleus, "init", study], check=True, stdout=subprocess.DEVNULL)
        write(f"{study}/station.ini", STATION)
        write(f"{study}/protocols/bench.lua", SCRIPT)
        for number in range(1, 2 * cuts + 1):
            subprocess.run([soleus, "-C", study, "enrol", f"P{number:02}", "--set", "age=50", "--set", "sex=female"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["truncate", "-s", "96M", f"{folder}/disk"], check=True)
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", study, f"{folder}/disk"], check=True)

    def copy(self, name, to):
        subprocess.run(["cp", "--sparse=always", f"{self.folder}/{name}", f"{self.folder}/{to}"], check=True)

    def switch_on(self):
        """The disk with its cache: the image that QEMU writes to is a copy, and its log tells what a cut leaves of it."""
        self.copy("disk", "image")
        write(f"{self.folder}/log", "")
        self.log = Log(f"{self.folder}/log")
        self.machine = Machine(self.guest, self.folder, (
            "-blockdev", f"driver=file,node-name=image,filename={self.folder}/image,cache.no-flush=on",
            "-blockdev", f"driver=file,node-name=log,filename={self.folder}/log,cache.no-flush=on",
            "-blockdev", "driver=blklogwrites,node-name=disk,file=image,log=log,log-sector-size=512"), ("clock",))
        self.wire = Wire(self.clock.cable, self.machine.connect("clock"), text_frames, 10)
        self.machine.plug("clock", SERIAL, 1)
        self.wire.fate = "sent"
        self.machine.run("grep -q 'write back' /sys/block/vda/queue/write_cache")
        self.machine.run("mount -t ext4 /dev/vda /study")
        self.machine.run("until [ -e /dev/ttyUSB0 ]; do usleep 50000; done", 20)

    def close(self):
        if self.machine:
            self.machine.cut()

    # A visit

    def go_on(self):
        """Begins the next visit, or goes on with the one that waits; at times that is ended first. Returns what was done."""
        if self.waiting and self.chance.random() < 0.2:
            self.machine.run("soleus -C /study resume --end 'the power fails too often' </dev/null", 60)
            self.waiting = None
        if not self.waiting:
            self.person += 1
        what = "resume" if self.waiting else f"run bench --participant P{self.person:02}"
        self.machine.run(f"soleus -C /study {what} --operator OP1 --plain </dev/null >/dev/vport0p1 2>&1 &")
        return what.split()[0]

    def cut(self):
        """Cuts the power: the host's time of it, and the visit that was going on."""
        now = self.machine.cut()
        self.log.close()
        since = next((when for when, line in self.machine.lines.lines if "The visit begins" in line or "The visit goes on" in line), None)
        sent = [int(frame.data) / 1000 + self.began for frame in self.wire.frames if frame.fate == "sent"]
        return now, Visit(self.waiting, since, sent)

    # After a cut

    def booted(self):
        """What the guest finds, switched on again."""
        status, text = self.machine.start("soleus -C /study verify 2>&1", 120)
        if status != 0:
            return Found(image.first_line(text), {}, {})
        sessions = json.loads(self.machine.run("soleus -C /study sessions --json"))
        status, text = self.machine.start("rm -rf /tmp/out; soleus -C /study export --format csv -o /tmp/out 2>&1", 120)
        if status != 0:
            return Found(f"export: {image.first_line(text)}", {}, {})
        text = self.machine.run("zcat /tmp/out/csv/samples.csv.gz | awk -F, '$3 == \"now\" {print $2, $6}'", 120)
        values = collections.defaultdict(list)
        for line in text.split("\n") if text else ():
            session, value = line.split()
            values[int(session)].append(int(float(value)) / 1000 + self.began)
        return Found("", {row["session"]: row["status"] for row in sessions}, values)

    def looked_at(self, name):
        """What Soleus finds on an image without a computer, and that a waiting visit can be ended there."""
        found = image.look(self.soleus, f"{self.folder}/{name}", self.folder)
        wrong = found.wrong or image.end_the_waiting(self.soleus, self.folder)
        values = {session: [value / 1000 + self.began for value in values] for session, values in found.values.items()}
        return Found(wrong, found.status, values)

    def alive_at(self, when):
        """The host's time of the guest's last sign of life until then."""
        return max((beat for beat, _ in self.machine.life.lines if beat <= when), default=when)

    def tell(self, what, visit, alive, cache, judged, kept_as):
        """Counts a cut and prints its row; what failed is kept."""
        recording = "not begun" if visit.since is None or visit.since > alive else f"{alive - visit.since:.2f} s"
        loss = "" if judged.lost is None else f"{judged.lost:.2f} s"
        print(f"  {what:20} {recording:>10} {cache[0]:5} of {cache[1]:5} {judged.new:6} {loss:>8}  {judged.wrong or 'ok'}", flush=True)
        self.cuts += 1
        self.full += cache[1] > 0
        self.losses += [judged.lost] if judged.lost is not None else []
        if judged.wrong:
            self.lost_cuts += 1
            self.copy(kept_as, f"failed-{self.cuts}.disk")
            print(f"       its disk is failed-{self.cuts}.disk")

    def absent_until(self, now):
        """For each number of entries the last moment known at which the log held no more."""
        return [entry.not_before for entry in self.log.entries] + [now]

    def beside(self, now, visit):
        """Cuts at other moments of the same run: its log, broken off where something stands in the cache."""
        entries = self.log.entries
        gone = self.absent_until(now)
        places = full_places(entries)
        running = [place for place in places if visit.since is not None and gone[place] > visit.since]
        chosen = self.chance.sample(running, min(BESIDE - 1, len(running)))
        before = [place for place in places if place not in chosen]
        for place in chosen + self.chance.sample(before, min(BESIDE - len(chosen), len(before))):
            self.copy("disk", "other")
            cache = power_cut(f"{self.folder}/other", entries[:place], self.chance.choice(KEEPS), self.chance)
            alive = self.alive_at(gone[place])
            self.copy("other", "other.before")
            judged = judge(self.looked_at("other"), self.held, visit.until(alive), alive)
            self.tell(f"     log, {place:3} of {len(entries):3}", visit, alive, cache, judged, "other.before")

    def one(self, number):
        """One cut, and those beside it: whether it fell into a running visit; the machine is on before and after."""
        what, after = self.go_on(), self.chance.uniform(0, LONGEST_S)
        time.sleep(after)
        now, visit = self.cut()
        self.beside(now, visit)
        place, absent_until = len(self.log.entries), self.absent_until(now)
        if self.chance.random() < AIMED:    # a flush comes too soon after its writes for a kill to fall in between: the log can
            place = max((full for full in full_places(self.log.entries) if absent_until[full] > now - PUT_BACK_S), default=place)
        alive = self.alive_at(absent_until[place])
        visit = visit.until(alive)
        cache = power_cut(f"{self.folder}/disk", self.log.entries[:place], self.chance.choice(KEEPS), self.chance)
        said, frames = self.machine.lines.lines, self.wire.frames
        wrong = image.check(f"{self.folder}/disk")
        if wrong:
            raise Trouble(f"After the cut {wrong}.")
        self.switch_on()
        found = self.booted()
        judged = judge(found, self.held, visit, alive)
        self.tell(f"{number:4} {what:6} {after:6.2f} s", visit, alive, cache, judged, "disk")
        if judged.wrong:
            print(f"       on the wire: {dict(collections.Counter(frame.fate for frame in frames))}; the visit had said:")
            for when, line in said[-12:]:
                print(f"       {alive - when:6.2f} s before: {line}")
        self.held = {session: found.values.get(session, []) for session in found.status}
        self.waiting = max((session for session, status in found.status.items() if status == "resumable"), default=None)
        return visit.since is not None and alive > visit.since


def main():
    soleus, guest = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    cuts = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    began, number, running, trouble_told = time.monotonic(), 0, 0, ""
    with Workplace(guest) as place, contextlib.closing(Bench(soleus, guest, place.folder, cuts, seed)) as bench:
        try:
            bench.switch_on()
            print(f"{cuts} power cuts, seed {seed}; the guest was up after {bench.machine.boot_s:.1f} s")
            print("   cut what      after   recording  cache kept     new     lost")
            while running < cuts and bench.lost_cuts < GIVE_UP and number < 2 * cuts:
                number += 1
                running += bench.one(number)
        except Trouble as trouble:
            trouble_told = f"{trouble}"
        if not trouble_told and bench.full < LEAST_FULL * bench.cuts:
            trouble_told = f"Too few cuts met something in the write cache: {bench.full} of {bench.cuts}."
        if trouble_told:
            print(f"  {trouble_told}")
        place.failed = bench.lost_cuts > 0 or trouble_told != "" or running < cuts
    if bench.losses:
        print(f"  at most {max(bench.losses):.2f} s were lost, {statistics.median(bench.losses):.2f} s in the median: measured on {len(bench.losses)} "
              f"of {bench.cuts} cuts, those that fell more than a second after their visit's beginning")
    print(f"  {running} of {number} cuts of the power fell into a running visit, {bench.cuts - number} more were made from the log; "
          f"{time.monotonic() - began:.0f} s")
    print(f"{bench.cuts - bench.lost_cuts} passed, {bench.lost_cuts + (trouble_told != '')} failed; {bench.full} of {bench.cuts} cuts met something in the write cache")
    return place.failed


if __name__ == "__main__":
    sys.exit(main())
