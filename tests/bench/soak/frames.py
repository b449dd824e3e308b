"""frames.py - the soak's instruments decoded a second time, without the program, and held against its record

The layouts are those at the head of acquisition/instruments/nonin_packets.c.
"""
import re

import numpy

FRAME, A_PACKET = 5, 25


class Lost(Exception):
    """What was promised and is not so."""


def demand(fact, sentence):
    if not fact:
        raise Lost(sentence)


def nonin(stream, layout):
    """The waveform of every frame in a stream that may begin and end within one, and must hold all between."""
    bytes_ = numpy.frombuffer(bytes(stream), dtype=numpy.uint8)

    def frames_from(begin):
        frames = bytes_[begin:begin + (len(bytes_) - begin) // FRAME * FRAME].reshape(-1, FRAME)
        return frames, frames[:, :4].sum(axis=1, dtype=numpy.uint32) % 256 == frames[:, 4]

    frames, whole = max((frames_from(begin) for begin in range(FRAME)), key=lambda found: found[1].sum())
    demand(whole.all(), f"frame {int(numpy.argmin(whole))} is torn")
    sync = frames[:, 1 if layout == "df2" else 0] & 1 == 1
    in_step = sync == ((numpy.arange(len(frames)) - numpy.argmax(sync)) % A_PACKET == 0)
    demand(in_step.all(), f"frames are lost or doubled before frame {int(numpy.argmin(in_step))}")
    return frames[:, 2].astype(float) if layout == "df2" else frames[:, 1] * 256.0 + frames[:, 2]


def lines(stream, pattern):
    """The numbers of each whole line; the first may have been joined in its middle."""
    found = re.findall(pattern, bytes(stream).split(b"\n", 1)[1])
    return [numpy.array(column, dtype=float) for column in zip(*[row if isinstance(row, tuple) else (row,) for row in found])]


def same_run(expected, values, slack, what):
    """`values` are `expected` without a hole; at both ends together at most `slack` may be without a partner."""
    demand(len(values) > 0, f"{what}: nothing was recorded")
    for shift in range(-slack, slack + 1):
        a, b = (expected[shift:], values) if shift >= 0 else (expected, values[-shift:])
        length = min(len(a), len(b))
        if abs(len(a) - len(b)) <= slack and numpy.array_equal(a[:length], b[:length]):
            return length
    raise Lost(f"{what}: of {len(expected)} values sent, {len(values)} are in the record, and not the same")
