PRAGMA application_id = 1397705797;
PRAGMA user_version = 2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE study (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;
INSERT INTO study VALUES('created_utc','2026-11-22T08:00:00.123Z');
INSERT INTO study VALUES('title','Calf pump');
CREATE TABLE participant (
	participant_id INTEGER PRIMARY KEY,
	id             TEXT NOT NULL UNIQUE,        -- the code, never a name
	number         INTEGER NOT NULL,            -- within the group, from 1
	group_name     TEXT NOT NULL DEFAULT '',
	simulated      INTEGER NOT NULL DEFAULT 0,
	enrolled_utc   TEXT NOT NULL,
	salt           BLOB NOT NULL, order_number INTEGER, replaces TEXT REFERENCES participant (id),               -- chance: nobody guesses values from their hash in the audit
	UNIQUE (group_name, number)
) STRICT;
INSERT INTO participant VALUES(1,'P01',1,'control',0,'2026-11-22T08:00:00.123Z',X'c035ea126e002c283261e939f124473c',NULL,NULL);
INSERT INTO participant VALUES(2,'P07',2,'control',0,'2026-11-22T08:00:00.123Z',X'd0438bf90c70f657ae261383d0452c3e',NULL,NULL);
INSERT INTO participant VALUES(3,'P08',3,'control',0,'2026-11-22T08:00:00.123Z',X'618365660f86194cd6560c41661e3f81',2,'P07');
CREATE TABLE covariate (
	participant_id INTEGER NOT NULL REFERENCES participant,
	name           TEXT NOT NULL,
	value          TEXT NOT NULL,
	PRIMARY KEY (participant_id, name)
) STRICT;
INSERT INTO covariate VALUES(1,'age','54');
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
INSERT INTO allocation VALUES(1,'',1,1,1,'control',2,NULL,'by turns','none','0','2026-11-22T08:00:00.123Z');
INSERT INTO allocation VALUES(2,'',1,1,1,'control',3,2,'by turns','none','0','2026-11-22T08:00:00.123Z');
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
INSERT INTO session VALUES(1,'bf3dd8352166859ac3f9dd561c6a1f64',1,3,'mk','pushup','2','Push-ups','protocols/pushup.lua','abc','ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',replace('1 rest 60 s\n','\n',char(10)),'18446744073709551615','lab1',1,1,'soleus 0.1.0','2026-11-22T08:00:00.123Z',-90,600000,'completed');
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
INSERT INTO instrument VALUES(1,1,'oximeter','nonin_df2','usb:1027:24577','FTDI A1',replace('driver = nonin_df2\n','\n',char(10)),0);
INSERT INTO instrument VALUES(2,1,'thermistors','ascii','sim:','','',1);
INSERT INTO instrument VALUES(3,1,'memory','nonin_df2','file','','',0);
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
INSERT INTO channel VALUES(1,1,1,'pleth','plethysmogram','counts','left index',NULL,NULL,0.013333333333333334189,1);
INSERT INTO channel VALUES(2,1,2,'toe','temperature','degC','großer Zeh, links',5.0,50.0,NULL,0);
CREATE TABLE chunk (                                -- bytes as they came, the original source data
	instrument_id INTEGER NOT NULL REFERENCES instrument,
	seq           INTEGER NOT NULL,             -- from 1, in the order in which they came
	arrival_ns    INTEGER NOT NULL,
	sent          INTEGER NOT NULL,             -- 1: from us to the instrument
	bytes         BLOB NOT NULL,
	PRIMARY KEY (instrument_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO chunk VALUES(2,1,0,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,2,1000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,3,2000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,4,3000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,5,4000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,6,5000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,7,6000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,8,7000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,9,8000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,10,9000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,11,10000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,12,11000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,13,12000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,14,13000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,15,14000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,16,15000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,17,16000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,18,17000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,19,18000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(2,20,19000,0,X'746f653d33302e300d0a');
INSERT INTO chunk VALUES(3,1,500000,0,X'78');
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
INSERT INTO sample VALUES(1,1,0,30,100,30.0,0,4294967295);
INSERT INTO sample VALUES(1,2,2000,30,2100,30.019999999999999573,0,4294967295);
INSERT INTO sample VALUES(1,3,4000,30,4100,30.039999999999999146,0,4294967295);
INSERT INTO sample VALUES(1,4,6000,30,6100,30.059999999999998721,0,4294967295);
INSERT INTO sample VALUES(1,5,8000,30,8100,30.079999999999998295,0,4294967295);
INSERT INTO sample VALUES(1,6,10000,30,10100,30.10000000000000142,0,4294967295);
INSERT INTO sample VALUES(1,7,12000,30,12100,30.120000000000000995,0,4294967295);
INSERT INTO sample VALUES(1,8,14000,30,14100,30.140000000000000568,0,4294967295);
INSERT INTO sample VALUES(1,9,16000,30,16100,30.160000000000000142,0,4294967295);
INSERT INTO sample VALUES(1,10,18000,30,18100,30.179999999999999715,0,4294967295);
INSERT INTO sample VALUES(2,1,1000,30,1100,30.010000000000001563,0,4294967295);
INSERT INTO sample VALUES(2,2,3000,30,3100,30.030000000000001136,0,4294967295);
INSERT INTO sample VALUES(2,3,5000,30,5100,30.05000000000000071,0,4294967295);
INSERT INTO sample VALUES(2,4,7000,30,7100,30.070000000000000283,0,4294967295);
INSERT INTO sample VALUES(2,5,9000,30,9100,30.089999999999999858,0,4294967295);
INSERT INTO sample VALUES(2,6,11000,30,11100,30.109999999999999431,0,4294967295);
INSERT INTO sample VALUES(2,7,13000,30,13100,30.129999999999999005,0,4294967295);
INSERT INTO sample VALUES(2,8,15000,30,15100,30.149999999999998578,0,4294967295);
INSERT INTO sample VALUES(2,9,17000,30,17100,30.170000000000001705,0,4294967295);
INSERT INTO sample VALUES(2,10,19000,30,19100,30.190000000000001278,0,4294967295);
CREATE TABLE gap (                                  -- a channel gave nothing valid, and why
	gap_id     INTEGER PRIMARY KEY,
	channel_id INTEGER NOT NULL REFERENCES channel,
	from_ns    INTEGER NOT NULL,                -- when a valid value was due
	to_ns      INTEGER NOT NULL,                -- when one came, or the cause changed, or the session ended
	cause      TEXT NOT NULL                    -- unplugged, no_finger, silent, noise, suspended, overrun, away
) STRICT;
INSERT INTO gap VALUES(1,1,2,1000002,'unplugged');
CREATE TABLE quality (                              -- filled by the program that makes the file
	bit  INTEGER PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;
INSERT INTO quality VALUES(1,'no_probe');
INSERT INTO quality VALUES(2,'no_finger');
INSERT INTO quality VALUES(4,'searching');
INSERT INTO quality VALUES(8,'low_perfusion');
INSERT INTO quality VALUES(16,'artefact');
INSERT INTO quality VALUES(32,'out_of_range');
INSERT INTO quality VALUES(64,'stale');
INSERT INTO quality VALUES(128,'bad_checksum');
INSERT INTO quality VALUES(256,'saturated');
INSERT INTO quality VALUES(512,'missing');
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
INSERT INTO trial VALUES(1,1,1,1,'barefoot',105,510000,'completed',1);
CREATE TABLE factor (
	trial_id INTEGER NOT NULL REFERENCES trial,
	name     TEXT NOT NULL,
	value    TEXT NOT NULL,
	PRIMARY KEY (trial_id, name)
) STRICT;
INSERT INTO factor VALUES(1,'leg','right');
INSERT INTO factor VALUES(1,'load','0.5');
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
INSERT INTO phase VALUES(1,1,1,1,'walk','exercise',60.0,101,106,499995,500000,0,'completed');
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
INSERT INTO event VALUES(1,1,105,100,'trial_begin',0,1,1,NULL,'barefoot',NULL,'');
INSERT INTO event VALUES(2,1,106,101,'phase_begin',0,1,1,1,'walk',60.0,'exercise');
INSERT INTO event VALUES(3,1,150,145,'answer',0,1,1,1,'borg',4.0,'4');
INSERT INTO event VALUES(4,1,160,NULL,'note',NULL,NULL,NULL,NULL,'',NULL,'she told of her knee');
INSERT INTO event VALUES(5,1,500000,499995,'phase_end',0,1,1,1,'walk',60.0,'exercise');
INSERT INTO event VALUES(6,1,510000,509995,'trial_end',0,1,1,NULL,'barefoot',NULL,'completed');
INSERT INTO event VALUES(7,1,600000,NULL,'session_end',NULL,NULL,NULL,NULL,'',NULL,'completed');
INSERT INTO event VALUES(8,1,500000,NULL,'import',NULL,1,1,NULL,'memory',NULL,'Recording 1 of night.bin (SHA-256 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881), 0 samples, imported on 2026-11-22T08:00:00.123Z by mk');
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
INSERT INTO answer VALUES(1,1,1,1,'borg','',150,150,'answered',4.0,'4');
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
INSERT INTO deviation VALUES(1,1,170,'skipped','minor',1,1,1,'walk',1.0,2.0,'s','her knee');
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
INSERT INTO import VALUES(1,1,1,1,3,'night.bin','2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',1,500000,0,'mk','2026-11-22T08:00:00.123Z','soleus 0.1.0');
CREATE TABLE clock (                                -- the session's clock against UTC
	session_id INTEGER NOT NULL REFERENCES session,
	time_ns    INTEGER NOT NULL,
	utc_ns     INTEGER NOT NULL,                -- since 1970-01-01T00:00:00Z
	PRIMARY KEY (session_id, time_ns)
) STRICT, WITHOUT ROWID;
INSERT INTO clock VALUES(1,0,1795334400123456789);
CREATE TABLE operator (
	id        TEXT PRIMARY KEY,
	pin_hash  TEXT NOT NULL,                    -- argon2id; '': has none
	added_utc TEXT NOT NULL
) STRICT;
INSERT INTO operator VALUES('OP1','','2026-11-22T08:00:00.123Z');
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
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',1,'2026-11-22T08:00:00.123Z','','','','soleus 0.1.0','made','schema','',X'09d1501737f10028526fc1ed7fd97eeffc290ec363bf4eda078ad44aec9ecb84',X'e0999e7b79c7c2f3019f1dad73e42031f9046522279f0021de9eeef6f70cf879');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',2,'2026-11-22T08:00:00.123Z','','','','soleus 0.1.0','made','quality','',X'69520b20f8022591155fded1517e8e7ee9d1aab50c3cef736cd13d0412e09789',X'8995e226b60d40849bbd1edb201c5cb296e49dab2ac2a7e48d9192ed7a10955f');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',3,'2026-11-22T08:00:00.123Z','','','','soleus 0.1.0','made','study','',X'4a694ab42617145b78372a1f968b61d8e8fc4ab9a4695cd9ed6179023092a931',X'f2fd43dbbba4b3c71da6fc8299c278969a0c20e86667bcbf02577cd0234e51bc');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',4,'2026-11-22T08:00:00.123Z','','','','soleus 0.1.0','enrolled','participant P01','',X'859cd2d3e71208e79a6ce2315a11a4a110630a1c5172c5db1201d09c12bbb058',X'89694d3906fc0d58558d62b153f585aeb3f0117dfd47806e7222826573e12ac3');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',5,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','began','session bf3dd8352166859ac3f9dd561c6a1f64','P01 visit 3: pushup 2',NULL,X'7fee4aeb645d6d882d0bb8aa7272f623c3478e14e7033d29333bb4d97eccab16');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',6,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','ended','session bf3dd8352166859ac3f9dd561c6a1f64','completed',NULL,X'142767a82d190a11a6eb823e03a038a5da69f38c68d64b2db82e2f1af28f1764');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',7,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','sealed','seal bf3dd8352166859ac3f9dd561c6a1f64:1','60 rows',X'720b7c1ae3c8a2d11d7584374a58d250a38c2da2751249fbe997041ea64009de',X'a531e9536cf6d350a58c1ed15257a68faeff021604185f9e172b152c9ff9da0c');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',8,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','enrolled','participant P07','group drawn',X'231a96dbf72181d862b3a5298c89d8fd6b8dc507b13e63be7f041d4f0732c2c9',X'0dbf8c0540950c3ddee0e54d94f480f012da5375a892fa898e9fe151eae71504');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',9,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','imported','import 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881:1','into session 1',NULL,X'536e0b25b21244617a74dba99ad21f7fab8f23e115f560cc622ebc163c325183');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',10,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','sealed','seal bf3dd8352166859ac3f9dd561c6a1f64:2','64 rows',X'36271415f759d5977ecf50d36461338783c4eb668be03ed61d6f71f040179229',X'b7d67ee8725916ba72687411ddfe46ec8c21d4f7c20b29d10282adbeda508c13');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',11,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','added','operator OP1','',X'6900e2aff7e95192cfa8b900e6b5f3c180536b49ebb89fdbed9e205c7fbc3401',X'664dc544fab04411dd75842286ad3218bf91ed51fa6f7b881facc98adc95bdc1');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',12,'2026-11-22T08:00:00.123Z','OP1','','lab1','soleus 0.1.0','signed','signature bf3dd8352166859ac3f9dd561c6a1f64:OP1:2026-11-22T08:00:00.123Z','I was there',X'15ae234ae124a3511205b6461b65d7a5662231cff10fca9326bdb14d1394980f',X'6c1430d837686d99435f3449baa54260c94135a0eafebb20962e001c54816397');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',13,'2026-11-22T08:00:00.123Z','mk','','lab1','soleus 0.1.0','amended','amendment 794102319d60dee95cf86f07684bed3a:13','correct answer borg of session 1, trial 1',X'dd17a099ec5e1732ee0939745f04816673c224523386a698fff3f0001fd2b65a',X'e07a618d66c3b39f7944759626c682cdb0d18ed4d94f167de4c71bcaca184c40');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',14,'2026-11-22T19:54:28.723Z','','','','soleus 0.1.0','migrated','schema','from version 1 to 2',X'3dc5118aa96d030ed355d19b692fe21856c2e0dbdbe252fa395273d1922abcde',X'71afd03f594a5da995d09c943840f0dc8e8e35d751dfb6b2564f04f5fad78fe0');
INSERT INTO audit VALUES('794102319d60dee95cf86f07684bed3a',15,'2026-11-22T08:00:00.123Z','mk','','','soleus 0.1.0','enrolled','participant P08','group drawn',X'009576109c82aacff9e4bed77f8e68992323aa370700fe0b4129fb90e09c403b',X'1aaba08f4a3aa190758bdd5bef3c70b73d5d209c1f5e779302dff3704c5f37ee');
CREATE TABLE audit_head (                           -- the last entry of each chain, signed
	chain      TEXT PRIMARY KEY,
	own        INTEGER NOT NULL,                -- 1: entries of this record; 0: came with a merge
	seq        INTEGER NOT NULL,
	hash       BLOB NOT NULL,
	public_key BLOB,                            -- of the station; NULL: not signed
	signature  BLOB                             -- Ed25519
) STRICT;
INSERT INTO audit_head VALUES('794102319d60dee95cf86f07684bed3a',1,15,X'1aaba08f4a3aa190758bdd5bef3c70b73d5d209c1f5e779302dff3704c5f37ee',X'4008d62acd32454466783f22e7c7007f1bb37b05597851b503c958f573ba44ba',X'6814d97870e662390af14b39a08056bf334d39296cf37d52cd31c99de7bf9e5424d7b768e335a460b99361e05dc2219730b0eea75520276a56b2f5d38273f00d');
CREATE TABLE amendment (                            -- the original stays; the last one counts
	chain          TEXT NOT NULL,               -- of its entry in the audit
	seq            INTEGER NOT NULL,
	utc            TEXT NOT NULL,
	operator       TEXT NOT NULL,
	action         TEXT NOT NULL,               -- correct, void, exclude, include, withdraw, erase
	target         TEXT NOT NULL,               -- answer, covariate, factor, trial, session, participant
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
INSERT INTO amendment VALUES('794102319d60dee95cf86f07684bed3a',13,'2026-11-22T08:00:00.123Z','mk','correct','answer',1,1,1,1,'borg',150,'4','5','misheard',X'35c909fbe6fd0be8bbfaad997d865191');
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
INSERT INTO seal VALUES(1,1,'2026-11-22T08:00:00.123Z',60,X'3bc5e3c4a85f22bb9e2959280de034c5a60e21d6957067429a10ea6e7f12c7cf',X'4008d62acd32454466783f22e7c7007f1bb37b05597851b503c958f573ba44ba',X'4dd8354bf5f97752692d624c2d1c02724be27b26329ad0768ba3aa066084bad05e40d943d98a741cbc165271201f89bb949a4aa9552c7426ba2170ae42c05b07');
INSERT INTO seal VALUES(1,2,'2026-11-22T08:00:00.123Z',64,X'5966660eba59c196d53dcd64b33b3565c497d490058790411335f58fc1b39db9',X'4008d62acd32454466783f22e7c7007f1bb37b05597851b503c958f573ba44ba',X'f806e727a99b249f39dfc4f241e31dfa5b9dffff7889f4cb9cd7e01c11eaf0ac8dc5c5ce0bd7d9cbb377fd4fff978501761914aeba461c31895eb7f29ae0ba00');
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
INSERT INTO seal_block VALUES(1,1,'session',0,1,X'b3dcf3e204343037563de342f4ccdf099e21ebdfcad3441b7ea3cb4bd36c73c4',X'e71719d7');
INSERT INTO seal_block VALUES(1,1,'instrument',0,2,X'd83f3efb271a6ba237e1e6516ba866a0e416d8215ebd291e84f1a5bda6025290',X'9859cdc6deee67f5');
INSERT INTO seal_block VALUES(1,1,'channel',0,2,X'f360213788d2ff2ef68c9ebef188af97c75a2c7967709d695da27784f3cdaa0b',X'44a87fd928b42e5d');
INSERT INTO seal_block VALUES(1,1,'trial',0,1,X'ef0ba24f0bdfa9e70a04052737f5a2442b632405fa5b07aca3172b9c419c6654',X'd86f853a');
INSERT INTO seal_block VALUES(1,1,'factor',0,2,X'd3f418fe83a921db30d9624c542458decbe547b72357cf0976c7076975a0613b',X'0e6b273a7bf74a9f');
INSERT INTO seal_block VALUES(1,1,'phase',0,1,X'ada7b2c22cdb4a6ddd0b210332a467846f615c2bff9554a1247051650fb70a00',X'9717d638');
INSERT INTO seal_block VALUES(1,1,'event',0,7,X'6e722a4f2beec5b55026ddfc351d743611805867c2cb4c6eb97765fb9db4a650',X'69484829768887b862d21d1b8f265a67bb8aa9e06884f72b68d3433e');
INSERT INTO seal_block VALUES(1,1,'answer',0,1,X'0f62dbffb6c9195ea054bd6508f012f4c61f2a9da1bd16f01f29a10938f90be8',X'41102c72');
INSERT INTO seal_block VALUES(1,1,'deviation',0,1,X'3d83dc82b4ded3daf5160f98b74414fcdcae455758eb9490fc273ef4e555c2e6',X'20f019c3');
INSERT INTO seal_block VALUES(1,1,'gap',0,1,X'b479388debd7e8bc3381d3796231bc59f5498107928aefd6d231d2c131970152',X'4f5dccbc');
INSERT INTO seal_block VALUES(1,1,'clock',0,1,X'124447a6f5a260f0992be93ce0ba79a5d79f7308e1fbe161c0f92978f4620f42',X'654e9083');
INSERT INTO seal_block VALUES(1,1,'chunk',0,20,X'74f5a2cfe99e2dd073a2add10428474248e73b5c6ea2f91b8ddf05ec58944646',X'b8ccdbbab4ae1a0a4c545db301b481dff76e522c94fbb9d30eaa8fe025f894b71109de08bf49a1ddee8c9bf6fa8e9e272aeec52715b4a73bc7f87a5d24a2bb4c7bfb82a8b3a260acf33065c0c4519ade');
INSERT INTO seal_block VALUES(1,1,'sample',0,20,X'53345b80ac86b0f1f37913d4781e6c61d249ae2df4a1bf9753d47694618c4a2c',X'804c3fe45eeca441976b2eed075e01cff3eaf3164abf33d97ac5ec3372c68b9914a5a07a07d2ba692e742c6c8177ebda19c1333ac6e10935758362ee71e03c4b6a38f551d7dbc9008067e87aeba7c20a');
INSERT INTO seal_block VALUES(1,2,'session',0,1,X'b3dcf3e204343037563de342f4ccdf099e21ebdfcad3441b7ea3cb4bd36c73c4',X'e71719d7');
INSERT INTO seal_block VALUES(1,2,'instrument',0,3,X'2a825a9778e97f6330259cf7618d8c354392bb58d240e3cf87fb7c57bcd51e3b',X'9859cdc6deee67f5199efccc');
INSERT INTO seal_block VALUES(1,2,'channel',0,2,X'f360213788d2ff2ef68c9ebef188af97c75a2c7967709d695da27784f3cdaa0b',X'44a87fd928b42e5d');
INSERT INTO seal_block VALUES(1,2,'trial',0,1,X'ef0ba24f0bdfa9e70a04052737f5a2442b632405fa5b07aca3172b9c419c6654',X'd86f853a');
INSERT INTO seal_block VALUES(1,2,'factor',0,2,X'd3f418fe83a921db30d9624c542458decbe547b72357cf0976c7076975a0613b',X'0e6b273a7bf74a9f');
INSERT INTO seal_block VALUES(1,2,'phase',0,1,X'ada7b2c22cdb4a6ddd0b210332a467846f615c2bff9554a1247051650fb70a00',X'9717d638');
INSERT INTO seal_block VALUES(1,2,'event',0,8,X'3cf7bfb7c9f9193aa168570afb60fd5ab1a57f94c7d081cc5929132800ce7099',X'69484829768887b862d21d1b8f265a67bb8aa9e06884f72b68d3433ed00394ab');
INSERT INTO seal_block VALUES(1,2,'answer',0,1,X'0f62dbffb6c9195ea054bd6508f012f4c61f2a9da1bd16f01f29a10938f90be8',X'41102c72');
INSERT INTO seal_block VALUES(1,2,'deviation',0,1,X'3d83dc82b4ded3daf5160f98b74414fcdcae455758eb9490fc273ef4e555c2e6',X'20f019c3');
INSERT INTO seal_block VALUES(1,2,'import',0,1,X'892914a1bfc4e8970cb8718e71fccc8ac029c2bf4297123665c5b58f0ca8b696',X'e475294d');
INSERT INTO seal_block VALUES(1,2,'gap',0,1,X'b479388debd7e8bc3381d3796231bc59f5498107928aefd6d231d2c131970152',X'4f5dccbc');
INSERT INTO seal_block VALUES(1,2,'clock',0,1,X'124447a6f5a260f0992be93ce0ba79a5d79f7308e1fbe161c0f92978f4620f42',X'654e9083');
INSERT INTO seal_block VALUES(1,2,'chunk',0,21,X'48cf08dd1ef7d4159ed969d4b18dd68c7ae7cb9280862460fd751e2135880caf',X'b8ccdbbab4ae1a0a4c545db301b481dff76e522c94fbb9d30eaa8fe025f894b71109de08bf49a1ddee8c9bf6fa8e9e272aeec52715b4a73bc7f87a5d24a2bb4c7bfb82a8b3a260acf33065c0c4519adeaacbc36c');
INSERT INTO seal_block VALUES(1,2,'sample',0,20,X'53345b80ac86b0f1f37913d4781e6c61d249ae2df4a1bf9753d47694618c4a2c',X'804c3fe45eeca441976b2eed075e01cff3eaf3164abf33d97ac5ec3372c68b9914a5a07a07d2ba692e742c6c8177ebda19c1333ac6e10935758362ee71e03c4b6a38f551d7dbc9008067e87aeba7c20a');
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
INSERT INTO signature VALUES(1,'OP1','2026-11-22T08:00:00.123Z','I was there',X'5966660eba59c196d53dcd64b33b3565c497d490058790411335f58fc1b39db9',X'4008d62acd32454466783f22e7c7007f1bb37b05597851b503c958f573ba44ba',X'fd679a242ea4100b82efaacfeb6b384ce0f3e23bc40ed930b826b3eb270e2a07d0d53e1857cf41d272c68437f0e9b5701333b44c87d857c6a2dcb176bc652600');
CREATE UNIQUE INDEX allocation_of_stratum ON allocation (stratum, number) WHERE replaces_id IS NULL;
CREATE INDEX gap_of_channel ON gap (channel_id, from_ns);
CREATE INDEX phase_of_session ON phase (session_id, began_ns);
CREATE INDEX event_of_session ON event (session_id, event_id);
CREATE INDEX deviation_of_session ON deviation (session_id);
CREATE INDEX audit_of_object ON audit (object, chain, seq);
CREATE INDEX amendment_of_session ON amendment (session_id);
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
CREATE TRIGGER erasing_is_amended BEFORE INSERT ON erasing
WHEN NOT EXISTS (SELECT 1 FROM amendment WHERE action = 'erase' AND participant_id = NEW.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: an erasure is amended first'); END;
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
CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON audit_head
WHEN NEW.chain IS NOT OLD.chain OR NEW.own IS NOT OLD.own OR NEW.seq < OLD.seq
BEGIN SELECT RAISE(ABORT, 'the record only grows: the audit goes forward'); END;
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
CREATE UNIQUE INDEX participant_of_place ON participant (replaces);
CREATE TRIGGER participant_never_changes BEFORE UPDATE ON participant
WHEN NOT (NEW.salt = x'')
  OR (NEW.participant_id, NEW.id, NEW.number, NEW.group_name, NEW.simulated, NEW.enrolled_utc, NEW.order_number, NEW.replaces) IS NOT (OLD.participant_id, OLD.id, OLD.number, OLD.group_name, OLD.simulated, OLD.enrolled_utc, OLD.order_number, OLD.replaces)
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE participant_id = OLD.participant_id)
BEGIN SELECT RAISE(ABORT, 'the record only grows: participant rows never change'); END;
COMMIT;
