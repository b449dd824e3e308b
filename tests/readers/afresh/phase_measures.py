"""phase_measures.py - what is measured of a phase: its statistics, its change from the baseline, oxygen, the pulse wave"""
import math
import statistics

import numpy

from afresh.recorded import NS
from afresh.cells import between
from afresh.samples import causes, is_valid, longest_step, moving_mean, valid_points, weighted_mean


def slope(points):
    if len(points) < 10 or points[-1][0] - points[0][0] < 30:
        return None
    times, values = zip(*points)
    time, value = statistics.fmean(times), statistics.fmean(values)
    return 60 * math.fsum((t - time) * (v - value) for t, v in points) / math.fsum((t - time) ** 2 for t in times)


def phase_measures(samples, phase, interval):
    start, end = phase["began_ns"], phase["ended_ns"]
    names = ["n_samples", "n_valid", "pct_valid", "longest_gap_s", "mean", "sd", "min", "max", "median",
             "slope_per_min", "invalid_causes"]
    if end is None:
        return dict.fromkeys(names)
    inside = [s for s in samples if start <= s[0] < end]
    points = valid_points(inside, start, end)
    values = [value for _, value in points]
    edges = [0] + [time for time, _ in points] + [(end - start) / NS]
    if interval and end > start:
        covered = min(1, len(values) * interval / ((end - start) / NS))
    else:
        covered = len(values) / len(inside) if inside else None
    return dict(zip(names, [
        len(inside), len(values), None if covered is None else 100 * covered,
        max(b - a for a, b in zip(edges, edges[1:])), weighted_mean(points, interval),
        statistics.stdev(values) if len(values) > 1 else None, min(values, default=None), max(values, default=None),
        statistics.median(values) if values else None, slope(points),
        "; ".join(f"{name}={count}" for name, count in causes(inside)) or None]))


def reason(measures, phase, has_baseline, baseline, inside, no_beats):
    said = []
    if phase["ended_ns"] is None:
        return "all: the phase's end is not in the record"
    if measures["n_samples"] == 0:
        said.append("all: no samples")
    elif measures["n_valid"] == 0:
        said.append(f"all: no valid samples, {causes(inside)[0][0]}")
    else:
        if measures["sd"] is None:
            said.append("sd: a single valid sample")
        if measures["slope_per_min"] is None:
            said.append("slope: fewer than 10 valid samples or less than 30 s")
        if no_beats:
            said.append("wave: fewer than 3 pairs of beats")
    if baseline is None:
        said.append("baseline: its end has no valid samples" if has_baseline
                    else "baseline: no phase of that name so far in this trial")
    return "; ".join(said) or None


def change(points, lasts, baseline, interval, temperature, rules):
    names = ["area", "area_s", "peak_delta", "peak_s", "rise_s", "rise_censored", "fall_s", "fall_censored", "recovered"]
    cells = dict.fromkeys(names)
    if baseline is None or not points:
        return cells
    points = [(time, value - baseline) for time, value in points]
    gap = longest_step(rules["area_gap_s"], interval)
    steps = [(b[0] - a[0], (a[1] + b[1]) / 2) for a, b in zip(points, points[1:]) if b[0] - a[0] <= gap]
    cells["area_s"] = math.fsum(step for step, _ in steps)
    if cells["area_s"] > 0:
        cells["area"] = math.fsum(step * height for step, height in steps) / 60
    cells["peak_s"], cells["peak_delta"] = points[0]
    for point in points:        # of those as far away, but for rounding, the first
        if abs(point[1]) > abs(cells["peak_delta"]) + 1e-9:
            cells["peak_s"], cells["peak_delta"] = point
    end = [value for time, value in points if time >= lasts - rules["end_s"]]
    if end and abs(cells["peak_delta"]) > 1e-9:      # a constant, but for rounding
        cells["recovered"] = (cells["peak_delta"] - statistics.fmean(end)) / cells["peak_delta"]
    for name, sign in (("rise", 1), ("fall", -1)) if temperature else ():
        time = first_lasting(points, sign, rules["step_degc"], rules["step_held_s"], gap)
        cells[name + "_s"], cells[name + "_censored"] = time, int(time is None)
    return cells


def first_lasting(points, sign, step, held, gap):
    """The beginning of the first run of points past the step that is long enough; a gap ends a run."""
    runs, run = [], []
    for time, value in points:
        if run and time - run[-1] > gap:
            runs.append(run)
            run = []
        if sign * value >= step - 1e-12:
            run.append(time)
        elif run:
            runs.append(run)
            run = []
    return next((r[0] for r in runs + [run] if r and r[-1] - r[0] >= held), None)


