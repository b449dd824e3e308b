"""samples.py - which samples are valid, their means, and the channels that hold a level"""
import collections
import math
import statistics

import numpy

from afresh.recorded import LOW_PERFUSION, MISSING, NS, QUALITIES

DC = {"light_reflection": 1, "volume_change": -1, "limb_volume": -1, "limb_strain": -1}


def is_valid(value, quality):
    return value is not None and math.isfinite(value) and not quality & ~LOW_PERFUSION


def causes(samples):
    counts = collections.Counter()
    for _, value, quality in samples:
        if not is_valid(value, quality):
            if not quality & ~LOW_PERFUSION:
                quality |= MISSING
            counts["+".join(name for bit, name in enumerate(QUALITIES) if quality >> bit & 1)] += 1
    return counts.most_common()      # the first met where two are equal


def valid_points(samples, start, end):
    return [((time - start) / NS, value) for time, value, quality in samples
            if start <= time < end and is_valid(value, quality)]


def arrays(samples, start, end, zero):
    points = valid_points(samples, start, end)
    return numpy.array([(t - zero) / NS for t, v, q in samples if start <= t < end and is_valid(v, q)]), \
        numpy.array([v for _, v in points])


def weighted_mean(points, interval):
    if not points:
        return None
    def reach(distance):
        return min(distance / 2, 2.5 * interval) if interval else distance / 2
    total = weights = 0.0
    for i, (time, value) in enumerate(points):
        left = reach(time - points[i - 1][0]) if i > 0 else None
        right = reach(points[i + 1][0] - time) if i + 1 < len(points) else None
        other = interval / 2 if interval else (right if left is None else left) or 0
        weight = (other if left is None else left) + (other if right is None else right)
        total += weight * value
        weights += weight
    return total / weights if weights > 0 else statistics.fmean(v for _, v in points)


def moving_mean(times, values, width, passes=1):
    for _ in range(passes if width else 0):
        sums = numpy.concatenate(([0], numpy.cumsum(values - values[0])))
        first = numpy.searchsorted(times, times - width / 2 - 1e-6, "left")
        end = numpy.searchsorted(times, times + width / 2 + 1e-6, "right")
        values = values[0] + (sums[end] - sums[first]) / (end - first)
    return values


def longest_step(gap, interval):
    return max(gap, 2.5 * interval) if interval else gap
