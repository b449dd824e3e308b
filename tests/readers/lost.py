"""lost.py STUDY_DB [gaps | interrupted] - what a killed program left of its session, seen with sqlite3 alone

Fails when more than a second is missing between the last bytes in the record and now. With `gaps` it fails
unless each channel has a gap of the kind away; with `interrupted` it fails unless a phase or trial says interrupted,
or the answer that was awaited came after the interruption."""

import datetime
import sqlite3
import sys

record = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
what = sys.argv[2] if len(sys.argv) > 2 else "lost"
session, start = record.execute("SELECT session_id, start_utc FROM session ORDER BY session_id DESC LIMIT 1").fetchone()

if what == "gaps":
    channels, gaps = record.execute("SELECT count(DISTINCT channel.channel_id), count(gap_id) FROM channel LEFT JOIN gap ON "
                                    "gap.channel_id = channel.channel_id AND cause = 'away' WHERE session_id = ?", (session,)).fetchone()
    print(f"{gaps} gaps of {channels} channels")
    sys.exit(0 if gaps == channels > 0 else 1)
elif what == "interrupted":
    resumed = record.execute("SELECT count(*) FROM event WHERE session_id = ? AND kind = 'resume'", (session,)).fetchone()[0]
    deviation = record.execute("SELECT count(*) FROM deviation WHERE session_id = ? AND kind = 'interrupted'",
                               (session,)).fetchone()[0]
    status = record.execute("SELECT status FROM session WHERE session_id = ?", (session,)).fetchone()[0]
    sys.exit(0 if resumed == deviation == 1 and status == "completed" else 1)
else:
    last = record.execute("SELECT max(arrival_ns) FROM chunk JOIN instrument USING (instrument_id) WHERE session_id = ?",
                          (session,)).fetchone()[0]
    began = datetime.datetime.fromisoformat(start.replace("Z", "+00:00")).timestamp()
    missing = datetime.datetime.now().timestamp() - began - last / 1e9
    print(f"{missing:.3f} s are missing")
    sys.exit(0 if missing < 1.3 else 1)     # the reader itself needs some of it
