/* amend.c - corrections, voids, exclusions, withdrawals */

#include "record/amend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/amended.h"
#include "record/amending.h"
#include "record/audit.h"

static const char *const action_names[] = { "correct", "void", "exclude", "include", "withdraw", "erase", "explain" };
static const char *const target_names[] = { "answer", "covariate", "factor", "trial", "session", "participant", "deviation" };

/* How each target is found: its participant_id, session_id, trial, attempt, time_ns and present value. ?1 the
 * participant's code, ?2 session, ?3 trial, ?4 attempt (0: that which counts), ?5 name. */
#define OF_SESSION " FROM session JOIN participant USING (participant_id)"
#define OF_TRIAL OF_SESSION " JOIN trial USING (session_id)"
#define THIS_TRIAL " session_id = ?2 AND trial.number = ?3 AND trial.attempt = iif(?4 > 0, ?4," \
	" (SELECT max(attempt) FROM trial WHERE session_id = ?2 AND number = ?3))"
static const char *const finding[] = {
	[AMEND_ANSWER] = "SELECT participant_id, session_id, trial, attempt, time_ns, coalesce("
		"(SELECT new FROM amendment WHERE target = 'answer' AND session_id = ?2 AND name = ?5"
		" AND amendment.time_ns = answer.time_ns" LAST_AMENDMENT ", text)" OF_SESSION " JOIN answer USING (session_id)"
		" WHERE session_id = ?2 AND coalesce(trial, 0) = ?3 AND question = ?5 AND (?4 = 0 OR attempt = ?4)"
		" AND outcome <> 'rejected' ORDER BY answer_id",
	[AMEND_COVARIATE] = "SELECT participant_id, NULL, NULL, NULL, NULL, coalesce("
		"(SELECT new FROM amendment WHERE target = 'covariate' AND participant_id = participant.participant_id"
		" AND name = ?5" LAST_AMENDMENT ","
		" (SELECT value FROM covariate WHERE participant_id = participant.participant_id AND name = ?5), '')"
		" FROM participant WHERE id = ?1",
	[AMEND_FACTOR] = "SELECT participant_id, session_id, trial.number, trial.attempt, NULL, coalesce("
		"(SELECT new FROM amendment WHERE target = 'factor' AND session_id = ?2 AND amendment.trial = trial.number"
		" AND amendment.attempt = trial.attempt AND name = ?5" LAST_AMENDMENT ", value)" OF_TRIAL
		" JOIN factor USING (trial_id) WHERE name = ?5 AND" THIS_TRIAL,
	[AMEND_TRIAL] = "SELECT participant_id, session_id, trial.number, trial.attempt, NULL, coalesce("
		"(SELECT action FROM amendment WHERE target = 'trial' AND session_id = ?2 AND amendment.trial = trial.number"
		" AND amendment.attempt = trial.attempt" LAST_AMENDMENT ", '')" OF_TRIAL " WHERE" THIS_TRIAL,
	[AMEND_SESSION] = "SELECT participant_id, session_id, NULL, NULL, NULL, coalesce("
		"(SELECT action FROM amendment WHERE target = 'session' AND session_id = ?2" LAST_AMENDMENT ", '')"
		OF_SESSION " WHERE session_id = ?2",
	[AMEND_PARTICIPANT] = "SELECT participant_id, NULL, NULL, NULL, NULL, coalesce("
		"(SELECT action FROM amendment WHERE target = 'participant' AND participant_id = participant.participant_id" LAST_AMENDMENT
		", '') FROM participant WHERE id = ?1",
	[AMEND_DEVIATION] = "SELECT participant_id, session_id, trial, attempt, time_ns, coalesce("
		"(SELECT amendment.reason FROM amendment WHERE target = 'deviation' AND session_id = ?2"
		" AND amendment.name = " DEVIATION_NAME " AND amendment.time_ns = deviation.time_ns" LAST_AMENDMENT ", deviation.reason), " DEVIATION_NAME
		OF_SESSION " JOIN deviation USING (session_id) WHERE session_id = ?2 AND (?3 = 0 OR trial = ?3) AND (?4 = 0 OR attempt = ?4)"
		" AND ?5 IN (kind, " DEVIATION_NAME ") ORDER BY deviation_id",
};

/* What was found; -1 stands for NULL. */
struct found {
	int64_t participant_id, session_id, trial, attempt, time_ns;
	char   *old;
	char   *name;           /* by which it is known, where that is not the amendment's; else NULL */
};

static void found_clear(struct found *found)
{
	free(found->old);
	free(found->name);
	*found = (struct found){0};
}

static int64_t integer_or_none(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL ? -1 : sqlite3_column_int64(statement, column);
}

static char *described(const struct amendment *amendment)
{
	const char *name = amendment->name ? amendment->name : "";
	switch (amendment->target) {
	case AMEND_ANSWER:
	case AMEND_FACTOR:
		return xasprintf("%s %s of session %lld, trial %d", target_names[amendment->target], name,
		                 (long long)amendment->session, amendment->trial);
	case AMEND_COVARIATE:
		return xasprintf("covariate %s of %s", name, amendment->participant);
	case AMEND_TRIAL:
		return xasprintf("trial %d of session %lld", amendment->trial, (long long)amendment->session);
	case AMEND_SESSION:
		return xasprintf("session %lld", (long long)amendment->session);
	case AMEND_DEVIATION:
		return xasprintf("deviation %s of session %lld", name, (long long)amendment->session);
	case AMEND_PARTICIPANT:
		break;
	}
	return xasprintf("participant %s", amendment->participant);
}

