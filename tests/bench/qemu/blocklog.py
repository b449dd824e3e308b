"""blocklog.py - what a disk with a volatile cache holds after a power cut

QEMU's blklogwrites driver writes down every write and every flush in the order in which they were done (the format of Linux's
dm-log-writes: a superblock, then entries of a header and their data, each begun on a sector). What came before the last flush
is on the disk. Of what came after it a disk may have kept anything: nothing, all, some of the writes, or some of the sectors.

The log is read while it grows, so that of each entry is known when it came.
"""
import collections
import os
import struct
import threading
import time

SECTOR = 512
HEADER = struct.Struct("<QQQQ")
MAGIC = 0x6A736677736872
FLUSH, FUA, DISCARD = 1, 2, 4
KEEPS = ("nothing", "everything", "some writes", "some sectors")

Entry = collections.namedtuple("Entry", "sector flags data not_before")     # not_before: the host's time at which it was not there yet


class Log(threading.Thread):
    """The log of a disk that is written to; it ends with close(), when QEMU is no more."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.file, self.at, self.entries = open(path, "rb"), SECTOR, []
        self.looked, self.ended = time.time(), threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.003):
            now = time.time()
            while self._next(False):
                pass
            self.looked = now

    def _next(self, ended):
        """Takes the entry that stands next, when all of it does; an empty place is one that is not written yet, or never was."""
        head = os.pread(self.file.fileno(), SECTOR, self.at)
        if len(head) < HEADER.size:
            return False
        sector, count, flags, _ = HEADER.unpack_from(head)
        if count == 0 and flags == 0:
            self.at += SECTOR if ended else 0
            return ended
        assert not flags & DISCARD, "the guest was told that this disk discards nothing"
        data = os.pread(self.file.fileno(), count * SECTOR, self.at + SECTOR)
        if len(data) < count * SECTOR:
            return False
        self.at += SECTOR + len(data)
        self.entries.append(Entry(sector, flags, data, self.looked))
        return True

    def close(self):
        self.ended.set()
        self.join()
        while self._next(True):
            pass
        magic, version, _, size = struct.unpack("<QQQL4x", os.pread(self.file.fileno(), 32, 0))
        assert (magic, version, size) == (MAGIC, 1, SECTOR), "this is no log of blklogwrites"
        self.file.close()


def last_flush(entries):
    """How many of the entries the last flush among them made sure of."""
    return max((number + 1 for number, entry in enumerate(entries) if entry.flags & FLUSH), default=0)


def full_places(entries):
    """The numbers n for which the first n entries leave something in the cache."""
    places, cached = [], False
    for number, entry in enumerate(entries):
        cached = not entry.flags & FLUSH and (cached or len(entry.data) > 0)
        places += [number + 1] if cached else []
    return places


def power_cut(disk, entries, keep, chance):
    """Brings the image of the disk from what it was when the log began to what it is when the power goes after the entries, of whose
    unflushed ones it keeps what KEEPS says. Returns how many of the unflushed sectors were kept, and how many there were."""
    last = last_flush(entries)
    kept = total = 0
    with open(disk, "r+b") as image:
        for number, (sector, flags, data, _) in enumerate(entries):
            sure = number < last or flags & FUA
            whole = sure or keep == "everything" or keep == "some writes" and chance.random() < 0.5
            for place in range(0, len(data), SECTOR):
                if whole or keep == "some sectors" and chance.random() < 0.5:
                    image.seek(sector * SECTOR + place)
                    image.write(data[place:place + SECTOR])
                    kept += not sure
                total += not sure
    return kept, total
