"""verdict.py - the exported tables of the visits over USB-serial chips, held against what hands did and what went over the wires

All is judged on the host's clock, onto which each visit's own is put by where its beginning stands on the guest's (clocks.py): never
by the stamps that are judged.
"""
import dataclasses
import datetime
import statistics

from truth import channel_truth, invented, place_of

SERIALS = {"oximeter": "OX1", "thermistors": "TH1"}     # of the chips before them
CHANNELS = {"oximeter": ("pleth", "spo2", "pulse"), "thermistors": ("toe", "calf", "ambient")}
INTERVAL_S = {"pleth": 1 / 75, "spo2": 1 / 3, "pulse": 1 / 3, "toe": 0.25, "calf": 0.25, "ambient": 0.25}
# The others say the same for long, so that where they stand is not certain; and they need packets, of which noise spoils nearly all.
STAMPED = ("pleth", *CHANNELS["thermistors"])
ABSENT_AT_FIRST = "It is not there yet."
SENT_WITHIN_S = 1.5     # an emulated chip may hold its bytes for long
STAMP_S = 0.05          # an emulated chip dawdles: measured are 1.5 ms, and 17 ms where the computer is busy with others
CLOCK_S = 0.05          # known worse than that, the clocks would say too little of the stamps
EDGE_S = 0.15           # a frame that was under way when the cable was pulled; a line just begun
CHIP_FULL_S = 0.4       # so long must nobody take anything before there is no room: 40 frames of 75 a second, 2 lines of 4
ONE_MS = 0.0011         # the tables round
OPENING_S = 1           # what came while nobody had the port open is on its way still


@dataclasses.dataclass
class Away:
    """An instrument was not there: from `out` (None: it was not there at first) to `back`, and the visit said so. The host's times."""
    visit: int
    name: str
    out: float = None
    back: float = None
    heard: float = None


@dataclasses.dataclass
class Story:
    """What was done, by the host's clock."""
    frames: dict = None                                         # by instrument: all that went over its wire
    clocks: object = None
    began: list = dataclasses.field(default_factory=list)       # of each visit, by instrument: its first frame
    sessions: list = dataclasses.field(default_factory=list)    # each visit's number in the record
    quiet: list = dataclasses.field(default_factory=list)       # visit, instrument, first frame, the one behind the last
    away: list = dataclasses.field(default_factory=list)
    noisy: list = dataclasses.field(default_factory=list)       # visit, from, to
    open: list = dataclasses.field(default_factory=list)        # instrument, from, to: the visit had its port
    beats: list = None                                          # the guest's signs of life
    gone: dict = None                                           # by serial number: the guest's UTC
    come: dict = None


