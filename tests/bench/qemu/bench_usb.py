#!/usr/bin/python3
"""bench_usb.py SOLEUS GUEST [ROUNDS] [SEED] - visits over USB-serial chips that are unplugged, swapped, exchanged and disturbed

Three visits in an emulated computer (see README.md), by the clock on the wall; each of the ROUNDS of the first unplugs one chip,
swaps both cables and disturbs both lines. Then the exported tables are held against what went over the wires. Exit 1 when
anything differs.
"""
import contextlib
import datetime
import os
import re
import socket
import statistics
import subprocess
import sys
import time

from machine import Machine, Trouble
from truth import channel_truth, invented, place_of, table
from wire import Wire, nonin_frames, text_frames
from workplace import Workplace, child

OXIMETER, THERMISTORS = "OX1", "TH1"        # the serial numbers of the chips before them
CHANNELS = {"oximeter": ("pleth", "spo2", "pulse"), "thermistors": ("toe", "calf", "ambient")}
QUIET_S = 6
ABSENT_AT_FIRST = "It is not there yet."
SENT_WITHIN_S = 1.5     # an emulated chip may hold its bytes for long

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
        print(f"  {what:74} {figure:>24}  {'ok' if right else 'WRONG'}", flush=True)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def station(oximeter=f"usb:0403:6001:{OXIMETER}", thermistors=f"usb:0403:6001:{THERMISTORS}"):
    return STATION.format(oximeter=oximeter, thermistors=thermistors)


