/* merge.c - brings what is new in another station's record into this one */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/count.h"
#include "record/audit.h"
#include "record/backup.h"
#include "record/claim.h"
#include "record/migration.h"
#include "record/seal_parts.h"
#include "record/verify.h"

/* Each gives a row with a text when the records contradict each other; %s of the sentence becomes the text. */
static const struct conflict { const char *sql, *sentence; } conflicts[] = {
	{ "SELECT chain FROM other.audit_head AS there JOIN main.audit_head AS here USING (chain) WHERE here.own AND there.own",
	  "is a copy of this very record (%s); there is nothing to merge" },
	{ "SELECT there.name FROM other.study AS there WHERE name = 'rehearsal' AND value = 'yes'"
	  " AND NOT EXISTS (SELECT 1 FROM main.study AS here WHERE here.name = there.name AND here.value = there.value)",
	  "is a %s, and one is never mixed with a real study" },
	{ "SELECT there.value FROM other.study AS there JOIN main.study AS here USING (name)"
	  " WHERE name = 'id' AND there.value <> here.value", "is the record of another study, %s" },
	{ "SELECT 'session ' || session_id FROM other.session AS s WHERE status IS NULL"
	  " OR NOT EXISTS (SELECT 1 FROM other.seal AS seals WHERE seals.session_id = s.session_id)",
	  "holds a session that is not sealed (%s); let it end and be sealed there" },
	{ "SELECT id FROM other.participant AS there JOIN main.participant AS here USING (id)"
	  " WHERE there.group_name <> here.group_name OR there.simulated <> here.simulated",
	  "has %s in another group: the code stands for two persons" },
	{ "SELECT there.id || ' (' || a.name || ')' FROM other.participant AS there JOIN main.participant AS here USING (id)"
	  " JOIN other.covariate AS a ON a.participant_id = there.participant_id"
	  " JOIN main.covariate AS b ON b.participant_id = here.participant_id AND b.name = a.name WHERE a.value <> b.value",
	  "says otherwise of %s: the code stands for two persons, or one of the two records needs a correction" },
	/* Enrolled at both stations: what was said there only would be an addition to what was said, and sealed, here. */
	{ "SELECT there.id || ' (' || a.name || ')' FROM other.participant AS there JOIN main.participant AS here USING (id)"
	  " JOIN other.covariate AS a ON a.participant_id = there.participant_id WHERE there.salt <> here.salt AND a.value <> ''"
	  " AND NOT EXISTS (SELECT 1 FROM main.covariate AS b WHERE b.participant_id = here.participant_id AND b.name = a.name)"
	  " AND NOT EXISTS (SELECT 1 FROM main.amendment AS m WHERE m.participant_id = here.participant_id AND m.target = 'covariate'"
	  " AND m.name = a.name)", "knows of %s, which this record does not; add it here with 'soleus amend covariate' first" },
	{ "SELECT there.id FROM other.participant AS there LEFT JOIN main.participant AS here USING (id) WHERE EXISTS"
	  " (SELECT 1 FROM other.amendment AS a WHERE a.action = 'erase' AND a.participant_id = there.participant_id) <> EXISTS"
	  " (SELECT 1 FROM main.amendment AS b WHERE b.action = 'erase' AND b.participant_id = here.participant_id)"
	  " AND here.id IS NOT NULL", "and this record do not agree that %s was erased; erase the person in both" },
	{ "SELECT there.id FROM temp.persons AS there JOIN main.participant AS here USING (id) WHERE there.replaces IS NOT here.replaces",
	  "has %s in another's place than this record: the code stands for two persons" },
	{ "SELECT there.id FROM temp.persons AS there JOIN main.participant AS here USING (replaces) WHERE there.id <> here.id",
	  "has %s in a place that somebody else has taken over here" },
	{ "SELECT there.stratum || ' ' || there.number FROM other.allocation AS there JOIN main.allocation AS here"
	  " USING (stratum, number) JOIN other.participant AS a ON a.participant_id = there.participant_id"
	  " JOIN main.participant AS b ON b.participant_id = here.participant_id"
	  " WHERE there.replaces_id IS NULL AND here.replaces_id IS NULL AND a.id <> b.id",
	  "has drawn groups on its own (place %s of the list is taken twice); one record alone must draw them" },
	{ "SELECT 'session ' || there.session_id FROM other.session AS there JOIN main.session AS here USING (uuid) WHERE"
	  " (SELECT hash FROM other.seal AS s WHERE s.session_id = there.session_id ORDER BY number DESC LIMIT 1) IS NOT"
	  " (SELECT hash FROM main.seal AS s WHERE s.session_id = here.session_id ORDER BY number DESC LIMIT 1)",
	  "has %s with another content than this record, which has it too" },
	{ "SELECT 'entry ' || here.seq FROM main.audit_head AS here JOIN other.audit AS there USING (chain, seq)"
	  " WHERE NOT here.own AND there.hash <> here.hash",
	  "has rewritten the audit that came with an earlier merge (%s)" },
};

