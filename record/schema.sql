-- schema.sql - the record of a study (version 1)
--
-- Times named *_ns are integer nanoseconds since the session's start, on one
-- monotonic clock; *_utc are ISO 8601 texts. The table `clock` ties the two
-- together. A NULL value is a missing value and `quality` tells why.
--
-- Rows are only added. A session, a trial and a phase are closed once.

CREATE TABLE study (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE participant (
	participant_id INTEGER PRIMARY KEY,
	id             TEXT NOT NULL UNIQUE,        -- the code, never a name
	number         INTEGER NOT NULL,            -- within the group, from 1
	group_name     TEXT NOT NULL DEFAULT '',
	simulated      INTEGER NOT NULL DEFAULT 0,
	enrolled_utc   TEXT NOT NULL,
	UNIQUE (group_name, number)
) STRICT;

CREATE TABLE covariate (
	participant_id INTEGER NOT NULL REFERENCES participant,
	name           TEXT NOT NULL,
	value          TEXT NOT NULL,
	PRIMARY KEY (participant_id, name)
) STRICT;

CREATE TABLE session (
	session_id       INTEGER PRIMARY KEY,
	participant_id   INTEGER NOT NULL REFERENCES participant,
	visit            INTEGER NOT NULL,
	operator         TEXT NOT NULL DEFAULT '',
	protocol_id      TEXT NOT NULL,
	protocol_version TEXT NOT NULL,
	protocol_title   TEXT NOT NULL,
	script_file      TEXT NOT NULL,
	script_text      TEXT NOT NULL,
	script_sha256    TEXT NOT NULL,
	plan_text        TEXT NOT NULL,
	seed             TEXT NOT NULL,             -- unsigned 64 bits do not fit an INTEGER
	station          TEXT NOT NULL,
	simulated        INTEGER NOT NULL,          -- any instrument was
	virtual_clock    INTEGER NOT NULL,
	software_version TEXT NOT NULL,
	start_utc        TEXT NOT NULL,
	utc_offset_min   INTEGER NOT NULL,
	ended_ns         INTEGER,
	status           TEXT                       -- completed, interrupted, failed; NULL while it runs
) STRICT;

CREATE TABLE instrument (
	instrument_id INTEGER PRIMARY KEY,
	session_id    INTEGER NOT NULL REFERENCES session,
	name          TEXT NOT NULL,
	driver        TEXT NOT NULL,
	port          TEXT NOT NULL,
	identity      TEXT NOT NULL,
	settings      TEXT NOT NULL,
	simulated     INTEGER NOT NULL,
	UNIQUE (session_id, name)
) STRICT;

CREATE TABLE channel (
	channel_id    INTEGER PRIMARY KEY,
	session_id    INTEGER NOT NULL REFERENCES session,
	instrument_id INTEGER NOT NULL REFERENCES instrument,
	name          TEXT NOT NULL,
	quantity      TEXT NOT NULL,
	unit          TEXT NOT NULL,
	site          TEXT NOT NULL,
	low           REAL,
	high          REAL,
	interval_s    REAL,                         -- expected time between samples
	waveform      INTEGER NOT NULL,
	UNIQUE (session_id, name)
) STRICT;

CREATE TABLE chunk (                                -- bytes as they came, the original source data
	instrument_id INTEGER NOT NULL REFERENCES instrument,
	seq           INTEGER NOT NULL,
	arrival_ns    INTEGER NOT NULL,
	sent          INTEGER NOT NULL,             -- 1: from us to the instrument
	bytes         BLOB NOT NULL,
	PRIMARY KEY (instrument_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sample (
	channel_id     INTEGER NOT NULL REFERENCES channel,
	seq            INTEGER NOT NULL,
	time_ns        INTEGER NOT NULL,            -- when it was measured
	uncertainty_ns INTEGER NOT NULL,            -- the true time lies within time_ns +- this
	arrival_ns     INTEGER NOT NULL,            -- when its bytes came in
	value          REAL,                        -- in the channel's unit; NULL: missing
	quality        INTEGER NOT NULL,            -- bits, see the table quality
	flags          INTEGER NOT NULL,            -- the instrument's own status bits
	PRIMARY KEY (channel_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE quality (
	bit  INTEGER PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;

CREATE TABLE trial (
	trial_id   INTEGER PRIMARY KEY,
	session_id INTEGER NOT NULL REFERENCES session,
	number     INTEGER NOT NULL,
	attempt    INTEGER NOT NULL,
	condition  TEXT NOT NULL,
	began_ns   INTEGER NOT NULL,
	ended_ns   INTEGER,
	outcome    TEXT,                            -- completed, interrupted; NULL while it runs
	counted    INTEGER NOT NULL DEFAULT 1,
	UNIQUE (session_id, number, attempt)
) STRICT;

CREATE TABLE factor (
	trial_id INTEGER NOT NULL REFERENCES trial,
	name     TEXT NOT NULL,
	value    TEXT NOT NULL,
	PRIMARY KEY (trial_id, name)
) STRICT;

CREATE TABLE phase (
	phase_id         INTEGER PRIMARY KEY,
	session_id       INTEGER NOT NULL REFERENCES session,
	trial_id         INTEGER REFERENCES trial,  -- NULL: outside any trial
	number           INTEGER NOT NULL,
	name             TEXT NOT NULL,
	kind             TEXT NOT NULL,             -- rest, exercise
	reps_per_min     REAL,                      -- prescribed
	planned_began_ns INTEGER NOT NULL,
	began_ns         INTEGER NOT NULL,
	planned_ended_ns INTEGER,
	ended_ns         INTEGER,
	outcome          TEXT                       -- completed, interrupted; NULL while it runs
) STRICT;

CREATE TABLE event (
	event_id   INTEGER PRIMARY KEY,
	session_id INTEGER NOT NULL REFERENCES session,
	time_ns    INTEGER NOT NULL,
	planned_ns INTEGER,
	kind       TEXT NOT NULL,
	step       INTEGER,                         -- index into the plan
	trial      INTEGER,                         -- number of the trial
	attempt    INTEGER,
	phase      INTEGER,                         -- number of the phase in its trial
	name       TEXT NOT NULL,
	value      REAL,
	text       TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_session ON event (session_id, event_id);

CREATE TABLE answer (                               -- also the refused and the rejected ones
	answer_id  INTEGER PRIMARY KEY,
	session_id INTEGER NOT NULL REFERENCES session,
	trial      INTEGER,
	attempt    INTEGER,
	question   TEXT NOT NULL,
	wording    TEXT NOT NULL,
	asked_ns   INTEGER NOT NULL,
	time_ns    INTEGER NOT NULL,
	outcome    TEXT NOT NULL,                   -- answered, refused, rejected
	value      REAL,
	text       TEXT NOT NULL
) STRICT;

CREATE TABLE clock (                                -- the session's clock against UTC
	session_id INTEGER NOT NULL REFERENCES session,
	time_ns    INTEGER NOT NULL,
	utc_ns     INTEGER NOT NULL,                -- since 1970-01-01T00:00:00Z
	PRIMARY KEY (session_id, time_ns)
) STRICT, WITHOUT ROWID;
