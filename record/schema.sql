-- schema.sql - the record of a study (version 2)
--
-- Times named *_ns are integer nanoseconds since the session's start, on one
-- monotonic clock; *_utc are ISO 8601 texts. The table `clock` ties the two
-- together. A NULL value is a missing value and `quality` tells why.
--
-- Rows are only added. A session, a trial and a phase are closed once: the columns
-- that tell how they ended go from NULL to a value. What was wrong is amended by a
-- further row. The triggers at the end refuse everything else, but the erasure of a
-- person. For people who look into the file there are views: *_readable.

PRAGMA application_id = 0x534F4C45;                 -- "SOLE"
PRAGMA user_version = 2;

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
	salt           BLOB NOT NULL,               -- chance: nobody guesses values from their hash in the audit
	order_number   INTEGER,                     -- by which orders of conditions are chosen; NULL: number
	replaces       TEXT REFERENCES participant (id),    -- whose place was taken over, order_number too; NULL: nobody's
	UNIQUE (group_name, number)
) STRICT;
CREATE UNIQUE INDEX participant_of_place ON participant (replaces);

CREATE TABLE covariate (
	participant_id INTEGER NOT NULL REFERENCES participant,
	name           TEXT NOT NULL,
	value          TEXT NOT NULL,
	PRIMARY KEY (participant_id, name)
) STRICT;

