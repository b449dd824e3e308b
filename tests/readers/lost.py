"""lost.py STUDY_DB kill PID | gaps TIMES | interrupted TIMES | resumed SINCE - a visit whose program was killed, seen with sqlite3 alone

kill: kills the process, and fails when more than a second is missing between the last bytes in the record and that moment.
gaps: each channel has as many gaps of the kind away as it was killed. interrupted: so many events and deviations say so, and
the visit was completed. resumed: it went on within five seconds of that moment (seconds since 1970)."""

import datetime
import os
import signal
import sqlite3
import sys
import time

path, what, argument = sys.argv[1:4]


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    killed = time.time()
    while os.path.exists(f"/proc/{pid}/exe"):
        time.sleep(0.01)
    return killed


killed = kill(int(argument)) if what == "kill" else None
record = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
session, start = record.execute("SELECT session_id, start_utc FROM session ORDER BY session_id DESC LIMIT 1").fetchone()
began = datetime.datetime.fromisoformat(start.replace("Z", "+00:00")).timestamp()


def first(sql):
    return record.execute(sql, {"session": session}).fetchone()[0]


def events(kind):
    return first(f"SELECT count(*) FROM event WHERE session_id = :session AND kind = '{kind}'")


if what == "kill":
    last = first("SELECT max(arrival_ns) FROM chunk JOIN instrument USING (instrument_id) WHERE session_id = :session")
    missing = killed - began - last / 1e9
    print(f"{missing:.3f} s are missing")
    well = missing <= 1
elif what == "gaps":
    channels = first("SELECT count(*) FROM channel WHERE session_id = :session")
    whole = first("SELECT count(*) FROM (SELECT channel_id FROM gap JOIN channel USING (channel_id) WHERE session_id = :session "
                  f"AND cause = 'away' GROUP BY channel_id HAVING count(*) = {int(argument)})")
    print(f"{whole} of {channels} channels have {argument} gaps")
    well = whole == channels > 0
elif what == "interrupted":
    deviations = first("SELECT count(*) FROM deviation WHERE session_id = :session AND kind = 'interrupted'")
    status = first("SELECT status FROM session WHERE session_id = :session")
    print(f"{events('resume')} events, {deviations} deviations, {status}")
    well = events("resume") == deviations == int(argument) and status == "completed"
else:
    on = first("SELECT min(time_ns) FROM event WHERE session_id = :session AND (step IS NOT NULL OR kind = 'session_end') AND event_id > "
               "(SELECT max(event_id) FROM event WHERE session_id = :session AND kind = 'resume')")
    after = began + on / 1e9 - float(argument)
    print(f"{after:.3f} s later it went on")
    well = 0 < after <= 5
sys.exit(0 if well else 1)