def utc_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Verdict:
    def __init__(self, story, sheet, tables):
        """sheet: where each row of the verdict goes; tables: samples, gaps, events, sessions, as exported."""
        self.story, self.sheet, self.tables = story, sheet, tables
        self.stall_s = self.silence(story.beats[0], story.beats[-1])
        starts = {row["session_id"]: utc_of(row["session_start_utc"]) for row in tables["sessions"]}
        self.zero = [starts[session] - story.clocks.utc_less_monotonic for session in story.sessions]

    def silence(self, begin, end):
        """The longest time without a sign of life that touches this stretch."""
        beats = self.story.beats
        return max((later - earlier for earlier, later in zip(beats, beats[1:]) if later >= begin and earlier <= end), default=0)

    def host(self, visit, seconds):
        """The host's time of so many seconds on that visit's clock."""
        return self.story.clocks.host(self.zero[visit - 1] + float(seconds))

    def rows(self, table, visit, channel):
        session = self.story.sessions[visit - 1]
        return [row for row in self.tables[table] if row["session_id"] == session and row["channel"] == channel]

    # Values

    def judge_values(self, visit, name, channel):
        """Against the wire."""
        frames = self.story.frames[name]
        rows = [row for row in self.rows("samples", visit, channel) if row["value"] != "NA"]
        values = [float(row["value"]) for row in rows]
        places, missing = self.place_stretches(visit, name, channel, values)
        what = f"visit {visit}, {channel}:"
        self.sheet.row(f"{what} nothing is missing where nothing was disturbed", places and not missing,
                       f"{sum(len(truth) for _, truth in places)} values")
        first = self.story.began[visit - 1][name]
        last = self.story.began[visit][name] if visit < len(self.story.began) else len(frames)
        sent = channel_truth(channel, [(number, frames[number]) for number in range(first, last) if frames[number].fate == "sent"])
        at = invented([(self.host(visit, row["time_s"]), float(row["value"])) for row in rows],
                      [(frames[number].when, value) for number, value in sent], SENT_WITHIN_S + self.stall_s)
        self.sheet.row(f"{what} no value that was not sent", at < 0, f"{len(values)} values")
        if at >= 0:
            print(f"    {values[at]} at {rows[at]['time_s']} s")
        if channel not in STAMPED or not places:
            return
        stretches = [[(rows[place + i], number) for i, (number, _) in enumerate(truth)] for place, truth in places]
        self.judge_noise(what, frames, places)
        self.judge_stamps(what, visit, stretches, frames)
        if name == "oximeter":
            self.judge_pace(what, [placed for stretch in stretches for placed in stretch])
        else:
            self.judge_each_stamp(what, visit, stretches, frames)

    def place_stretches(self, visit, name, channel, values):
        """Where among the values each quiet stretch stands, with what was sent in it; and how many are not there whole."""
        frames, places, place, missing = self.story.frames[name], [], 0, 0
        for begin, end in (quiet[2:] for quiet in self.story.quiet if quiet[:2] == (visit, name)):
            truth = channel_truth(channel, [(n, frames[n]) for n in range(begin, end) if frames[n].fate == "sent"])
            found = place_of([value for _, value in truth], values, place) if truth else -1
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
            self.sheet.row(f"{what} noise costs its own frame and at most the next", found >= least, f"{found} values, of {least}")

    # Stamps

    def judge_stamps(self, what, visit, stretches, frames):
        """Against the moments at which the frames were sent: each quiet stretch's median, which a short standstill does not move."""
        late_s = [statistics.median(self.host(visit, row["time_s"]) - frames[number].sent for row, number in placed)
                  for placed in stretches]
        bound = STAMP_S + self.story.clocks.error_s
        self.sheet.row(f"{what} stamps are the wire's time, in each stretch", -bound < min(late_s) and max(late_s) < bound,
                       f"{1000 * min(late_s):+.1f} to {1000 * max(late_s):+.1f} ms")

    def judge_each_stamp(self, what, visit, stretches, frames):
        """A line alone tells nothing of a clock: it is stamped as it comes, and read as it comes but when the guest stands still."""
        late = [(self.host(visit, row["time_s"]) - frames[number].sent, frames[number].sent)
                for placed in stretches for row, number in placed]
        bound = STAMP_S + self.story.clocks.error_s
        strays = [by for by, sent in late if abs(by) > bound and abs(by) > bound + self.silence(sent - 1, sent + abs(by))]
        self.sheet.row(f"{what} each stamp is, but while the guest stands still", len(strays) <= len(late) // 50,
                       f"most {1000 * max(abs(by) for by, _ in late):.1f} ms, {len(strays)} strays")

    def judge_pace(self, what, placed):
        """The pulse wave's frames are sent every 1/75 s by a clock of their own: how far the stamps are from that."""
        error_ms = sorted(1000 * (float(row["time_s"]) - number / 75) for row, number in placed)
        middle = error_ms[len(error_ms) // 2]
        spread = sorted(abs(error - middle) for error in error_ms)
        self.sheet.row(f"{what} stamps follow the oximeter's clock", spread[int(0.99 * len(spread))] < 50 + 1000 * self.stall_s,
                       f"99 %: {spread[int(0.99 * len(spread))]:.1f}, most {spread[-1]:.1f} ms")

    # Gaps

    def judge_gaps(self, visit, name, channel):
        gaps = [row for row in self.rows("gaps", visit, channel) if not self.silence_explained(visit, name, row)]
        away = [away for away in self.story.away if (away.visit, away.name) == (visit, name)]
        unplugged = [row for row in gaps if row["cause"] == "unplugged"]
        others = [row for row in gaps if row["cause"] != "unplugged" and not self.noise_explained(visit, channel, row)]
        what = f"visit {visit}, {channel}:"
        causes = [row["cause"] for row in gaps]
        self.sheet.row(f"{what} a gap each time it was unplugged, else of noise, where it was",
                       len(unplugged) == len(away) and not others,
                       " ".join(f"{causes.count(cause)} {cause}" for cause in sorted(set(causes))))
        for row in others:
            print(f"    {row['cause']} from {row['gap_start_s']} s for {row['gap_s']} s")
        if away and len(unplugged) == len(away):
            self.judge_edges(what, visit, channel, list(zip(unplugged, away)))

    def judge_edges(self, what, visit, channel, pairs):
        """A gap begins where the next value was due when the cable was pulled, and ends with the first value after it was back."""
        valid = [float(row["time_s"]) for row in self.rows("samples", visit, channel) if row["value"] != "NA"]
        interval, wrong, begins, ends = INTERVAL_S[channel], 0, [], []
        for row, away in pairs:
            begin, end = float(row["gap_start_s"]), float(row["gap_start_s"]) + float(row["gap_s"])
            edge = EDGE_S + self.story.clocks.error_s
            if away.out:
                begins.append(self.host(visit, begin) - away.out)
                right = -edge - self.silence(away.out - 2, away.out) < begins[-1] < interval + edge
            else:
                right = begin < OPENING_S
            ends.append(self.host(visit, end) - away.back)
            right = right and -edge < ends[-1] < away.heard - away.back + 2 * interval + edge + self.silence(away.heard, away.heard + 2)
            inside = [when for when in valid if begin - interval + ONE_MS < when < end - ONE_MS]
            right = right and not inside and any(abs(when - end) < ONE_MS for when in valid)
            if not right:
                wrong += 1
                pulled = f"{begins[-1]:.3f} s after the cable was pulled" if away.out else "at first"
                print(f"    from {begin:.3f} s, {pulled}, to {end:.3f} s, {ends[-1]:.3f} s after it was back (connected: "
                      f"{away.heard - away.back:.3f} s); {len(inside)} values inside")
        self.sheet.row(f"{what} these gaps begin and end with the cable", not wrong,
                       ", ".join(f"{kind} {min(s):.2f} to {max(s):.2f}" for kind, s in (("out", begins), ("back", ends)) if s) + " s")

    def noise_explained(self, visit, channel, gap):
        """Noise was on: from the value that was due then, up to the first whole packet behind it."""
        begin = self.host(visit, gap["gap_start_s"])
        end, edge = begin + float(gap["gap_s"]), EDGE_S + self.story.clocks.error_s
        return gap["cause"] == "noise" and any(
            of == visit and on - edge < begin and end < off + 2 * INTERVAL_S[channel] + edge + self.silence(off, off + 1)
            for of, on, off in self.story.noisy)

    def silence_explained(self, visit, name, gap):
        """Silence while the port was being opened or where the chip's buffer ran over; it, or being too late, while the emulator stood
        still."""
        begin = self.host(visit, gap["gap_start_s"])
        end = begin + float(gap["gap_s"])
        opened, stood_still = float(gap["gap_start_s"]) < OPENING_S, end - begin < 2 * self.silence(begin - 1, end + 1)
        if gap["cause"] == "overrun":
            return stood_still
        return gap["cause"] == "silent" and (opened or stood_still or any(
            frame.fate == "late" and begin - SENT_WITHIN_S < frame.when < end + SENT_WITHIN_S for frame in self.story.frames[name]))

    # The rest

    def judge_late(self, name):
        """A chip runs over when the guest stands still or nobody has its port open: else nobody read who should have."""
        late = [frame.when for frame in self.story.frames[name] if frame.fate == "late"]
        excused = [when for when in late if self.silence(when - 3, when) > CHIP_FULL_S or not any(
            of == name and begin + OPENING_S < when < end for of, begin, end in self.story.open)]
        self.sheet.row(f"{name}: the chip is read while its port is open and the guest goes on", len(late) == len(excused),
                       f"{len(late) - len(excused)} late, {len(excused)} excused")

    def judge_delays(self):
        """By the guest's own clock: from what its kernel says to what Soleus says, for all but a visit's beginning."""
        error_s = self.story.clocks.kernel_error_s
        times = {"lost": sum(away.out is not None for away in self.story.away), "connected": len(self.story.away)}
        for kind, story, bound, what in (("lost", self.story.gone, 1, "unplugged: noticed"),
                                         ("connected", self.story.come, 2, "plugged in: taken up")):
            delays, lost = [], set()
            for row in self.tables["events"]:
                who = row["session_id"], row["name"]
                asked = row["kind"] == kind and row["session_id"] in self.story.sessions and (kind == "lost" or who in lost)
                if row["kind"] in ("lost", "connected"):
                    (lost.add if row["kind"] == "lost" else lost.discard)(who)
                if asked and row["text"] != ABSENT_AT_FIRST:
                    when = utc_of(row["time_utc"])
                    delays.append(min((when - seen for seen in story[SERIALS[row["name"]]] if when > seen - 0.5), default=3600))
            self.sheet.row(f"{what} each of {times[kind]} times within {bound} s of the kernel's word",
                           len(delays) == times[kind] and max(delays) + error_s <= bound,
                           f"{len(delays)}, most {max(delays, default=0):.3f} s (±{1000 * error_s:.1f} ms)")

    def judge(self):
        error_s = self.story.clocks.error_s
        print(f"  {sum(map(len, self.story.frames.values()))} frames on the wires; the guest stood still for up to {self.stall_s:.2f} s")
        self.sheet.row("the guest's clock is known by the host's", error_s < CLOCK_S, f"within {1000 * error_s:.1f} ms")
        for name in CHANNELS:
            self.judge_late(name)
        for visit in range(1, len(self.story.sessions) + 1):
            for name, channels in CHANNELS.items():
                for channel in channels:
                    self.judge_values(visit, name, channel)
                    self.judge_gaps(visit, name, channel)
        self.judge_delays()
        third = [row["text"] for row in self.tables["events"] if row["session_id"] == self.story.sessions[2]]
        self.sheet.row("visit 3: another chip under the oximeter's name is refused",
                       any("another device has taken its name" in text for text in third))