/* In their order. `merging` holds the sessions that are new: their number there and here. */
#define NEW " JOIN temp.merging AS m ON m.there = "
#define HERE " JOIN main.participant AS here USING (id)"
static const char *const steps[] = {
	"CREATE TEMP TABLE merging (there INTEGER PRIMARY KEY, here INTEGER)",
	/* Where the number is taken here, orders go on to be chosen by the one that the person has had. */
	"INSERT INTO main.participant (id, number, group_name, simulated, enrolled_utc, salt, order_number, replaces)"
	" SELECT id, there.number + coalesce(most, 0), there.group_name, simulated, enrolled_utc, salt,"
	" iif(most IS NULL, order_number, coalesce(order_number, there.number)), replaces FROM temp.persons AS there"
	" LEFT JOIN (SELECT group_name, max(number) AS most FROM main.participant GROUP BY group_name) AS taken USING (group_name)"
	" WHERE id NOT IN (SELECT id FROM main.participant) ORDER BY participant_id",
	"INSERT INTO main.covariate (participant_id, name, value) SELECT here.participant_id, name, value"
	" FROM other.covariate AS c JOIN other.participant AS p USING (participant_id)" HERE
	" WHERE here.salt = p.salt AND NOT EXISTS (SELECT 1 FROM main.covariate AS own WHERE own.participant_id = here.participant_id)",
	"INSERT INTO main.allocation (stratum, number, block, block_size, group_name, participant_id, replaces_id, design,"
	" method, seed, allocated_utc) SELECT stratum, a.number, block, block_size, a.group_name, here.participant_id,"
	" replaced.participant_id, design, method, seed, allocated_utc FROM other.allocation AS a"
	" JOIN other.participant AS p USING (participant_id)" HERE
	" LEFT JOIN other.participant AS r ON r.participant_id = a.replaces_id LEFT JOIN main.participant AS replaced ON replaced.id = r.id"
	" WHERE here.participant_id NOT IN (SELECT participant_id FROM main.allocation) ORDER BY allocation_id",
	"INSERT INTO main.operator SELECT * FROM other.operator WHERE id NOT IN (SELECT id FROM main.operator)",
	"INSERT INTO main.session (uuid, participant_id, visit, operator, protocol_id, protocol_version, protocol_title,"
	" script_file, script_text, script_sha256, plan_text, seed, station, simulated, virtual_clock, software_version,"
	" start_utc, utc_offset_min, ended_ns, status) SELECT uuid, here.participant_id, visit, operator, protocol_id,"
	" protocol_version, protocol_title, script_file, script_text, script_sha256, plan_text, seed, station, s.simulated,"
	" virtual_clock, software_version, start_utc, utc_offset_min, ended_ns, status"
	" FROM other.session AS s JOIN other.participant AS p USING (participant_id)" HERE
	" WHERE uuid NOT IN (SELECT uuid FROM main.session) ORDER BY session_id",
	"INSERT INTO temp.merging SELECT there.session_id, here.session_id FROM other.session AS there"
	" JOIN main.session AS here USING (uuid)"
	" WHERE NOT EXISTS (SELECT 1 FROM main.seal AS seals WHERE seals.session_id = here.session_id)",
	"INSERT INTO main.instrument (session_id, name, driver, port, identity, settings, simulated)"
	" SELECT m.here, name, driver, port, identity, settings, simulated FROM other.instrument AS i" NEW "i.session_id"
	" ORDER BY instrument_id",
	"CREATE TEMP TABLE instruments AS SELECT a.instrument_id AS there, b.instrument_id AS here"
	" FROM other.instrument AS a" NEW "a.session_id JOIN main.instrument AS b ON b.session_id = m.here AND b.name = a.name",
	"INSERT INTO main.channel (session_id, instrument_id, name, quantity, unit, site, low, high, interval_s, waveform)"
	" SELECT m.here, i.here, name, quantity, unit, site, low, high, interval_s, waveform FROM other.channel AS c"
	NEW "c.session_id JOIN temp.instruments AS i ON i.there = c.instrument_id ORDER BY channel_id",
	"INSERT INTO main.chunk (instrument_id, seq, arrival_ns, sent, bytes)"
	" SELECT i.here, seq, arrival_ns, sent, bytes FROM temp.instruments AS i"
	" JOIN other.chunk AS c ON c.instrument_id = i.there ORDER BY i.here, seq",
	"INSERT INTO main.sample (channel_id, seq, time_ns, uncertainty_ns, arrival_ns, value, quality, flags)"
	" SELECT b.channel_id, seq, time_ns, uncertainty_ns, arrival_ns, value, quality, flags FROM other.channel AS a"
	NEW "a.session_id JOIN main.channel AS b ON b.session_id = m.here AND b.name = a.name"
	" JOIN other.sample AS s ON s.channel_id = a.channel_id ORDER BY b.channel_id, time_ns, seq",
	"INSERT INTO main.gap (channel_id, from_ns, to_ns, cause) SELECT b.channel_id, from_ns, to_ns, cause"
	" FROM other.gap AS g JOIN other.channel AS a USING (channel_id)" NEW "a.session_id"
	" JOIN main.channel AS b ON b.session_id = m.here AND b.name = a.name ORDER BY gap_id",
	"INSERT INTO main.trial (session_id, number, attempt, condition, began_ns, ended_ns, outcome, counted)"
	" SELECT m.here, number, attempt, condition, began_ns, ended_ns, outcome, counted FROM other.trial AS t"
	NEW "t.session_id ORDER BY trial_id",
	"CREATE TEMP TABLE trials AS SELECT a.trial_id AS there, b.trial_id AS here FROM other.trial AS a" NEW "a.session_id"
	" JOIN main.trial AS b ON b.session_id = m.here AND b.number = a.number AND b.attempt = a.attempt",
	"INSERT INTO main.factor (trial_id, name, value) SELECT t.here, name, value FROM other.factor AS f"
	" JOIN temp.trials AS t ON t.there = f.trial_id ORDER BY f.rowid",
	"INSERT INTO main.phase (session_id, trial_id, number, name, kind, reps_per_min, planned_began_ns, began_ns,"
	" planned_ended_ns, ended_ns, paused_ns, outcome) SELECT m.here, t.here, number, name, kind, reps_per_min,"
	" planned_began_ns, began_ns, planned_ended_ns, ended_ns, paused_ns, outcome FROM other.phase AS p" NEW "p.session_id"
	" LEFT JOIN temp.trials AS t ON t.there = p.trial_id ORDER BY phase_id",
	"INSERT INTO main.event (session_id, time_ns, planned_ns, kind, step, trial, attempt, phase, name, value, text)"
	" SELECT m.here, time_ns, planned_ns, kind, step, trial, attempt, phase, name, value, text FROM other.event AS e"
	NEW "e.session_id ORDER BY event_id",
	"INSERT INTO main.answer (session_id, trial, attempt, question, wording, asked_ns, time_ns, outcome, value, text)"
	" SELECT m.here, trial, attempt, question, wording, asked_ns, time_ns, outcome, value, text FROM other.answer AS a"
	NEW "a.session_id ORDER BY answer_id",
	"INSERT INTO main.deviation (session_id, time_ns, kind, severity, trial, attempt, phase, name, planned, actual, unit,"
	" reason) SELECT m.here, time_ns, kind, severity, trial, attempt, phase, name, planned, actual, unit, reason"
	" FROM other.deviation AS d" NEW "d.session_id ORDER BY deviation_id",
	"INSERT INTO main.import (session_id, trial, attempt, instrument_id, file, sha256, recording, ended_ns, samples,"
	" operator, imported_utc, software_version) SELECT m.here, trial, attempt, i.here, file, sha256, recording, ended_ns,"
	" samples, operator, imported_utc, software_version FROM other.import AS n" NEW "n.session_id"
	" JOIN temp.instruments AS i ON i.there = n.instrument_id ORDER BY import_id",
	"INSERT INTO main.clock SELECT m.here, time_ns, utc_ns FROM other.clock AS c" NEW "c.session_id",
	"INSERT INTO main.seal SELECT m.here, number, utc, row_count, hash, public_key, signature FROM other.seal AS s"
	NEW "s.session_id ORDER BY s.session_id, number",
	"INSERT INTO main.seal_block SELECT m.here, number, part, block, row_count, hash, checks FROM other.seal_block AS b"
	NEW "b.session_id ORDER BY b.rowid",
	"INSERT OR IGNORE INTO main.signature SELECT here.session_id, s.operator, s.utc, meaning, seal_hash, public_key, signature"
	" FROM other.signature AS s JOIN other.session AS there USING (session_id) JOIN main.session AS here USING (uuid)",
	"INSERT OR IGNORE INTO main.amendment SELECT a.chain, a.seq, a.utc, a.operator, action, target, p.participant_id,"
	" s.session_id, trial, attempt, name, time_ns, old, new, reason, a.salt FROM other.amendment AS a"
	" JOIN other.participant AS op USING (participant_id) JOIN main.participant AS p ON p.id = op.id"
	" LEFT JOIN other.session AS os ON os.session_id = a.session_id LEFT JOIN main.session AS s ON s.uuid = os.uuid"
	" ORDER BY a.utc, a.chain, a.seq",
	"INSERT INTO main.audit_head SELECT chain, 0, seq, hash, public_key, signature FROM other.audit_head"
	" WHERE chain NOT IN (SELECT chain FROM main.audit_head)",
	"INSERT INTO main.audit SELECT a.* FROM other.audit AS a WHERE NOT EXISTS"
	" (SELECT 1 FROM main.audit AS b WHERE b.chain = a.chain AND b.seq = a.seq)"
	" AND chain NOT IN (SELECT chain FROM main.audit_head WHERE own)",
	"UPDATE main.audit_head AS h SET seq = o.seq, hash = o.hash, public_key = o.public_key, signature = o.signature"
	" FROM other.audit_head AS o WHERE o.chain = h.chain AND o.seq > h.seq AND NOT h.own",
};