def stretches(samples, start, end, interval):
    """Lists of (value, how long it stood) without a hole between them."""
    found, current = [], []
    for i, (time, value, quality) in enumerate(samples):
        after = samples[i + 1][0] if i + 1 < len(samples) else None
        until = (end if after is None else after) - time
        stood = min(until / NS, (interval or 1) if after is None else 2.5 * interval if interval else 5)
        if is_valid(value, quality):
            current.append((value, stood))
        if (not is_valid(value, quality) or stood < until / NS) and current:
            found.append(current)
            current = []
    return found + [current] if current else found


def oxygen(samples, phase, baseline, interval, rules):
    names = ["spo2_nadir", "spo2_low_s", "spo2_low_pct", "spo2_very_low_s", "spo2_very_low_pct", "desaturations"]
    runs = stretches(samples, phase["began_ns"], phase["ended_ns"], interval)
    if not runs:
        return dict.fromkeys(names)
    def lasts_at(level, least):
        """Stretches at or below the level, each as its length, that last long enough."""
        found = []
        for run in runs:
            length = 0
            for value, stood in run + [(math.inf, 0)]:
                if value <= level:
                    length += stood
                elif length:
                    found.append(length)
                    length = 0
        return [length for length in found if length >= least - 1e-6]
    covered = math.fsum(stood for run in runs for _, stood in run)
    cells = {"spo2_nadir": next((level for level in sorted({v for run in runs for v, _ in run})
                                 if lasts_at(level, rules["nadir_s"])), None)}
    for name in ("spo2_low", "spo2_very_low"):
        low = math.fsum(stood for run in runs for value, stood in run if value < rules[name])
        cells[name + "_s"], cells[name + "_pct"] = low, 100 * low / covered
    cells["desaturations"] = None if baseline is None else len(lasts_at(baseline - rules["desat_drop"], rules["desat_s"]))
    return cells


def wave(points, upside_down):
    """Beats after Elgendi; the windows by numpy's cumulative sums."""
    times, values = numpy.array([t for t, _ in points]), numpy.array([v for _, v in points])
    if len(times) == 0:
        return None, None
    quick = (moving_mean(times, values, 0.06) - moving_mean(times, values, 1)) * (-1 if upside_down else 1)
    energy = numpy.where(quick > 0, quick, 0) ** 2
    systole = moving_mean(times, energy, 0.111) > moving_mean(times, energy, 0.667) + 0.02 * energy.mean()
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], systole.astype(int), [0]))))
    beats = [first + int(numpy.argmax(quick[first:end])) for first, end in zip(edges[::2], edges[1::2])
             if times[end - 1] - times[first] >= 0.111 * 0.999]
    apart, heights = [], []
    for a, b in zip(beats, beats[1:]):
        if not 0.25 <= times[b] - times[a] <= 2.5 or numpy.diff(times[a:b + 1]).max() > 0.5:
            continue
        apart.append(times[b] - times[a])
        span = values[a:b + 1]
        heights.append(span.max() - values[b] if upside_down else values[b] - span.min())
    return (60 / statistics.median(apart), statistics.median(heights)) if len(apart) >= 3 else (None, None)


def other_measures(points, inside, phase, channel, own, baseline, rules):
    """What stands beside a phase's plain statistics."""
    cells = {"phase_ok": None, "wave_rate": None, "wave_amplitude": None, "wave_perfusion": None,
             **change([], 0, None, None, False, rules), **oxygen([], phase, None, None, rules)}
    if phase["ended_ns"] is None:
        return cells
    interval, quantity = channel["interval_s"], channel["quantity"]
    if own["pct_valid"] is not None:
        cells["phase_ok"] = int(own["pct_valid"] >= rules["ok_pct_valid"]
                                and own["longest_gap_s"] <= longest_step(rules["ok_gap_s"], interval))
    cells.update(change(points, between(phase["began_ns"], phase["ended_ns"]), baseline, interval,
                        quantity == "temperature", rules))
    if quantity == "spo2":
        cells.update(oxygen(inside, phase, baseline, interval, rules))
    if quantity in ("plethysmogram", "light_reflection") and interval and interval <= 0.05:
        cells["wave_rate"], cells["wave_amplitude"] = wave(points, quantity == "light_reflection")
        if quantity == "light_reflection" and cells["wave_amplitude"] is not None:
            cells["wave_perfusion"] = 100 * cells["wave_amplitude"] / own["mean"]
    return cells
