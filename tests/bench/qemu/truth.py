"""truth.py - what the exported tables must say, reckoned from the bytes on the wires by other code than Soleus's"""
import csv
import gzip
import math
import os

YSI_400 = (1.474447721e-3, 2.370486854e-4, 1.079376360e-7)      # Steinhart and Hart's a, b, c, as in the station's channels


def degrees(ohm):
    log = math.log(ohm)
    return 1 / (YSI_400[0] + YSI_400[1] * log + YSI_400[2] * log ** 3) - 273.15


def waves(frames):
    """(frame's number, pulse wave) of frames of Nonin's format 2."""
    return [(number, frame.data[2]) for number, frame in frames]


def averages(frames):
    """(number of the packet's last frame, SpO2, pulse) of each packet of 25 that is there whole; its first frame carries bit 0."""
    packets, packet = [], []
    for number, frame in frames:
        packet = [frame] if frame.data[1] & 1 or packet and number != last + 1 else packet + [frame]
        last = number
        if len(packet) == 25 and packet[0].data[1] & 1:
            packets.append((number, packet[2].data[3] & 0x7F, (packet[0].data[3] & 3) << 7 | packet[1].data[3] & 0x7F))
    return packets


def temperatures(frames, name):
    """(frame's number, degC) of lines such as 'toe=2250.1 calf=2198.7 ambient=2510.0'."""
    return [(number, degrees(float(word.split("=")[1])))
            for number, frame in frames for word in frame.data.decode().split() if word.startswith(name + "=")]


def channel_truth(channel, frames):
    """(frame's number, value) of each valid value that these numbered frames carry for the channel."""
    if channel == "pleth":
        return waves(frames)
    if channel in ("spo2", "pulse"):
        return [(number, spo2 if channel == "spo2" else pulse) for number, spo2, pulse in averages(frames)]
    return temperatures(frames, channel)


def table(folder, name):
    path = os.path.join(folder, name + ".csv")
    opened = open(path, encoding="utf-8-sig", newline="") if os.path.exists(path) else \
        gzip.open(path + ".gz", "rt", encoding="utf-8-sig", newline="")
    with opened as file:
        return list(csv.DictReader(file))


def same(a, b):
    return abs(a - b) < 1e-6


def place_of(part, whole, start=0):
    """Where `part` stands in `whole` in one piece, from `start` on; -1 when it does not."""
    for place in range(start, len(whole) - len(part) + 1):
        if all(same(value, whole[place + i]) for i, value in enumerate(part)):
            return place
    return -1


def invented(samples, truth, within_s):
    """The first place in `samples` (time, value) that is not among `truth`, in the same order and at about that time; -1: none."""
    at = 0
    for place, (when, value) in enumerate(samples):
        while at < len(truth) and not (same(value, truth[at][1]) and abs(when - truth[at][0]) < within_s):
            at += 1
        if at == len(truth):
            return place
        at += 1
    return -1