static bool no_conflict(struct record *record, const char *other, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < sizeof conflicts / sizeof conflicts[0]; i++) {
		sqlite3_stmt *statement = database_prepare(record, conflicts[i].sql, error);
		if (!statement)
			return false;
		int code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			char sentence[512];
			const char *marker = strstr(conflicts[i].sentence, "%s"), *text = (const char *)sqlite3_column_text(statement, 0);
			snprintf(sentence, sizeof sentence, "%.*s%s%s", (int)(marker - conflicts[i].sentence), conflicts[i].sentence,
			         text, marker + 2);
			well = error_set(error, ERROR_REFUSED, "%s %s. Nothing was merged.", other, sentence);
		} else if (code != SQLITE_DONE) {
			well = database_failed(record, "read", error);
		}
		sqlite3_finalize(statement);
	}
	return well;
}

static bool count(struct record *record, struct merged *counts, int sign, struct error *error)
{
	int64_t *const to[] = { &counts->participants, &counts->operators, &counts->sessions, &counts->amendments };
	static const char *const sql[] = {
		"SELECT count(*) FROM main.participant", "SELECT count(*) FROM main.operator",
		"SELECT count(*) FROM main.session", "SELECT count(*) FROM main.amendment",
	};
	for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
		int64_t value;
		if (!database_integer(record, sql[i], &value, error))
			return false;
		*to[i] += sign * value;
	}
	return true;
}

