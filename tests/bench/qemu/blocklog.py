"""blocklog.py - what a disk with a volatile cache holds after a power cut

QEMU's blklogwrites driver writes down every write and every flush in the order in which they were done (the format of Linux's
dm-log-writes: a superblock, then entries of a header and their data, each begun on a sector). What came before the last flush
is on the disk. Of what came after it a disk may have kept anything: nothing, all, some of the writes, or some of the sectors.
"""
import struct

SUPER, ENTRY = struct.Struct("<QQQL"), struct.Struct("<QQQQ")
MAGIC = 0x6A736677736872
FLUSH, DISCARD = 1, 4
KEEPS = ("nothing", "everything", "some writes", "some sectors")


def entries(path):
    """(first sector, flags, data) of each entry, and the size of a sector."""
    with open(path, "rb") as file:
        log = file.read()
    magic, version, _, size = SUPER.unpack_from(log)
    assert magic == MAGIC and version == 1, "this is no log of blklogwrites"
    found, at = [], size
    while at + ENTRY.size <= len(log):
        sector, count, flags, _ = ENTRY.unpack_from(log, at)
        at += size
        if count == 0 and flags == 0:
            continue    # the place of an entry that was not written any more
        length = 0 if flags & DISCARD else count * size
        assert not flags & DISCARD, "the guest was told that this disk discards nothing"
        if at + length > len(log):
            break
        found.append((sector, flags, log[at:at + length]))
        at += length
    return found, size


def power_cut(disk, log, chance):
    """Brings the image of the disk, as it was when the log began, to what it is afterwards. Returns what was lost, in words."""
    done, size = entries(log)
    last = max((number for number, (_, flags, _) in enumerate(done) if flags & FLUSH), default=-1)
    keep = chance.choice(KEEPS)
    kept = total = 0
    with open(disk, "r+b") as image:
        for number, (sector, _, data) in enumerate(done):
            whole = number <= last or keep == "everything" or keep == "some writes" and chance.random() < 0.5
            for place in range(0, len(data), size) if keep == "some sectors" and number > last else ():
                if chance.random() < 0.5:
                    image.seek(sector * size + place)
                    image.write(data[place:place + size])
                    kept += 1
            if whole:
                image.seek(sector * size)
                image.write(data)
                kept += len(data) // size if number > last else 0
            total += len(data) // size if number > last else 0
    return kept, total
