#!/usr/bin/python3
"""bench_usb.py SOLEUS GUEST [ROUNDS] [SEED] - visits over USB-serial chips that are unplugged, swapped, exchanged and disturbed

Three visits in an emulated computer (see README.md), by the clock on the wall; each of the ROUNDS of the first unplugs one chip,
swaps both cables and disturbs both lines. Then the exported tables are held against what went over the wires. Exit 1 when
anything differs.
"""
import contextlib
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

from clocks import Clocks
from machine import Machine, Trouble
from truth import table
from verdict import CHANNELS, SERIALS, Away, Story, Verdict
from wire import Wire, nonin_frames, text_frames
from workplace import Workplace, child

BOTH = tuple(SERIALS)
CABLES = {"oximeter": "ox", "thermistors": "th"}
QUIET_S = 6

STATION = """
[station]
id = bench
[instrument oximeter]
driver = nonin_df2
port = {oximeter}
""" + "".join(f"[channel {name}]\ninstrument = oximeter\nsite = left hallux\n" for name in CHANNELS["oximeter"]) + """
[instrument thermistors]
driver = text_lines
port = {thermistors}
line = 115200 8N1
pattern = toe={{toe}} calf={{calf}} ambient={{ambient}}
interval = 0.25
""" + "".join(f"[channel {name}]\ninstrument = thermistors\nquantity = temperature\nsite = {name}\n"
              "conversion = steinhart_hart 1.474447721e-3 2.370486854e-4 1.079376360e-7\n" for name in CHANNELS["thermistors"])

SCRIPT = """
protocol { id = "bench", version = "1", title = "Bench", needs = { spo2 = "spo2", toe = "temperature" } }
trial({ condition = "spu" }, function()
  rest     { "baseline", lasts = 5 * seconds }
  exercise { "exercise", lasts = 30 * minutes, reps_per_min = 60, cues = { "up" } }
  rest     { "recovery", lasts = 5 * seconds }
end)
"""