/* What came must be what was sealed there: nothing was forgotten on the way. */
static bool seals_hold(struct record *record, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "SELECT here FROM temp.merging", error);
	if (!statement)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW)
		well = seal_holds(record, sqlite3_column_int64(statement, 0), error);
	if (well && code != SQLITE_DONE)
		well = database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

/* `last`: of those who were here before. */
static bool look_at_orders(struct record *record, int64_t last, struct merged *merged, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT group_concat(id, ', ') FROM (SELECT participant_id, id, group_name, coalesce(order_number, number) AS place"
		" FROM main.participant AS p WHERE NOT EXISTS (SELECT 1 FROM main.participant AS later WHERE later.replaces = p.id)"
		" AND NOT EXISTS (SELECT 1 FROM main.allocation WHERE replaces_id = p.participant_id) ORDER BY participant_id)"
		" GROUP BY group_name, place HAVING count(*) > 1 AND max(participant_id) > ? ORDER BY group_name, place", error);
	if (!statement)
		return false;
	int code;
	bind_integer(statement, 1, last);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		if (merged->same_order++ == 0)
			snprintf(merged->same_order_who, sizeof merged->same_order_who, "%s", (const char *)sqlite3_column_text(statement, 0));
	bool well = code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

/* A person who came with a merge may have another number here: the own audit covers them. */
static bool audit_participants(struct record *record, int64_t before, int64_t utc_ns, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"SELECT 'participant ' || id FROM main.participant ORDER BY participant_id LIMIT -1 OFFSET ?", error);
	if (!statement)
		return false;
	bool well = true;
	int code = SQLITE_DONE;
	bind_integer(statement, 1, before);
	while (well && (code = sqlite3_step(statement)) == SQLITE_ROW)
		well = audit_append(record, utc_ns, "merged", (const char *)sqlite3_column_text(statement, 0), "", true, error);
	if (well && code != SQLITE_DONE)
		well = database_failed(record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool audit_merge(struct record *record, const struct merged *merged, int64_t utc_ns, struct error *error)
{
	char *detail = xasprintf("%s, %s, %s", count_text(merged->participants, "participant", "participants", (char[COUNT_TEXT_SIZE]){0}),
	                         count_text(merged->sessions, "session", "sessions", (char[COUNT_TEXT_SIZE]){0}),
	                         count_text(merged->amendments, "amendment", "amendments", (char[COUNT_TEXT_SIZE]){0}));
	bool well = audit_append(record, utc_ns, "merged", "record", detail, false, error);
	free(detail);
	return well;
}

/* The other's participants, whatever version of the record they stand in. */
static bool see_persons(struct record *record, struct error *error)
{
	char sql[256];
	int64_t version;
	if (!database_integer(record, "PRAGMA other.user_version", &version, error))
		return false;
	snprintf(sql, sizeof sql, "CREATE TEMP VIEW persons AS SELECT %s FROM other.participant", migration_participant(version));
	return database_run(record, sql, error);
}

static bool bring(struct record *record, const char *other, int64_t utc_ns, struct merged *merged, struct error *error)
{
	struct merged before = {0};
	int64_t last;
	if (!see_persons(record, error) || !no_conflict(record, other, error)
	    || !database_integer(record, "SELECT coalesce(max(participant_id), 0) FROM main.participant", &last, error)
	    || !count(record, &before, 1, error) || !count(record, merged, -1, error))
		return false;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if (!database_run(record, steps[i], error))
			return false;
	return count(record, merged, 1, error)
		&& seals_hold(record, error)
		&& look_at_orders(record, last, merged, error)
		&& audit_participants(record, before.participants, utc_ns, error)
		&& audit_merge(record, merged, utc_ns, error);
}

static bool attach(struct record *record, const char *other, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, "ATTACH ? AS other", error);
	if (!statement)
		return false;
	bind_text(statement, 1, other);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool other_is_whole(const char *other, struct error *error)
{
	struct verdict verdict;
	struct record *record = record_open(other, false, error);
	if (!record)
		return false;
	record_close(record);
	if (!record_verify(other, &verdict, error))
		return false;
	bool well = verdict.kind == VERDICT_WHOLE || verdict.kind == VERDICT_TOUCHED;
	if (!well)
		error_set(error, ERROR_REFUSED, "%s is %s; 'soleus verify %s' tells more. Nothing was merged.", other,
		          verdict_name(verdict.kind), other);
	verdict_free(&verdict);
	return well;
}

bool record_merge(struct record *record, const char *other, int64_t utc_ns, struct merged *merged, struct error *error)
{
	*merged = (struct merged){0};
	if (!claim_take(record, error) || !other_is_whole(other, error) || !attach(record, other, error))
		return false;
	bool well = database_run(record, "BEGIN IMMEDIATE", error);
	if (well)
		well = database_end(record, bring(record, other, utc_ns, merged, error), error);
	sqlite3_exec(record->db, "DROP VIEW IF EXISTS temp.persons; DROP TABLE IF EXISTS temp.merging; DROP TABLE IF EXISTS temp.instruments;"
	             " DROP TABLE IF EXISTS temp.trials; DETACH other", NULL, NULL, NULL);
	return well;
}
