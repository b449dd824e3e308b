"""clocks.py - the guest's clocks by the host's, measured apart from everything that Soleus stamps

The guest is asked again and again for its CLOCK_MONOTONIC, to the nanosecond, between two looks at the host's clock: how far apart
the two are lies between two bounds, and half of what is between these is the error. In between goes a word to the kernel's log, whose
times are of a third clock. In an emulated machine they all drift apart, so between two such moments it goes by a straight line.
"""
import re
import time

TRIES = 8       # the narrowest counts: a busy computer is slow to answer, but seldom each time
NOW = "while read -r a b {0} c; do [ $a = now ] && break; done </proc/timer_list"      # no process is begun for it: that takes long
LOOK = "; ".join((NOW.format("before"), "echo bench mark $before >/dev/kmsg", NOW.format("after"), "echo $before $after"))
MARK = r"^\[\s*([\d.]+)\] bench mark (\d+)$"


def along(points, at):
    """The points' y at that x: by straight lines between them, level beyond."""
    before = max((point for point in points if point[0] <= at), default=min(points))
    after = min((point for point in points if point[0] >= at), default=max(points))
    share = (at - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0
    return before[1] + share * (after[1] - before[1])


class Clocks:
    def __init__(self, machine):
        self.machine = machine
        self.looks = []         # (monotonic, the host's clock less it), in seconds
        self.marks = {}         # by the nanosecond before a word to the kernel's log, the one after it: of each look's narrowest
        self.error_s = self.kernel_error_s = 0.0
        offset = machine.run("grep -A 8 '^ clock 1:' /proc/timer_list | grep -m 1 offset")
        self.utc_less_monotonic = int(re.search(r"offset:\s*(\d+)", offset)[1]) / 1e9

    def look(self):
        """Now is a moment at which the clocks are related to one another."""
        tries = []
        for _ in range(TRIES):
            asked = time.time()
            text = self.machine.run(LOOK)
            answered = time.time()
            before, after = map(int, text.split())
            tries.append((asked, before, after, answered))
        asked, before, after, answered = min(tries, key=lambda moment: moment[3] - moment[0] - (moment[2] - moment[1]) / 1e9)
        least, most = asked - before / 1e9, answered - after / 1e9
        self.looks.append((before / 1e9, (least + most) / 2))
        self.error_s = max(self.error_s, (most - least) / 2)
        _, before, after, _ = min(tries, key=lambda moment: moment[2] - moment[1])
        self.marks[before] = after

    def host(self, monotonic):
        """The host's time of a moment on the guest's CLOCK_MONOTONIC."""
        return monotonic + along(self.looks, monotonic)

    def kernel_said(self):
        """The kernel's messages, each with the guest's UTC."""
        log = self.machine.run("dmesg")
        points, widths = [], []
        for when, before in re.findall(MARK, log, re.M):
            after = self.marks.get(int(before))
            if not after:
                continue
            points.append((float(when), (int(before) + after) / 2e9 - float(when)))
            widths.append((after - int(before)) / 1e9)
        self.kernel_error_s = max(widths) / 2
        return [(float(when) + along(points, float(when)) + self.utc_less_monotonic, line)
                for when, line in re.findall(r"^\[\s*([\d.]+)\] (.*)$", log, re.M)]