class Table:
    """What was looked at, what came out, and whether that is right."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def row(self, what, right, figure=""):
        self.passed += bool(right)
        self.failed += not right
        print(f"  {what:74} {figure:>33}  {'ok' if right else 'WRONG'}", flush=True)


def station(oximeter=f"usb:0403:6001:{SERIALS['oximeter']}", thermistors=f"usb:0403:6001:{SERIALS['thermistors']}"):
    return STATION.format(oximeter=oximeter, thermistors=thermistors)


class Bench:
    def __init__(self, soleus, folder, rounds, seed):
        self.soleus, self.folder, self.rounds, self.seed, self.table = soleus, folder, rounds, seed, Table()
        self.sockets = [1, 2]       # the oximeter's, the thermistors'
        self.story = Story()
        self.plugged = {}           # by instrument: since when, where it is
        self.taken = {}             # by instrument: since when the visit has its port
        self.simulator = self.machine = None
        self._make_study()

    def switch_on(self, guest):
        self.simulator = child([self.soleus, "-C", f"{self.folder}/simulated", "simulate", "--seed", str(self.seed)],
                               stdout=subprocess.PIPE, text=True)
        self.simulator.stdout.readline()
        tcp = [int(self.simulator.stdout.readline().rsplit(":", 1)[1]) for _ in range(2)]
        self.machine = Machine(guest, self.folder, ("-drive", f"if=none,id=disk,format=raw,cache=unsafe,file={self.folder}/disk"),
                               ("ox", "th"))
        self.machine.run("chrt -f -p 99 $!")        # its sign of life: Soleus, in real time too, must not keep it from giving one
        ends = [self.machine.connect(name) for name in ("ox", "th")]
        ox = Wire(socket.create_connection(("127.0.0.1", tcp[0])), ends[0], nonin_frames, 40, self.seed, kinds=3)
        th = Wire(socket.create_connection(("127.0.0.1", tcp[1])), ends[1], text_frames, 2, self.seed + 1, kinds=2)
        self.wires = {"oximeter": ox, "thermistors": th}
        self.story.frames = {name: wire.frames for name, wire in self.wires.items()}
        self.story.clocks = Clocks(self.machine)
        self.machine.run("mount -t ext4 /dev/vda /study")

    def _make_study(self):
        """The study that goes onto the guest's disk, and the one whose instruments the host simulates."""
        for name in ("study", "simulated"):
            subprocess.run([self.soleus, "init", f"{self.folder}/{name}"], check=True, stdout=subprocess.DEVNULL)
            pathlib.Path(f"{self.folder}/{name}/protocols/bench.lua").write_text(SCRIPT, encoding="utf-8")
        study = f"{self.folder}/study"
        for path, text in (("simulated/station", station("sim:", "sim:")), ("study/serial", station()),
                           ("study/kind", station(oximeter="usb:0403:6001")), ("study/path", station(oximeter="/dev/ttyUSB0"))):
            pathlib.Path(f"{self.folder}/{path}.ini").write_text(text, encoding="utf-8")
        for person in ("P01", "P02", "P03"):
            subprocess.run([self.soleus, "-C", study, "enrol", person, "--set", "age=50", "--set", "sex=female"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["truncate", "-s", "128M", f"{self.folder}/disk"], check=True)
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", study, f"{self.folder}/disk"], check=True)

    # What hands do

    def plug(self, name, port, serial=None):
        """Into that socket; `serial`: a chip that is not the instrument's."""
        self.plugged[name] = self.machine.plug(CABLES[name], serial or SERIALS[name], port)
        self.wires[name].fate = "wrong" if serial else "sent"

    def unplug(self, name):
        self.wires[name].fate = "away"
        when = self.machine.unplug(CABLES[name])
        self.plugged.pop(name)
        self.port_closes(name, when)
        return when

    def names_in_dev(self, count):
        """Waits until the kernel has so many of them: what was plugged in is there, what was unplugged is gone."""
        self.machine.run(f"until [ $(ls /dev | grep -c ttyUSB) = {count} ]; do usleep 50000; done", 20)

    def port_closes(self, name, when):
        if name in self.taken:
            self.story.open.append((name, self.taken.pop(name), when))

    def use(self, ini):
        self.machine.run(f"cp /study/{ini}.ini /study/station.ini")

    def begin(self, person, *arguments):
        """Starts a visit; what it says comes line by line. Returns once the exercise has begun."""
        self.machine.run("rm -f /tmp/keys; mkfifo /tmp/keys; exec 3<>/tmp/keys")
        self.said = len(self.machine.lines.lines)
        self.story.began.append({name: len(wire.frames) for name, wire in self.wires.items()})
        self.machine.run(f"soleus -C /study run bench --participant {person} --operator OP1 --plain {' '.join(arguments)} "
                         "</tmp/keys >/dev/vport0p1 2>&1 &")
        when, _ = self.hear("--- exercise", 60)
        self.taken = {name: when for name in self.plugged}
        self.story.away += [Away(len(self.story.began), name) for name in BOTH if name not in self.plugged]

    def hear(self, pattern, seconds=30):
        """Waits until the visit says so; from then on only what comes later counts. The host's time of it, and the match."""
        number, when, match = self.machine.lines.wait(pattern, seconds, self.said)
        self.said = number + 1
        self.story.clocks.look()
        return when, match

    def hear_taken_up(self, name):
        when, _ = self.hear(f"{name} is connected")
        self.taken[name] = when
        away = next(away for away in reversed(self.story.away) if away.name == name)
        away.back, away.heard = self.plugged[name], when

    def end(self):
        for name in BOTH:
            self.port_closes(name, time.time())
        self.machine.run("echo '/finish the bench is through' >/tmp/keys")
        self.hear("Enter confirms")
        self.machine.run("echo y >/tmp/keys")
        self.story.sessions.append(self.hear(r"Session (\d+) is in the record", 60)[1][1])

    def descriptors(self):
        """How many the running visit has open."""
        return int(self.machine.run("ls /proc/$(pidof soleus)/fd | wc -l"))

    def stretch(self, visit, names):
        """Some seconds without disturbance: nothing of them may be missing."""
        time.sleep(2.5)     # taken up, or the noise is over
        ranges = {name: len(self.wires[name].frames) for name in names}
        time.sleep(QUIET_S)
        for name in names:
            self.story.quiet.append((visit, name, ranges[name], len(self.wires[name].frames)))
        time.sleep(0.5)

    def pull(self, visit, name):
        """Unplugs what a visit has open."""
        self.story.away.append(Away(visit, name, out=self.unplug(name)))

    def disturb(self, visit, seconds):
        began = time.time()
        for wire in self.wires.values():
            wire.noise = 0.2
        time.sleep(seconds)
        for wire in self.wires.values():
            wire.noise = 0.0
        self.story.noisy.append((visit, began, time.time()))

    # The visits

    def ports(self):
        """What the guest's kernel and Soleus make of two chips."""
        self.plug("oximeter", 1)
        self.plug("thermistors", 2)
        self.names_in_dev(2)
        listing = self.machine.run("soleus ports")
        self.table.row("soleus ports names both chips by serial number",
                       all(f"usb:0403:6001:{serial}" in listing for serial in SERIALS.values()))
        self.use("kind")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("usb:0403:6001 is refused while two chips are of that kind",
                       status != 0 and "both /dev/ttyUSB0 and /dev/ttyUSB1 are of that kind" in text)
        self.use("serial")
        self.machine.run("sleep 60 </dev/ttyUSB0 & holder=$!; "
                         "until [ $(readlink /proc/$holder/fd/0) = /dev/ttyUSB0 ]; do usleep 20000; done")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("a port that another program has is refused, with that program's name",
                       status != 0 and re.search(r"ttyUSB0: sleep \(pid \d+\) has it", text))
        self.machine.run("kill $holder; until [ ! -e /proc/$holder/fd/0 ]; do usleep 20000; done")
        self.machine.run("for chip in /sys/bus/usb-serial/devices/*; do echo 16 >$chip/latency_timer; done")    # as a new FT232's

    def visit_by_serial(self):
        """Identified by serial number: unplugged in the middle of a trial, swapped, disturbed, wanted by a second program."""
        self.use("serial")
        self.begin("P01")
        said = "\n".join(line for _, line in self.machine.lines.lines)
        self.table.row("both chips' latency timers of 16 ms are lowered to 1 ms", said.count(", ftdi_sio, latency timer 1 ms") == 2)
        self.stretch(1, BOTH)
        before = self.descriptors()
        for _ in range(self.rounds):
            self.pull(1, "oximeter")
            self.hear("oximeter is lost")
            time.sleep(3)
            self.plug("oximeter", self.sockets[0])
            self.hear_taken_up("oximeter")
            self.stretch(1, BOTH)
            self.swap()
            self.stretch(1, BOTH)
            self.disturb(1, 5)
            self.stretch(1, BOTH)
        after = self.descriptors()
        self.table.row("visit 1: no descriptor more after unplugging and plugging in", 0 < after <= before, f"{before}, then {after}")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("a second Soleus on the same ports is refused, with the first one's name",
                       status != 0 and re.search(r"ttyUSB\d: soleus \(pid \d+\) has it", text))
        self.stretch(1, BOTH)
        self.end()

    def swap(self):
        """Both cables out, and each into the other's socket: the names in /dev change hands too."""
        for name in BOTH:
            self.pull(1, name)
        time.sleep(2)
        began = self.said
        self.sockets.reverse()
        self.plug("thermistors", self.sockets[1])
        self.plug("oximeter", self.sockets[0])
        for name in BOTH:
            self.said = began
            self.hear(f"{name} is lost")
            self.hear_taken_up(name)

    def visit_by_kind(self):
        """Identified by kind alone, and an instrument that comes only when the visit has begun."""
        self.unplug("thermistors")
        self.names_in_dev(1)
        self.use("kind")
        status, text = self.machine.start("{ time soleus -C /study run bench --participant P02 --operator OP1 --plain; } </dev/null 2>&1", 60)
        self.table.row("a visit whose instrument is absent does not begin", status == 1 and f"usb:0403:6001:{SERIALS['thermistors']}" in text)
        took_s = [60 * int(minutes) + float(seconds) for minutes, seconds in re.findall(r"^(?:real|user|sys)\s+(\d+)m ?([\d.]+)s", text, re.M)]
        self.table.row("while it waits for the instrument, the processor rests", sum(took_s[1:]) < took_s[0] / 2,
                       f"busy {sum(took_s[1:]):.1f} of {took_s[0]:.1f} s")
        self.begin("P02", "--start-anyway 'it comes later'")
        self.stretch(2, ("oximeter",))
        self.plug("thermistors", self.sockets[1])
        self.hear_taken_up("thermistors")
        self.stretch(2, BOTH)
        self.end()

    def visit_by_path(self):
        """Identified by its name in /dev, which another chip takes in the middle: the same talk, another serial number."""
        for name in BOTH:
            self.unplug(name)
        self.names_in_dev(0)
        self.plug("oximeter", 1)
        self.names_in_dev(1)
        self.plug("thermistors", 2)
        self.names_in_dev(2)
        self.use("path")
        self.begin("P03")
        self.stretch(3, ("oximeter",))
        self.pull(3, "oximeter")
        self.hear("oximeter is lost")
        self.plug("oximeter", 1, serial="WRONG1")
        self.hear("another device has taken its name")
        time.sleep(4)
        self.unplug("oximeter")
        self.names_in_dev(1)
        self.plug("oximeter", 3)
        self.hear_taken_up("oximeter")
        self.stretch(3, BOTH)
        self.end()

    # What is there afterwards

    def kernel_story(self):
        """When the guest's kernel saw chips go and come, by serial number, in seconds since 1970 of its clock."""
        gone, come, serial_at = {}, {}, {}
        for utc, line in self.story.clocks.kernel_said():
            if match := re.match(r"usb (\S+): SerialNumber: (\S+)", line):
                serial_at[match[1]] = match[2]
            elif match := re.match(r"usb (\S+): USB disconnect", line):
                gone.setdefault(serial_at[match[1]], []).append(utc)
            elif match := re.match(r"usb (\S+): FTDI USB Serial Device converter now attached", line):
                come.setdefault(serial_at[match[1]], []).append(utc)
        return gone, come

    def take_home(self):
        """Switches the guest off and fetches the study from its disk; the tables are made here."""
        self.story.gone, self.story.come = self.kernel_story()
        self.story.beats = [when for when, _ in self.machine.life.lines]
        self.machine.off()
        study = f"{self.folder}/home"
        os.mkdir(study)
        subprocess.run(["/sbin/debugfs", "-R", f"rdump / {study}", f"{self.folder}/disk"], check=True, stderr=subprocess.DEVNULL)
        verified = subprocess.run([self.soleus, "-C", study, "verify"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.table.row("soleus verify: the record is whole", verified.returncode == 0)
        subprocess.run([self.soleus, "-C", study, "export", "--format", "csv"], check=True, stdout=subprocess.DEVNULL)
        csv = f"{study}/exports/csv"
        return {name: table(csv, name) for name in ("samples", "gaps", "events", "sessions")}

    def close(self):
        if self.simulator:
            self.simulator.kill()
            self.simulator.wait()
        if self.machine:
            self.machine.cut()


def main():
    soleus, guest = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    began = time.monotonic()
    with Workplace(guest) as place, contextlib.closing(Bench(soleus, place.folder, rounds, seed)) as bench:
        try:
            bench.switch_on(guest)
            print(f"Visits over emulated USB-serial chips: {rounds} rounds, seed {seed}; the guest was up after {bench.machine.boot_s:.1f} s")
            bench.ports()
            bench.visit_by_serial()
            bench.visit_by_kind()
            bench.visit_by_path()
            Verdict(bench.story, bench.table, bench.take_home()).judge()
        except Trouble as trouble:
            bench.table.row("the bench comes to its end", False)
            print(f"    {trouble}")
        place.failed = bench.table.failed > 0
    print(f"  {time.monotonic() - began:.0f} s")
    print(f"{bench.table.passed} passed, {bench.table.failed} failed")
    return bench.table.failed > 0


if __name__ == "__main__":
    sys.exit(main())
