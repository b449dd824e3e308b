"""series.py - the tables samples_1hz and samples"""
import collections
import statistics

from afresh.recorded import NS, QUALITIES
from afresh.cells import distinct, seconds, unique, utc, which, who
from afresh.session import last_holding
from afresh.samples import causes, is_valid


def samples_1hz(record):
    names = unique(c["name"] for s in record.sessions for c in s["channels"] if not c["waveform"])
    for session in record.sessions:
        channels = {c["name"]: c for c in session["channels"] if not c["waveform"]}
        by_second = {name: collections.defaultdict(list) for name in channels}
        times = [p["began_ns"] for p in session["phases"][:1]]
        ends = [p["ended_ns"] for p in session["phases"] if p["ended_ns"] is not None]
        for name, channel in channels.items():
            for sample in record.samples(channel):
                by_second[name][sample[0] // NS].append(tuple(sample))
                times.append(sample[0])
                ends.append(sample[0] + 1)
        if not times:
            continue
        end = session["ended_ns"] if session["ended_ns"] is not None else max(ends)
        for second in range(min(times) // NS, -(-end // NS)):
            middle, missing = second * NS + NS // 2, []
            phase = last_holding(session["phases"], middle)
            row = {**who(record, session), "time_utc": utc(session, second * NS), "time_s": second,
                   "time_min": second / 60, **which(last_holding(session["trials"], middle)),
                   "phase": phase["name"] if phase else None}
            for name in names:
                inside = by_second[name][second] if name in channels else []
                values = [value for _, value, quality in inside if is_valid(value, quality)]
                row[distinct(name, "channel")] = statistics.fmean(values) if values else None
                if not values:
                    why = "not measured" if name not in channels else causes(inside)[0][0] if inside else \
                          "between samples" if (channels[name]["interval_s"] or 0) > 1 else "no sample"
                    missing.append(f"{name}: {why}")
            row["missing"] = "; ".join(missing) or None
            yield row


def samples(record):
    for session in record.sessions:
        for channel in session["channels"]:
            for sample in record.db.execute("SELECT time_ns, uncertainty_ns, value, quality FROM sample "
                                            "WHERE channel_id = ? ORDER BY time_ns, seq", (channel["channel_id"],)):
                flags = [name for bit, name in enumerate(QUALITIES) if sample[3] >> bit & 1]
                yield {"participant_id": session["id"], "session_id": session["session_id"], "channel": channel["name"],
                       "time_s": seconds(sample[0]), "uncertainty_ms": sample[1] / 1e6, "value": sample[2],
                       "quality": "+".join(flags) or "good"}