static bool say_not_one(const struct amendment *amendment, int count, struct error *error)
{
	char *what = described(amendment);
	if (count == 0 && amendment->target == AMEND_ANSWER && amendment->trial == 0)
		error_set(error, ERROR_ABSENT, "There is no answer %s of session %lld outside its trials; say in which trial it was given.",
		          amendment->name, (long long)amendment->session);
	else if (count == 0)
		error_set(error, ERROR_ABSENT, "There is no %s in the record.", what);
	else if (amendment->which == 0)
		error_set(error, ERROR_MALFORMED, "There are %d of the %s; say which of them, from 1 to %d.", count, what, count);
	else
		error_set(error, ERROR_ABSENT, "There are %d of the %s, and no number %d.", count, what, amendment->which);
	free(what);
	return false;
}

static bool find(struct record *record, const struct amendment *amendment, struct found *found, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record, finding[amendment->target], error);
	if (!statement)
		return false;
	int count = 0, code;
	bind_text(statement, 1, amendment->participant ? amendment->participant : "");
	bind_integer(statement, 2, amendment->session);
	bind_integer(statement, 3, amendment->trial);
	bind_integer(statement, 4, amendment->attempt);
	bind_text(statement, 5, amendment->name ? amendment->name : "");
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		if (++count != amendment->which && amendment->which != 0)
			continue;
		found_clear(found);
		*found = (struct found){
			.participant_id = sqlite3_column_int64(statement, 0), .session_id = integer_or_none(statement, 1),
			.trial = integer_or_none(statement, 2), .attempt = integer_or_none(statement, 3),
			.time_ns = integer_or_none(statement, 4), .old = xstrdup((const char *)sqlite3_column_text(statement, 5)),
		};
		if (sqlite3_column_count(statement) > 6)
			found->name = xstrdup((const char *)sqlite3_column_text(statement, 6));
	}
	bool well = code == SQLITE_DONE || database_failed(record, "read", error);
	sqlite3_finalize(statement);
	if (well && (amendment->which == 0 ? count != 1 : count < amendment->which))
		well = say_not_one(amendment, count, error);
	return well;
}

static void bind_or_none(sqlite3_stmt *statement, int place, int64_t value)
{
	if (value >= 0)
		bind_integer(statement, place, value);
	else
		sqlite3_bind_null(statement, place);
}

static bool insert(struct record *record, const struct amendment *amendment, const struct found *found,
                   const struct audit_place *place, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(record,
		"INSERT INTO amendment (chain, seq, utc, operator, action, target, participant_id, session_id, trial, attempt,"
		" name, time_ns, old, new, reason, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
	if (!statement)
		return false;
	char utc[UTC_TEXT_SIZE];
	uint8_t salt[SALT_SIZE];
	utc_format(amendment->utc_ns, utc);
	hash_salt(salt);
	bind_text(statement, 1, place->chain);
	bind_integer(statement, 2, place->seq + 1);
	bind_text(statement, 3, utc);
	bind_text(statement, 4, amendment->operator_id);
	bind_text(statement, 5, action_names[amendment->action]);
	bind_text(statement, 6, target_names[amendment->target]);
	bind_integer(statement, 7, found->participant_id);
	bind_or_none(statement, 8, found->session_id);
	bind_or_none(statement, 9, found->trial);
	bind_or_none(statement, 10, found->attempt);
	bind_text(statement, 11, found->name ? found->name : amendment->name ? amendment->name : "");
	bind_or_none(statement, 12, found->time_ns);
	bind_text(statement, 13, found->old);
	bind_text(statement, 14, amendment->value ? amendment->value : action_names[amendment->action]);
	bind_text(statement, 15, amendment->reason);
	sqlite3_bind_blob(statement, 16, salt, sizeof salt, SQLITE_STATIC);
	bool well = database_step(record, statement, error);
	sqlite3_finalize(statement);
	return well;
}

static bool add(struct record *record, const struct amendment *amendment, const struct found *found, struct error *error)
{
	struct audit_place place;
	if (!audit_place(record, &place, error) || !insert(record, amendment, found, &place, error))
		return false;
	char *object = xasprintf("amendment %s:%lld", place.chain, (long long)place.seq + 1);
	char *what = described(amendment);
	char *detail = xasprintf("%s %s", action_names[amendment->action], what);
	bool well = audit_append(record, amendment->utc_ns, "amended", object, detail, true, error);
	free(object);
	free(what);
	free(detail);
	return well;
}

static bool has_reason(const struct amendment *amendment, struct error *error)
{
	return (amendment->reason && amendment->reason[strspn(amendment->reason, " \t")])
		|| error_set(error, ERROR_REFUSED, "Say why: nothing in the record is amended without a reason.");
}

bool record_amend(struct record *record, const struct amendment *amendment, struct error *error)
{
	struct found found = {0};
	bool erases = amendment->action == AMEND_ERASE;
	if (!has_reason(amendment, error) || (erases && !erase_may_begin(record, error))
	    || !database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	record_name_operator(record, amendment->operator_id);
	bool well = find(record, amendment, &found, error)
		&& add(record, amendment, &found, error)
		&& (!erases || erase_person(record, amendment->participant, found.participant_id, amendment->utc_ns, error));
	found_clear(&found);
	return database_end(record, well, error) && (!erases || erase_traces(record, error));
}