CREATE TABLE allocation (                           -- who was allocated to which group, in the order of drawing
	allocation_id  INTEGER PRIMARY KEY,
	stratum        TEXT NOT NULL,               -- sex=female age_band=old; '' without strata
	number         INTEGER NOT NULL,            -- in the stratum's list, from 1
	block          INTEGER NOT NULL,            -- in the stratum, from 1
	block_size     INTEGER NOT NULL,
	group_name     TEXT NOT NULL,
	participant_id INTEGER NOT NULL UNIQUE REFERENCES participant,
	replaces_id    INTEGER UNIQUE REFERENCES participant,   -- whose place was taken over; NULL: nobody's
	design         TEXT NOT NULL,
	method         TEXT NOT NULL,
	seed           TEXT NOT NULL,               -- unsigned 64 bits do not fit an INTEGER
	allocated_utc  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX allocation_of_stratum ON allocation (stratum, number) WHERE replaces_id IS NULL;

CREATE TABLE session (
	session_id       INTEGER PRIMARY KEY,
	uuid             TEXT NOT NULL UNIQUE,      -- the session's name in any record, after a merge too
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
	seq           INTEGER NOT NULL,             -- from 1, in the order in which they came
	arrival_ns    INTEGER NOT NULL,
	sent          INTEGER NOT NULL,             -- 1: from us to the instrument
	bytes         BLOB NOT NULL,
	PRIMARY KEY (instrument_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sample (
	channel_id     INTEGER NOT NULL REFERENCES channel,
	seq            INTEGER NOT NULL,            -- from 1, in the order in which they came
	time_ns        INTEGER NOT NULL,            -- when it was measured
	uncertainty_ns INTEGER NOT NULL,            -- the true time lies within time_ns +- this
	arrival_ns     INTEGER NOT NULL,            -- when its bytes came in
	value          REAL,                        -- in the channel's unit; NULL: missing
	quality        INTEGER NOT NULL,            -- bits, see the table quality
	flags          INTEGER NOT NULL,            -- the instrument's own status bits
	PRIMARY KEY (channel_id, time_ns, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE gap (                                  -- a channel gave nothing valid, and why
	gap_id     INTEGER PRIMARY KEY,
	channel_id INTEGER NOT NULL REFERENCES channel,
	from_ns    INTEGER NOT NULL,                -- when a valid value was due
	to_ns      INTEGER NOT NULL,                -- when one came, or the cause changed, or the session ended
	cause      TEXT NOT NULL                    -- unplugged, no_finger, silent, noise, suspended, overrun, away
) STRICT;
CREATE INDEX gap_of_channel ON gap (channel_id, from_ns);

CREATE TABLE quality (                              -- filled by the program that makes the file
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
	counted    INTEGER NOT NULL DEFAULT 1,      -- 0: another attempt took its place; settled when it closes
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
	planned_began_ns INTEGER,
	began_ns         INTEGER NOT NULL,
	planned_ended_ns INTEGER,
	ended_ns         INTEGER,
	paused_ns        INTEGER,                   -- of the time between, how long it stood still; NULL while it runs
	outcome          TEXT                       -- completed, interrupted; NULL while it runs
) STRICT;
CREATE INDEX phase_of_session ON phase (session_id, began_ns);

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

CREATE TABLE deviation (                            -- what happened differs from what was planned
	deviation_id INTEGER PRIMARY KEY,
	session_id   INTEGER NOT NULL REFERENCES session,
	time_ns      INTEGER NOT NULL,
	kind         TEXT NOT NULL,                 -- phase_short, skipped, sensor_lost ...
	severity     TEXT NOT NULL,                 -- minor, major
	trial        INTEGER,
	attempt      INTEGER,
	phase        INTEGER,
	name         TEXT NOT NULL,                 -- of the phase, channel or question
	planned      REAL,
	actual       REAL,
	unit         TEXT NOT NULL,
	reason       TEXT NOT NULL                  -- the operator's
) STRICT;
CREATE INDEX deviation_of_session ON deviation (session_id);

CREATE TABLE import (                               -- a recording that was added to a session after its end
	import_id        INTEGER PRIMARY KEY,
	session_id       INTEGER NOT NULL REFERENCES session,
	trial            INTEGER NOT NULL,          -- number of the trial that it belongs to
	attempt          INTEGER NOT NULL,
	instrument_id    INTEGER NOT NULL REFERENCES instrument,
	file             TEXT NOT NULL,             -- its name; its bytes are a chunk of the instrument
	sha256           TEXT NOT NULL,             -- of the file
	recording        INTEGER NOT NULL,          -- which of those in the file, from 1
	ended_ns         INTEGER NOT NULL,          -- where the end of the recording was put
	samples          INTEGER NOT NULL,          -- how many rows of sample came of it
	operator         TEXT NOT NULL,
	imported_utc     TEXT NOT NULL,
	software_version TEXT NOT NULL,
	UNIQUE (sha256, recording)
) STRICT;

CREATE TABLE clock (                                -- the session's clock against UTC
	session_id INTEGER NOT NULL REFERENCES session,
	time_ns    INTEGER NOT NULL,
	utc_ns     INTEGER NOT NULL,                -- since 1970-01-01T00:00:00Z
	PRIMARY KEY (session_id, time_ns)
) STRICT, WITHOUT ROWID;

-- What was done with the record, and what proves it. record/README.md tells how the
-- hashes are made.

CREATE TABLE operator (
	id        TEXT PRIMARY KEY,
	pin_hash  TEXT NOT NULL,                    -- argon2id; '': has none
	added_utc TEXT NOT NULL
) STRICT;

CREATE TABLE audit (                                -- each entry hashed over the one before it
	chain    TEXT NOT NULL,                     -- the record in which it was written
	seq      INTEGER NOT NULL,                  -- from 1, without a gap
	utc      TEXT NOT NULL,
	operator TEXT NOT NULL,                     -- '' where none was given
	account  TEXT NOT NULL,                     -- of the computer
	station  TEXT NOT NULL,
	software TEXT NOT NULL,
	action   TEXT NOT NULL,                     -- enrolled, began, sealed, amended, exported ...
	object   TEXT NOT NULL,                     -- what it was done to: participant P01
	detail   TEXT NOT NULL,                     -- holds nothing that an erasure would have to blank
	content  BLOB,                              -- hash over the object's rows as they are from now on
	hash     BLOB NOT NULL,                     -- over the hash before and all of the above
	PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_of_object ON audit (object, chain, seq);

CREATE TABLE audit_head (                           -- the last entry of each chain, signed
	chain      TEXT PRIMARY KEY,
	own        INTEGER NOT NULL,                -- 1: entries of this record; 0: came with a merge
	seq        INTEGER NOT NULL,
	hash       BLOB NOT NULL,
	public_key BLOB,                            -- of the station; NULL: not signed
	signature  BLOB                             -- Ed25519
) STRICT;

CREATE TABLE amendment (                            -- the original stays; the last one counts
	chain          TEXT NOT NULL,               -- of its entry in the audit
	seq            INTEGER NOT NULL,
	utc            TEXT NOT NULL,
	operator       TEXT NOT NULL,
	action         TEXT NOT NULL,               -- correct, void, exclude, include, withdraw, erase, explain
	target         TEXT NOT NULL,               -- answer, covariate, factor, trial, session, participant, deviation
	participant_id INTEGER NOT NULL REFERENCES participant,
	session_id     INTEGER REFERENCES session,
	trial          INTEGER,                     -- number of the trial
	attempt        INTEGER,
	name           TEXT NOT NULL,               -- of the question, covariate or factor
	time_ns        INTEGER,                     -- of the answer
	old            TEXT NOT NULL,
	new            TEXT NOT NULL,
	reason         TEXT NOT NULL CHECK (reason <> '' OR salt = x''),
	salt           BLOB NOT NULL,
	PRIMARY KEY (chain, seq)
) STRICT;
CREATE INDEX amendment_of_session ON amendment (session_id);

CREATE TABLE erasing (                              -- holds a row only while a person's values are blanked
	participant_id INTEGER PRIMARY KEY REFERENCES participant
) STRICT;

CREATE TABLE seal (                                 -- over all rows of a finished session
	session_id INTEGER NOT NULL REFERENCES session,
	number     INTEGER NOT NULL,                -- from 1; the last one counts
	utc        TEXT NOT NULL,
	row_count  INTEGER NOT NULL,
	hash       BLOB NOT NULL,
	public_key BLOB,                            -- of the station; NULL: not signed
	signature  BLOB,
	PRIMARY KEY (session_id, number)
) STRICT;

CREATE TABLE seal_block (                           -- by which a row that differs is named
	session_id INTEGER NOT NULL,
	number     INTEGER NOT NULL,
	part       TEXT NOT NULL,                   -- the table
	block      INTEGER NOT NULL,                -- from 0
	row_count  INTEGER NOT NULL,
	hash       BLOB NOT NULL,                   -- over the hashes of its rows
	checks     BLOB NOT NULL,                   -- the first 4 bytes of each of them
	PRIMARY KEY (session_id, number, part, block),
	FOREIGN KEY (session_id, number) REFERENCES seal
) STRICT;

CREATE TABLE signature (                            -- an operator signs a sealed session
	session_id INTEGER NOT NULL REFERENCES session,
	operator   TEXT NOT NULL REFERENCES operator,
	utc        TEXT NOT NULL,
	meaning    TEXT NOT NULL,
	seal_hash  BLOB NOT NULL,                   -- what was signed
	public_key BLOB NOT NULL,
	signature  BLOB NOT NULL,                   -- over operator, utc, meaning and seal_hash
	PRIMARY KEY (session_id, operator, utc)
) STRICT;

-- What a person reads. Times in seconds since the session's start.

CREATE VIEW sessions_readable AS
SELECT session_id, participant.id AS participant, group_name, visit, operator,
       protocol_id, protocol_version, station, session.simulated, start_utc,
       ended_ns / 1e9 AS lasted_s, coalesce(status, 'running') AS status
FROM session JOIN participant USING (participant_id);

CREATE VIEW trials_readable AS
SELECT participant, visit, session_id, number AS trial, attempt, condition,
       (SELECT group_concat(name || '=' || value, ' ') FROM factor WHERE factor.trial_id = trial.trial_id) AS factors,
       began_ns / 1e9 AS began_s, ended_ns / 1e9 AS ended_s,
       coalesce(outcome, 'running') AS outcome, counted
FROM trial JOIN sessions_readable USING (session_id);

CREATE VIEW phases_readable AS
SELECT participant, visit, phase.session_id, trial.number AS trial, attempt, condition,
       phase.number, phase.name AS phase, kind, reps_per_min,
       planned_began_ns / 1e9 AS planned_began_s, phase.began_ns / 1e9 AS began_s,
       planned_ended_ns / 1e9 AS planned_ended_s, phase.ended_ns / 1e9 AS ended_s,
       (phase.ended_ns - phase.began_ns - paused_ns) / 1e9 AS lasted_s, paused_ns / 1e9 AS paused_s,
       coalesce(phase.outcome, 'running') AS outcome
FROM phase JOIN sessions_readable USING (session_id) LEFT JOIN trial USING (trial_id);

CREATE VIEW samples_readable AS
SELECT participant, visit, channel.session_id, channel.name AS channel, site,
       time_ns / 1e9 AS time_s, uncertainty_ns / 1e9 AS uncertainty_s, value, unit,
       coalesce((SELECT group_concat(quality.name, '+') FROM quality
                 WHERE sample.quality & quality.bit), 'good') AS quality
FROM sample JOIN channel USING (channel_id) JOIN sessions_readable USING (session_id);

CREATE VIEW gaps_readable AS
SELECT participant, visit, channel.session_id, channel.name AS channel, site,
       from_ns / 1e9 AS from_s, to_ns / 1e9 AS to_s, (to_ns - from_ns) / 1e9 AS lasted_s, cause
FROM gap JOIN channel USING (channel_id) JOIN sessions_readable USING (session_id);

CREATE VIEW answers_readable AS
SELECT participant, visit, session_id, trial, attempt, question, wording,
       outcome, value, text, asked_ns / 1e9 AS asked_s, time_ns / 1e9 AS time_s
FROM answer JOIN sessions_readable USING (session_id);

CREATE VIEW events_readable AS
SELECT participant, visit, session_id, event_id, time_ns / 1e9 AS time_s,
       planned_ns / 1e9 AS planned_s, (time_ns - planned_ns) / 1e9 AS late_s,
       kind, trial, attempt, phase, name, value, text
FROM event JOIN sessions_readable USING (session_id);

CREATE VIEW amendments_readable AS
SELECT amendment.utc, amendment.operator, action, target, participant.id AS participant, session_id,
       trial, attempt, name, old, new, reason
FROM amendment JOIN participant USING (participant_id) ORDER BY amendment.utc, chain, seq;

CREATE VIEW deviations_readable AS
SELECT participant, visit, session_id, time_ns / 1e9 AS time_s, kind, severity,
       trial, attempt, phase, name, planned, actual, unit, reason
FROM deviation JOIN sessions_readable USING (session_id);

-- What lasts is closed once.

CREATE TRIGGER session_closes_once BEFORE UPDATE ON session
WHEN OLD.ended_ns IS NOT NULL OR OLD.status IS NOT NULL
  OR NEW.ended_ns IS NULL OR NEW.status IS NULL
  OR NEW.session_id IS NOT OLD.session_id
  OR NEW.uuid IS NOT OLD.uuid
  OR NEW.participant_id IS NOT OLD.participant_id
  OR NEW.visit IS NOT OLD.visit
  OR NEW.operator IS NOT OLD.operator
  OR NEW.protocol_id IS NOT OLD.protocol_id
  OR NEW.protocol_version IS NOT OLD.protocol_version
  OR NEW.protocol_title IS NOT OLD.protocol_title
  OR NEW.script_file IS NOT OLD.script_file
  OR NEW.script_text IS NOT OLD.script_text
  OR NEW.script_sha256 IS NOT OLD.script_sha256
  OR NEW.plan_text IS NOT OLD.plan_text
  OR NEW.seed IS NOT OLD.seed
  OR NEW.station IS NOT OLD.station
  OR NEW.simulated IS NOT OLD.simulated
  OR NEW.virtual_clock IS NOT OLD.virtual_clock
  OR NEW.software_version IS NOT OLD.software_version
  OR NEW.start_utc IS NOT OLD.start_utc
  OR NEW.utc_offset_min IS NOT OLD.utc_offset_min
BEGIN SELECT RAISE(ABORT, 'the record only grows: a session is closed once'); END;

CREATE TRIGGER trial_closes_once BEFORE UPDATE ON trial
WHEN OLD.ended_ns IS NOT NULL OR OLD.outcome IS NOT NULL
  OR NEW.ended_ns IS NULL OR NEW.outcome IS NULL
  OR NEW.trial_id IS NOT OLD.trial_id
  OR NEW.session_id IS NOT OLD.session_id
  OR NEW.number IS NOT OLD.number
  OR NEW.attempt IS NOT OLD.attempt
  OR NEW.condition IS NOT OLD.condition
  OR NEW.began_ns IS NOT OLD.began_ns
  OR NEW.counted NOT IN (0, OLD.counted)
BEGIN SELECT RAISE(ABORT, 'the record only grows: a trial is closed once'); END;

CREATE TRIGGER phase_closes_once BEFORE UPDATE ON phase
WHEN OLD.ended_ns IS NOT NULL OR OLD.planned_ended_ns IS NOT NULL OR OLD.paused_ns IS NOT NULL OR OLD.outcome IS NOT NULL
  OR NEW.ended_ns IS NULL OR NEW.outcome IS NULL
  OR NEW.phase_id IS NOT OLD.phase_id
  OR NEW.session_id IS NOT OLD.session_id
  OR NEW.trial_id IS NOT OLD.trial_id
  OR NEW.number IS NOT OLD.number
  OR NEW.name IS NOT OLD.name
  OR NEW.kind IS NOT OLD.kind
  OR NEW.reps_per_min IS NOT OLD.reps_per_min
  OR NEW.planned_began_ns IS NOT OLD.planned_began_ns
  OR NEW.began_ns IS NOT OLD.began_ns
BEGIN SELECT RAISE(ABORT, 'the record only grows: a phase is closed once'); END;

-- An erasure blanks what a person gave, and nothing but that. It needs a row in `erasing`, which
-- needs the amendment that tells who erases whom and why.

CREATE TRIGGER erasing_is_amended BEFORE INSERT ON erasing
WHEN NOT EXISTS (SELECT 1 FROM amendment WHERE action = 'erase' AND participant_id = NEW.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: an erasure is amended first'); END;

CREATE TRIGGER participant_never_changes BEFORE UPDATE ON participant
WHEN NOT (NEW.salt = x'')
  OR (NEW.participant_id, NEW.id, NEW.number, NEW.group_name, NEW.simulated, NEW.enrolled_utc, NEW.order_number, NEW.replaces) IS NOT (OLD.participant_id, OLD.id, OLD.number, OLD.group_name, OLD.simulated, OLD.enrolled_utc, OLD.order_number, OLD.replaces)
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE participant_id = OLD.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: participant rows never change'); END;
CREATE TRIGGER covariate_never_changes BEFORE UPDATE ON covariate
WHEN NOT (NEW.value = '')
  OR (NEW.participant_id, NEW.name) IS NOT (OLD.participant_id, OLD.name)
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE participant_id = OLD.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: covariate rows never change'); END;
CREATE TRIGGER chunk_never_changes BEFORE UPDATE ON chunk
WHEN NOT (NEW.bytes = x'')
  OR (NEW.instrument_id, NEW.seq, NEW.arrival_ns, NEW.sent) IS NOT (OLD.instrument_id, OLD.seq, OLD.arrival_ns, OLD.sent)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) JOIN instrument USING (session_id)
                 WHERE instrument_id = OLD.instrument_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: chunk rows never change'); END;
CREATE TRIGGER sample_never_changes BEFORE UPDATE ON sample
WHEN NOT (NEW.value IS NULL)
  OR (NEW.channel_id, NEW.seq, NEW.time_ns, NEW.uncertainty_ns, NEW.arrival_ns) IS NOT (OLD.channel_id, OLD.seq, OLD.time_ns, OLD.uncertainty_ns, OLD.arrival_ns)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) JOIN channel USING (session_id)
                 WHERE channel_id = OLD.channel_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: sample rows never change'); END;
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
WHEN NOT (NEW.value IS NULL AND NEW.text = '')
  OR (NEW.event_id, NEW.session_id, NEW.time_ns, NEW.planned_ns, NEW.kind, NEW.step, NEW.trial, NEW.attempt, NEW.phase, NEW.name) IS NOT (OLD.event_id, OLD.session_id, OLD.time_ns, OLD.planned_ns, OLD.kind, OLD.step, OLD.trial, OLD.attempt, OLD.phase, OLD.name)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) WHERE session_id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: event rows never change'); END;
CREATE TRIGGER answer_never_changes BEFORE UPDATE ON answer
WHEN NOT (NEW.value IS NULL AND NEW.text = '')
  OR (NEW.answer_id, NEW.session_id, NEW.trial, NEW.attempt, NEW.question, NEW.wording, NEW.asked_ns, NEW.time_ns, NEW.outcome) IS NOT (OLD.answer_id, OLD.session_id, OLD.trial, OLD.attempt, OLD.question, OLD.wording, OLD.asked_ns, OLD.time_ns, OLD.outcome)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) WHERE session_id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: answer rows never change'); END;
CREATE TRIGGER amendment_never_changes BEFORE UPDATE ON amendment
WHEN NOT (NEW.old = '' AND NEW.new = '' AND NEW.salt = x'')
  OR (NEW.chain, NEW.seq, NEW.utc, NEW.operator, NEW.action, NEW.target, NEW.participant_id, NEW.session_id, NEW.trial, NEW.attempt, NEW.name, NEW.time_ns) IS NOT (OLD.chain, OLD.seq, OLD.utc, OLD.operator, OLD.action, OLD.target, OLD.participant_id, OLD.session_id, OLD.trial, OLD.attempt, OLD.name, OLD.time_ns)
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE participant_id = OLD.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: amendment rows never change'); END;
CREATE TRIGGER seal_block_never_changes BEFORE UPDATE ON seal_block
WHEN NEW.checks <> x'' OR (NEW.session_id, NEW.number, NEW.part, NEW.block, NEW.row_count, NEW.hash)
                  IS NOT (OLD.session_id, OLD.number, OLD.part, OLD.block, OLD.row_count, OLD.hash)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) WHERE session_id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: seal_block rows never change'); END;

-- The head of the audit goes forward with it.

CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON audit_head
WHEN NEW.chain IS NOT OLD.chain OR NEW.own IS NOT OLD.own OR NEW.seq < OLD.seq
BEGIN SELECT RAISE(ABORT, 'the record only grows: the audit goes forward'); END;

-- Nothing else changes, and nothing goes away.

CREATE TRIGGER study_never_changes BEFORE UPDATE ON study
BEGIN SELECT RAISE(ABORT, 'the record only grows: study rows never change'); END;
CREATE TRIGGER allocation_never_changes BEFORE UPDATE ON allocation
BEGIN SELECT RAISE(ABORT, 'the record only grows: allocation rows never change'); END;
CREATE TRIGGER instrument_never_changes BEFORE UPDATE ON instrument
BEGIN SELECT RAISE(ABORT, 'the record only grows: instrument rows never change'); END;
CREATE TRIGGER channel_never_changes BEFORE UPDATE ON channel
BEGIN SELECT RAISE(ABORT, 'the record only grows: channel rows never change'); END;
CREATE TRIGGER gap_never_changes BEFORE UPDATE ON gap
BEGIN SELECT RAISE(ABORT, 'the record only grows: gap rows never change'); END;
CREATE TRIGGER quality_never_changes BEFORE UPDATE ON quality
BEGIN SELECT RAISE(ABORT, 'the record only grows: quality rows never change'); END;
CREATE TRIGGER factor_never_changes BEFORE UPDATE ON factor
BEGIN SELECT RAISE(ABORT, 'the record only grows: factor rows never change'); END;
CREATE TRIGGER deviation_never_changes BEFORE UPDATE ON deviation
WHEN NOT (NEW.actual IS NULL AND NEW.reason = '')
  OR (NEW.deviation_id, NEW.session_id, NEW.time_ns, NEW.kind, NEW.severity, NEW.trial, NEW.attempt, NEW.phase, NEW.name, NEW.planned, NEW.unit) IS NOT (OLD.deviation_id, OLD.session_id, OLD.time_ns, OLD.kind, OLD.severity, OLD.trial, OLD.attempt, OLD.phase, OLD.name, OLD.planned, OLD.unit)
  OR NOT EXISTS (SELECT 1 FROM erasing JOIN session USING (participant_id) WHERE session_id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: deviation rows never change'); END;
CREATE TRIGGER import_never_changes BEFORE UPDATE ON import
BEGIN SELECT RAISE(ABORT, 'the record only grows: import rows never change'); END;
CREATE TRIGGER clock_never_changes BEFORE UPDATE ON clock
BEGIN SELECT RAISE(ABORT, 'the record only grows: clock rows never change'); END;
CREATE TRIGGER operator_never_changes BEFORE UPDATE ON operator
BEGIN SELECT RAISE(ABORT, 'the record only grows: operator rows never change'); END;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the record only grows: audit rows never change'); END;
CREATE TRIGGER seal_never_changes BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'the record only grows: seal rows never change'); END;
CREATE TRIGGER signature_never_changes BEFORE UPDATE ON signature
BEGIN SELECT RAISE(ABORT, 'the record only grows: signature rows never change'); END;

CREATE TRIGGER study_never_goes BEFORE DELETE ON study
BEGIN SELECT RAISE(ABORT, 'the record only grows: study rows never go away'); END;
CREATE TRIGGER participant_never_goes BEFORE DELETE ON participant
BEGIN SELECT RAISE(ABORT, 'the record only grows: participant rows never go away'); END;
CREATE TRIGGER covariate_never_goes BEFORE DELETE ON covariate
BEGIN SELECT RAISE(ABORT, 'the record only grows: covariate rows never go away'); END;
CREATE TRIGGER allocation_never_goes BEFORE DELETE ON allocation
BEGIN SELECT RAISE(ABORT, 'the record only grows: allocation rows never go away'); END;
CREATE TRIGGER session_never_goes BEFORE DELETE ON session
BEGIN SELECT RAISE(ABORT, 'the record only grows: session rows never go away'); END;
CREATE TRIGGER instrument_never_goes BEFORE DELETE ON instrument
BEGIN SELECT RAISE(ABORT, 'the record only grows: instrument rows never go away'); END;
CREATE TRIGGER channel_never_goes BEFORE DELETE ON channel
BEGIN SELECT RAISE(ABORT, 'the record only grows: channel rows never go away'); END;
CREATE TRIGGER chunk_never_goes BEFORE DELETE ON chunk
BEGIN SELECT RAISE(ABORT, 'the record only grows: chunk rows never go away'); END;
CREATE TRIGGER sample_never_goes BEFORE DELETE ON sample
BEGIN SELECT RAISE(ABORT, 'the record only grows: sample rows never go away'); END;
CREATE TRIGGER gap_never_goes BEFORE DELETE ON gap
BEGIN SELECT RAISE(ABORT, 'the record only grows: gap rows never go away'); END;
CREATE TRIGGER quality_never_goes BEFORE DELETE ON quality
BEGIN SELECT RAISE(ABORT, 'the record only grows: quality rows never go away'); END;
CREATE TRIGGER trial_never_goes BEFORE DELETE ON trial
BEGIN SELECT RAISE(ABORT, 'the record only grows: trial rows never go away'); END;
CREATE TRIGGER factor_never_goes BEFORE DELETE ON factor
BEGIN SELECT RAISE(ABORT, 'the record only grows: factor rows never go away'); END;
CREATE TRIGGER phase_never_goes BEFORE DELETE ON phase
BEGIN SELECT RAISE(ABORT, 'the record only grows: phase rows never go away'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the record only grows: event rows never go away'); END;
CREATE TRIGGER answer_never_goes BEFORE DELETE ON answer
BEGIN SELECT RAISE(ABORT, 'the record only grows: answer rows never go away'); END;
CREATE TRIGGER deviation_never_goes BEFORE DELETE ON deviation
BEGIN SELECT RAISE(ABORT, 'the record only grows: deviation rows never go away'); END;
CREATE TRIGGER import_never_goes BEFORE DELETE ON import
BEGIN SELECT RAISE(ABORT, 'the record only grows: import rows never go away'); END;
CREATE TRIGGER clock_never_goes BEFORE DELETE ON clock
BEGIN SELECT RAISE(ABORT, 'the record only grows: clock rows never go away'); END;
CREATE TRIGGER operator_never_goes BEFORE DELETE ON operator
BEGIN SELECT RAISE(ABORT, 'the record only grows: operator rows never go away'); END;
CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the record only grows: audit rows never go away'); END;
CREATE TRIGGER audit_head_never_goes BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the record only grows: audit_head rows never go away'); END;
CREATE TRIGGER amendment_never_goes BEFORE DELETE ON amendment
BEGIN SELECT RAISE(ABORT, 'the record only grows: amendment rows never go away'); END;
CREATE TRIGGER seal_never_goes BEFORE DELETE ON seal
BEGIN SELECT RAISE(ABORT, 'the record only grows: seal rows never go away'); END;
CREATE TRIGGER seal_block_never_goes BEFORE DELETE ON seal_block
BEGIN SELECT RAISE(ABORT, 'the record only grows: seal_block rows never go away'); END;
CREATE TRIGGER signature_never_goes BEFORE DELETE ON signature
BEGIN SELECT RAISE(ABORT, 'the record only grows: signature rows never go away'); END;
