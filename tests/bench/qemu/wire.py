"""wire.py - a cable between an instrument and a USB-serial chip, and the truth about what went over it

Every frame that the instrument sends is written down, with
the time and with what became of it: sent, noisy (changed on the way), away (the chip was unplugged), wrong (it was another
chip), or late (the chip did
not take the ones before it: a real chip's buffer would have run over). What must come out of the guest follows from that alone.
"""
import array
import collections
import fcntl
import random
import select
import termios
import threading
import time

FRAME_COST = 768    # what the kernel reckons for a small message that waits in a socket


class Frame:
    def __init__(self, data, fate):
        self.sent = self.when = time.time()     # by the instrument; when the chip took it, as far as the wire noticed
        self.data, self.fate = data, fate


def nonin_frames(rest):
    """Whole frames of Nonin's format 2, and what is left: 01, status with its top bit, three bytes, the last one their sum."""
    frames = []
    while len(rest) >= 5:
        if rest[0] == 1 and rest[1] & 0x80 and sum(rest[:4]) & 0xFF == rest[4]:
            frames.append(rest[:5])
            rest = rest[5:]
        else:
            rest = rest[1:]
    return frames, rest


def text_frames(rest):
    *lines, rest = rest.split(b"\n")
    return [line + b"\n" for line in lines], rest


class Wire(threading.Thread):
    def __init__(self, instrument, chip, split, room, seed=0, kinds=1):
        """instrument, chip: connected sockets, the latter of QEMU's chardev; split: nonin_frames or text_frames; room: frames that
        the chip may leave in the wire before it loses some; kinds: how many of the kinds of noise."""
        super().__init__(daemon=True)
        self.instrument, self.chip, self.split, self.room = instrument, chip, split, room
        self.chance = random.Random(seed)
        self.frames, self.waiting = [], collections.deque()
        self.fate, self.noise, self.kinds = "away", 0.0, kinds
        self.start()

    def run(self):
        rest = b""
        while True:
            ready, _, _ = select.select([self.instrument, self.chip], [], [], 0.05)
            try:
                if self.chip in ready:
                    said = self.chip.recv(4096)
                    if not said:
                        return
                    self.instrument.sendall(said)
                if self.instrument in ready:
                    got = self.instrument.recv(4096)
                    if not got:
                        return
                    frames, rest = self.split(rest + got)
                    for frame in frames:
                        self._pass_on(frame)
                self._see_taken()
            except OSError:
                return

    def _see_taken(self):
        """What the chip has not taken waits in the socket; a port that nobody has open can let it wait for long."""
        cost = array.array("i", [0])
        fcntl.ioctl(self.chip, termios.TIOCOUTQ, cost)
        while len(self.waiting) > cost[0] // FRAME_COST:
            self.waiting.popleft().when = time.time()

    def _pass_on(self, data):
        frame = Frame(data, self.fate)
        self.frames.append(frame)
        self._see_taken()
        if frame.fate != "away" and len(self.waiting) >= self.room:
            frame.fate = "late"
        elif frame.fate != "away":
            changed = self._spoilt(data) if self.chance.random() < self.noise else data
            frame.fate = frame.fate if changed == data else "noisy"
            self.waiting.append(frame)
            self.chip.sendall(changed)

    def _spoilt(self, data):
        """One byte with its top bit turned over, one too many, one lost: the last not where lines have no sum that would tell."""
        place = self.chance.randrange(1, len(data.rstrip(b"\r\n")))       # behind a line's return all of it has been said
        other = bytes([data[place] ^ 0x80])
        kind = self.chance.randrange(self.kinds)
        turned, spoilt = (data[:place] + other + data[place + 1:],
                          data[:place] + (other + data[place + 1:], other + data[place:], data[place + 1:])[kind])
        return turned if data in spoilt else spoilt     # a byte too many may leave all of it behind itself