class Bench:
    def __init__(self, soleus, folder, rounds, seed):
        self.soleus, self.folder, self.rounds, self.seed, self.table = soleus, folder, rounds, seed, Table()
        self.sockets = [1, 2]       # the oximeter's, the thermistors'
        self.sessions = []          # each visit's number in the record
        self.zero = {}              # by visit and instrument: the host's time when the session's clock began
        self.began, self.quiet, self.unplugged = [], [], []
        self.simulator = self.machine = None
        self._make_study()

    def switch_on(self, guest):
        self.simulator = child([self.soleus, "-C", f"{self.folder}/simulated", "simulate", "--seed", str(self.seed)],
                               stdout=subprocess.PIPE, text=True)
        self.simulator.stdout.readline()
        tcp = [int(self.simulator.stdout.readline().rsplit(":", 1)[1]) for _ in range(2)]
        self.machine = Machine(guest, self.folder, ("-drive", f"if=none,id=disk,format=raw,cache=unsafe,file={self.folder}/disk"),
                               ("ox", "th"))
        ends = [self.machine.connect(name) for name in ("ox", "th")]
        self.ox = Wire(socket.create_connection(("127.0.0.1", tcp[0])), ends[0], nonin_frames, 40, self.seed, kinds=3)
        self.th = Wire(socket.create_connection(("127.0.0.1", tcp[1])), ends[1], text_frames, 2, self.seed + 1, kinds=2)
        self.wires = {"oximeter": self.ox, "thermistors": self.th}
        self.machine.run("mount -t ext4 /dev/vda /study")

    def _make_study(self):
        """The study that goes onto the guest's disk, and the one whose instruments the host simulates."""
        for name in ("study", "simulated"):
            subprocess.run([self.soleus, "init", f"{self.folder}/{name}"], check=True, stdout=subprocess.DEVNULL)
            write(f"{self.folder}/{name}/protocols/bench.lua", SCRIPT)
        study = f"{self.folder}/study"
        write(f"{self.folder}/simulated/station.ini", station("sim:", "sim:"))
        write(f"{study}/serial.ini", station())
        write(f"{study}/kind.ini", station(oximeter="usb:0403:6001"))
        write(f"{study}/path.ini", station(oximeter="/dev/ttyUSB0"))
        for person in ("P01", "P02", "P03"):
            subprocess.run([self.soleus, "-C", study, "enrol", person, "--set", "age=50", "--set", "sex=female"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["truncate", "-s", "128M", f"{self.folder}/disk"], check=True)
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", study, f"{self.folder}/disk"], check=True)

    # What hands do

    def plug(self, wire, serial, port):
        self.machine.plug("ox" if wire is self.ox else "th", serial, port)
        wire.fate = "sent" if serial in (OXIMETER, THERMISTORS) else "wrong"

    def unplug(self, wire):
        wire.fate = "away"
        self.machine.unplug("ox" if wire is self.ox else "th")

    def use(self, ini):
        self.machine.run(f"cp /study/{ini}.ini /study/station.ini")

    def begin(self, person, *arguments):
        """Starts a visit; what it says comes line by line. Returns once the exercise has begun."""
        self.machine.run("rm -f /tmp/keys; mkfifo /tmp/keys; exec 3<>/tmp/keys")
        self.said = len(self.machine.lines.lines)
        self.began.append({name: len(wire.frames) for name, wire in self.wires.items()})
        self.machine.run(f"soleus -C /study run bench --participant {person} --operator OP1 --plain {' '.join(arguments)} "
                         "</tmp/keys >/dev/vport0p1 2>&1 &")
        self.hear("--- exercise", 60)

    def hear(self, pattern, seconds=30):
        """Waits until the visit says so; from then on only what comes later counts."""
        number, _, match = self.machine.lines.wait(pattern, seconds, self.said)
        self.said = number + 1
        self.machine.mark()
        return match

    def end(self):
        self.machine.run("echo '/finish the bench is through' >/tmp/keys")
        time.sleep(1)
        self.machine.run("echo y >/tmp/keys")
        self.sessions.append(self.hear(r"Session (\d+) is in the record", 60)[1])

    def descriptors(self):
        """How many the running visit has open."""
        return int(self.machine.run("ls /proc/$(pidof soleus)/fd | wc -l"))

    def stretch(self, visit, names):
        """Some seconds without disturbance: nothing of them may be missing."""
        time.sleep(2.5)     # taken up, or the noise is over
        ranges = {name: len(self.wires[name].frames) for name in names}
        time.sleep(QUIET_S)
        for name in names:
            self.quiet.append((visit, name, ranges[name], len(self.wires[name].frames)))
        time.sleep(0.5)

    def lose(self, visit, wire, name, seconds, again):
        """Unplugs, waits, plugs in again as `again` says, and waits until it is taken up."""
        self.unplug(wire)
        self.hear(f"{name} is lost")
        time.sleep(seconds)
        again()
        self.hear(f"{name} is connected")
        self.unplugged.append((visit, name))

    # The visits

    def ports(self):
        """What the guest's kernel and Soleus make of two chips."""
        self.plug(self.ox, OXIMETER, 1)
        self.plug(self.th, THERMISTORS, 2)
        self.machine.run("until [ -e /dev/ttyUSB1 ]; do usleep 50000; done", 20)
        listing = self.machine.run("soleus ports")
        self.table.row("soleus ports names both chips by serial number",
                       all(f"usb:0403:6001:{serial}" in listing for serial in (OXIMETER, THERMISTORS)))
        self.use("kind")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("usb:0403:6001 is refused while two chips are of that kind",
                       status != 0 and "both /dev/ttyUSB0 and /dev/ttyUSB1 are of that kind" in text)
        self.use("serial")
        self.machine.run("sleep 30 </dev/ttyUSB0 & echo $! >/tmp/holder; usleep 200000")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("a port that another program has is refused, with that program's name",
                       status != 0 and re.search(r"ttyUSB0: sleep \(pid \d+\) has it", text))
        self.machine.run("kill $(cat /tmp/holder); usleep 200000")
        self.machine.run("for chip in /sys/bus/usb-serial/devices/*; do echo 16 >$chip/latency_timer; done")    # as a new FT232's

    def visit_by_serial(self):
        """Identified by serial number: unplugged in the middle of a trial, swapped, disturbed, wanted by a second program."""
        self.use("serial")
        self.begin("P01")
        said = "\n".join(line for _, line in self.machine.lines.lines)
        self.table.row("both chips' latency timers of 16 ms are lowered to 1 ms", said.count(", ftdi_sio, latency timer 1 ms") == 2)
        both = ("oximeter", "thermistors")
        self.stretch(1, both)
        before = self.descriptors()
        for _ in range(self.rounds):
            self.lose(1, self.ox, "oximeter", 3, lambda: self.plug(self.ox, OXIMETER, self.sockets[0]))
            self.stretch(1, both)
            self.swap()
            self.stretch(1, both)
            for wire in self.wires.values():
                wire.noise = 0.2
            time.sleep(5)
            for wire in self.wires.values():
                wire.noise = 0.0
            self.stretch(1, both)
        after = self.descriptors()
        self.table.row("visit 1: no descriptor more after unplugging and plugging in", 0 < after <= before, f"{before}, then {after}")
        status, text = self.machine.start("soleus -C /study monitor --plain --seconds 1 2>&1")
        self.table.row("a second Soleus on the same ports is refused, with the first one's name",
                       status != 0 and re.search(r"ttyUSB\d: soleus \(pid \d+\) has it", text))
        self.stretch(1, both)
        self.end()

    def swap(self):
        """Both cables out, and each into the other's socket: the names in /dev change hands too."""
        self.unplug(self.ox)
        self.unplug(self.th)
        for name in ("oximeter", "thermistors"):
            self.unplugged.append((1, name))
        time.sleep(2)
        began = self.said
        self.sockets.reverse()
        self.plug(self.th, THERMISTORS, self.sockets[1])
        self.plug(self.ox, OXIMETER, self.sockets[0])
        for name in ("oximeter", "thermistors"):
            self.said = began
            self.hear(f"{name} is lost")
            self.hear(f"{name} is connected")

    def visit_by_kind(self):
        """Identified by kind alone, and an instrument that comes only when the visit has begun."""
        self.unplug(self.th)
        time.sleep(0.5)
        self.use("kind")
        status, text = self.machine.start("{ time soleus -C /study run bench --participant P02 --operator OP1 --plain; } </dev/null 2>&1", 60)
        self.table.row("a visit whose instrument is absent does not begin", status == 1 and f"usb:0403:6001:{THERMISTORS}" in text)
        took_s = [60 * int(minutes) + float(seconds) for minutes, seconds in re.findall(r"^(?:real|user|sys)\s+(\d+)m ?([\d.]+)s", text, re.M)]
        self.table.row("while it waits for the instrument, the processor rests", sum(took_s[1:]) < took_s[0] / 2,
                       f"busy {sum(took_s[1:]):.1f} of {took_s[0]:.1f} s")
        self.begin("P02", "--start-anyway 'it comes later'")
        self.stretch(2, ("oximeter",))
        self.plug(self.th, THERMISTORS, self.sockets[1])
        self.hear("thermistors is connected")
        self.unplugged.append((2, "thermistors"))
        self.stretch(2, ("oximeter", "thermistors"))
        self.end()

    def visit_by_path(self):
        """Identified by its name in /dev, which another chip takes in the middle: the same talk, another serial number."""
        for wire in (self.ox, self.th):
            self.unplug(wire)
        time.sleep(0.5)
        self.plug(self.ox, OXIMETER, 1)
        self.machine.run("until [ -e /dev/ttyUSB0 ]; do usleep 50000; done", 20)
        self.plug(self.th, THERMISTORS, 2)
        self.machine.run("until [ -e /dev/ttyUSB1 ]; do usleep 50000; done", 20)
        self.use("path")
        self.begin("P03")
        self.stretch(3, ("oximeter",))
        self.unplug(self.ox)
        self.hear("oximeter is lost")
        self.plug(self.ox, "WRONG1", 1)
        self.machine.run("until [ -e /dev/ttyUSB0 ]; do usleep 50000; done", 20)
        self.hear("another device has taken its name")
        time.sleep(4)
        self.unplug(self.ox)
        time.sleep(0.5)
        self.plug(self.ox, OXIMETER, 3)
        self.hear("oximeter is connected")
        self.unplugged.append((3, "oximeter"))
        self.stretch(3, ("oximeter", "thermistors"))
        self.end()

    # The judgement

    def kernel_story(self):
        """When the guest's kernel saw chips go and come, by serial number, in seconds since 1970 of its clock."""
        gone, come, serial_at = {}, {}, {}
        for utc, line in self.machine.kernel_said():
            if match := re.match(r"usb (\S+): SerialNumber: (\S+)", line):
                serial_at[match[1]] = match[2]
            elif match := re.match(r"usb (\S+): USB disconnect", line):
                gone.setdefault(serial_at[match[1]], []).append(utc)
            elif match := re.match(r"usb (\S+): FTDI USB Serial Device converter now attached", line):
                come.setdefault(serial_at[match[1]], []).append(utc)
        return gone, come

    def take_home(self):
        """Switches the guest off and fetches the study from its disk; the tables are made here."""
        self.gone, self.come = self.kernel_story()
        beats = [when for when, _ in self.machine.life.lines]
        self.stall_s = max(later - earlier for earlier, later in zip(beats, beats[1:]))
        self.machine.off()
        study = f"{self.folder}/home"
        os.mkdir(study)
        subprocess.run(["/sbin/debugfs", "-R", f"rdump / {study}", f"{self.folder}/disk"], check=True, stderr=subprocess.DEVNULL)
        verified = subprocess.run([self.soleus, "-C", study, "verify"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.table.row("soleus verify: the record is whole", verified.returncode == 0)
        subprocess.run([self.soleus, "-C", study, "export", "--format", "csv"], check=True, stdout=subprocess.DEVNULL)
        csv = f"{study}/exports/csv"
        self.samples, self.gaps, self.events = (table(csv, name) for name in ("samples", "gaps", "events"))

    def rows(self, rows, visit, channel):
        return [row for row in rows if row["session_id"] == self.sessions[visit - 1] and row["channel"] == channel]

    def judge_values(self, visit, name, channel):
        """Against the wire. Returns the samples of the quiet stretches, each with its frame's number."""
        frames = self.wires[name].frames
        rows = [row for row in self.rows(self.samples, visit, channel) if row["value"] != "NA"]
        values = [float(row["value"]) for row in rows]
        places, missing = self.place_stretches(visit, name, channel, values)
        placed = [(rows[place + i], number) for place, truth in places for i, (number, _) in enumerate(truth)]
        what = f"visit {visit}, {channel}:"
        self.table.row(f"{what} nothing is missing where nothing was disturbed", placed and not missing, f"{len(placed)} values")
        if not placed:
            return placed

        if channel == CHANNELS[name][0]:    # the others say the same for long: where they stand is not as certain
            self.zero[visit, name] = statistics.median(frames[number].when - float(row["time_s"]) for row, number in placed)
        zero = self.zero[visit, name]
        first = self.began[visit - 1][name]
        last = self.began[visit][name] if visit < len(self.began) else len(frames)
        sent = channel_truth(channel, [(number, frames[number]) for number in range(first, last) if frames[number].fate == "sent"])
        at = invented([(float(row["time_s"]) + zero, float(row["value"])) for row in rows],
                      [(frames[number].when, value) for number, value in sent], SENT_WITHIN_S + self.stall_s)
        self.table.row(f"{what} no value that was not sent", at < 0, f"{len(values)} values")
        if at >= 0:
            print(f"    {values[at]} at {rows[at]['time_s']} s")
        if channel not in ("spo2", "pulse"):    # those need packets, of which noise spoils nearly all
            self.judge_noise(what, frames, places)
        return placed

    def place_stretches(self, visit, name, channel, values):
        """Where among the values each quiet stretch stands, with what was sent in it; and how many are not there whole."""
        frames, places, place, missing = self.wires[name].frames, [], 0, 0
        for begin, end in (quiet[2:] for quiet in self.quiet if quiet[:2] == (visit, name)):
            truth = channel_truth(channel, [(n, frames[n]) for n in range(begin, end) if frames[n].fate == "sent"])
            found = place_of([value for _, value in truth], values, place)
            if found < 0:
                missing += 1
                print(f"    {len(truth)} values from frame {begin} on are not there in one piece")
            else:
                places.append((found, truth))
                place = found + len(truth)
        return places, missing

    def judge_noise(self, what, frames, places):
        """Between two stretches without unplugging: each whole frame behind another whole one gave its value."""
        least = found = 0
        for (place, truth), (next_place, next_truth) in zip(places, places[1:]):
            between = frames[truth[-1][0]:next_truth[0][0]]
            if all(frame.fate in ("sent", "noisy") for frame in between):
                least += sum(a.fate == b.fate == "sent" for a, b in zip(between, between[1:]))
                found += next_place - place - len(truth)
        if least:
            self.table.row(f"{what} noise costs its own frame and at most the next", found >= least, f"{found} values, of {least}")

    def judge_stamps(self, visit, placed):
        """The pulse wave's frames are sent every 1/75 s by a clock of their own: how far the stamps are from that."""
        error_ms = sorted(1000 * (float(row["time_s"]) - number / 75) for row, number in placed)
        middle = error_ms[len(error_ms) // 2]
        spread = sorted(abs(error - middle) for error in error_ms)
        self.table.row(f"visit {visit}, pleth: stamps follow the oximeter's clock", spread[int(0.99 * len(spread))] < 50 + 1000 * self.stall_s,
                       f"99 %: {spread[int(0.99 * len(spread))]:.1f}, most {spread[-1]:.1f} ms")

    def judge_gaps(self, visit, name):
        expected = self.unplugged.count((visit, name))
        for channel in CHANNELS[name]:
            causes = [row["cause"] for row in self.rows(self.gaps, visit, channel) if not self.silence_explained(visit, name, row)]
            self.table.row(f"visit {visit}, {channel}: a gap 'unplugged' each time, no other but of noise",
                           causes.count("unplugged") == expected and set(causes) <= {"unplugged", "noise"},
                           " ".join(f"{causes.count(cause)} {cause}" for cause in sorted(set(causes))))

    def silence_explained(self, visit, name, gap):
        """Silence while the port was being opened, while the emulator stood still, or where the chip's buffer ran over."""
        begin = float(gap["gap_start_s"])
        zero, end = self.zero.get((visit, name), 0), begin + float(gap["gap_s"])
        return gap["cause"] == "silent" and (begin < 1 or end - begin < 2 * self.stall_s or any(
            frame.fate == "late" and begin - SENT_WITHIN_S < frame.when - zero < end + SENT_WITHIN_S for frame in self.wires[name].frames))

    def judge_delays(self):
        """By the guest's own clock: from what its kernel says to what Soleus says, for all but a visit's beginning."""
        serials = {"oximeter": OXIMETER, "thermistors": THERMISTORS}
        for kind, story, bound, what in (("lost", self.gone, 1, "unplugged: noticed"), ("connected", self.come, 2, "plugged in: taken up")):
            delays, lost = [], set()
            for row in self.events:
                who = row["session_id"], row["name"]
                asked = row["kind"] == kind and row["session_id"] in self.sessions and (kind == "lost" or who in lost)
                if row["kind"] in ("lost", "connected"):
                    (lost.add if row["kind"] == "lost" else lost.discard)(who)
                if asked and row["text"] != ABSENT_AT_FIRST:
                    when = datetime.datetime.fromisoformat(row["time_utc"].replace("Z", "+00:00")).timestamp()
                    delays.append(min((when - seen for seen in story[serials[row["name"]]] if when > seen - 0.5), default=3600))
            self.table.row(f"{what} within {bound} s of the kernel's word", delays and max(delays) <= bound,
                           f"{len(delays)} times, most {max(delays, default=0):.3f} s")

    def judge(self):
        late = sum(frame.fate == "late" for wire in self.wires.values() for frame in wire.frames)
        print(f"  {sum(len(wire.frames) for wire in self.wires.values())} frames on the wires, {late} found no room in a chip; "
              f"the guest stood still for up to {self.stall_s:.2f} s")
        for visit in (1, 2, 3):
            for name, channels in CHANNELS.items():
                for channel in channels:
                    placed = self.judge_values(visit, name, channel)
                    if channel == "pleth" and placed:
                        self.judge_stamps(visit, placed)
                self.judge_gaps(visit, name)
        self.judge_delays()
        self.table.row("visit 3: another chip under the oximeter's name is refused",
                       any(row["session_id"] == self.sessions[2] and "another device has taken its name" in row["text"] for row in self.events))

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
            bench.take_home()
            bench.judge()
        except Trouble as trouble:
            bench.table.row("the bench comes to its end", False)
            print(f"    {trouble}")
        place.failed = bench.table.failed > 0
    print(f"  {time.monotonic() - began:.0f} s")
    print(f"{bench.table.passed} passed, {bench.table.failed} failed")
    return bench.table.failed > 0


if __name__ == "__main__":
    sys.exit(main())
