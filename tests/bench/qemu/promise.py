"""promise.py - what a record must hold after a power cut, held against what it holds

All times are the host's, of moments on its own clock; a recorded value is the moment at which it was sent.
"""
import collections

PROMISE_S = 1.0
FIRST_WITHIN = 10       # values, half a second: what a chip may still throw away while its port is being set

# wrong: in words, '' when all is well; new: how many values of the visit were not there when it began or went on; lost: the seconds
# from the last one to the guest's last sign of life, None where the visit is too young to be promised anything.
Judgement = collections.namedtuple("Judgement", "wrong new lost")


class Visit(collections.namedtuple("Visit", "session since sent")):
    """The visit that was going on. session: its number when it was resumed, None when it is new; since: when it said that it begins or
    goes on, None: it has not; sent: what reached the chip meanwhile."""

    def until(self, when):
        """The same, cut earlier."""
        return self._replace(since=self.since if self.since is not None and self.since <= when else None)


def judge(found, held, visit, alive):
    """found: what there is; held: the values of each session that were there before the visit went on; alive: the last sign of life."""
    must = visit.since is not None and alive - visit.since > PROMISE_S
    if found.wrong:
        return Judgement(found.wrong, 0, None)
    newest = max(found.status, default=None)
    session = visit.session or (newest if newest not in held else None)
    for other, values in held.items():
        there = found.values.get(other, [])
        if other not in found.status:
            return Judgement(f"session {other} is gone", 0, None)
        if (there[:len(values)] if other == session else there) != values:
            return Judgement(f"session {other} does not hold the values that it held before", 0, None)
    if session is None:
        return Judgement("the visit is not in the record" if must else "", 0, None)
    if must and found.status[session] != "resumable":
        return Judgement(f"the visit is not 'resumable' but '{found.status[session]}'", 0, None)
    return _judge_new(found.values.get(session, [])[len(held.get(session, [])):], visit, must, alive)


def _judge_new(new, visit, must, alive):
    """The new values must be in one piece, from the visit's beginning on, up to the promised moment."""
    if not new:
        return Judgement("nothing of it is in the record" if must else "", 0, None)
    if new[0] not in visit.sent:
        return Judgement("its first value was never sent", len(new), None)
    first = visit.sent.index(new[0])
    if visit.sent[first:first + len(new)] != new:
        return Judgement("values are missing between others", len(new), None)
    missed = 0 if visit.since is None else sum(value > visit.since for value in visit.sent[:first])
    if missed > FIRST_WITHIN:
        return Judgement(f"{missed} values are missing at its beginning", len(new), None)
    lost = alive - new[-1]
    return Judgement(f"{lost:.2f} s are lost" if must and lost > PROMISE_S else "", len(new), lost if must else None)
