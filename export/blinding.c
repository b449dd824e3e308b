/* blinding.c - an export that does not tell which condition is which */

#include "export/blinding.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/event.h"
#include "base/memory.h"
#include "base/random.h"
#include "export/fields.h"
#include "export/out.h"

/* A value of some kind, and the conditions under which it was found: a bit each; the last bit stands for all further ones. */
struct clue {
	char    *kind, *value;
	uint64_t conditions;
};

struct blinding {
	struct texts conditions, letters;       /* in the order in which they appear, or were planned */
	uint64_t     met;                       /* those of which there was a trial */
	struct clue *clues;
	size_t       clue_count, clue_capacity;
};

static size_t index_of(const struct blinding *blinding, const char *condition)
{
	size_t i = 0;
	while (i < blinding->conditions.count && strcmp(blinding->conditions.items[i], condition) != 0)
		i++;
	return i;
}

static uint64_t bit_of(const struct blinding *blinding, const char *condition)
{
	size_t index = index_of(blinding, condition);
	return UINT64_C(1) << (index < 63 ? index : 63);
}

static void add_clue(struct blinding *blinding, const char *kind, const char *value, uint64_t conditions)
{
	for (size_t i = 0; i < blinding->clue_count; i++) {
		struct clue *clue = &blinding->clues[i];
		if (strcmp(clue->kind, kind) == 0 && strcmp(clue->value, value) == 0) {
			clue->conditions |= conditions;
			return;
		}
	}
	array_reserve((void **)&blinding->clues, &blinding->clue_capacity, blinding->clue_count, sizeof *blinding->clues);
	blinding->clues[blinding->clue_count++] = (struct clue){ xstrdup(kind), xstrdup(value), conditions };
}

/* The kind has a value that is not found under every condition. */
static bool kind_tells(const struct blinding *blinding, const char *kind)
{
	for (size_t i = 0; i < blinding->clue_count; i++)
		if (strcmp(blinding->clues[i].kind, kind) == 0 && blinding->clues[i].conditions != blinding->met)
			return true;
	return false;
}

static uint64_t found_under(const struct blinding *blinding, const char *kind, const char *value)
{
	for (size_t i = 0; i < blinding->clue_count; i++)
		if (strcmp(blinding->clues[i].kind, kind) == 0 && strcmp(blinding->clues[i].value, value) == 0)
			return blinding->clues[i].conditions;
	return 0;
}

static bool value_tells(const struct blinding *blinding, const char *kind, const char *value)
{
	uint64_t found = found_under(blinding, kind, value);
	return found != 0 && found != blinding->met;
}

static void look_at_trial(struct blinding *blinding, const struct session *session, const struct trial_row *trial)
{
	texts_add_new(&blinding->conditions, trial->info.condition);
	uint64_t bit = bit_of(blinding, trial->info.condition);
	blinding->met |= bit;
	char kind[NAME_SIZE + 8];
	for (size_t i = 0; i < trial->info.factor_count; i++) {
		snprintf(kind, sizeof kind, "factor %s", trial->info.factors[i].name);
		add_clue(blinding, kind, trial->info.factors[i].value, bit);
	}
	add_clue(blinding, "group", session->row.group, bit);
	add_clue(blinding, "protocol", session->row.protocol_id, bit);
}

static bool look_at_session(struct blinding *blinding, struct record *record, const struct session *session,
                            struct error *error)
{
	for (size_t i = 0; i < session->planned.trial_count; i++)
		texts_add_new(&blinding->conditions, session->planned.trials[i].condition);
	for (size_t i = 0; i < session->trial_count; i++)
		look_at_trial(blinding, session, &session->trials[i]);
	for (size_t i = 0; i < session->phase_count; i++) {
		const struct phase_row *phase = &session->phases[i];
		const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
		if (!trial)
			continue;
		char kind[NAME_SIZE + 16];
		snprintf(kind, sizeof kind, "%d %s", phase->number, phase->kind);
		add_clue(blinding, "phase", phase->name, bit_of(blinding, trial->info.condition));
		add_clue(blinding, "kind of phase", kind, bit_of(blinding, trial->info.condition));
	}
	struct rows *answers = record_answers(record, session->row.session);
	for (struct answer_row answer; rows_next_answer(answers, &answer);) {
		const struct trial_row *trial = session_trial(session, answer.trial, answer.attempt);
		if (!trial)
			continue;
		add_clue(blinding, "question", answer.question, bit_of(blinding, trial->info.condition));
		add_clue(blinding, "wording", answer.wording, bit_of(blinding, trial->info.condition));
	}
	return rows_close(answers, error);
}

static char *letter(size_t place)
{
	return place < 26 ? xasprintf("%c", (char)('A' + place)) : xasprintf("C%zu", place + 1);
}

static bool look_at_all(struct blinding *blinding, struct record *record, struct error *error)
{
	struct rows *rows = record_sessions(record, 0);
	int64_t *numbers = NULL;
	size_t count = 0, capacity = 0;
	uint64_t chance = 0;
	for (struct session_row row; rows_next_session(rows, &row);) {
		chance = count ? chance : random_seed_of(0, row.seed);
		array_reserve((void **)&numbers, &capacity, count, sizeof *numbers);
		numbers[count++] = row.session;
	}
	bool well = rows_close(rows, error);
	for (size_t i = 0; well && i < count; i++) {
		struct session *session = session_load(record, numbers[i], error);
		well = session && look_at_session(blinding, record, session, error);
		session_free(session);
	}
	for (size_t i = 0; i < blinding->conditions.count; i++)
		texts_take(&blinding->letters, letter(i ^ (chance >> (i / 2 % 64) & 1)));
	free(numbers);
	return well;
}

struct blinding *blinding_new(struct record *record, struct error *error)
{
	struct blinding *blinding = xcalloc(1, sizeof *blinding);
	if (look_at_all(blinding, record, error))
		return blinding;
	blinding_free(blinding);
	return NULL;
}

void blinding_free(struct blinding *blinding)
{
	if (!blinding)
		return;
	for (size_t i = 0; i < blinding->clue_count; i++) {
		free(blinding->clues[i].kind);
		free(blinding->clues[i].value);
	}
	free(blinding->clues);
	texts_free(&blinding->conditions);
	texts_free(&blinding->letters);
	free(blinding);
}

static void blind_condition(const struct blinding *blinding, char condition[static NAME_SIZE])
{
	name_copy(condition, blinding->letters.items[index_of(blinding, condition)]);
}

static void blind_trial(const struct blinding *blinding, struct trial_row *trial)
{
	struct trial_info *info = &trial->info;
	blind_condition(blinding, info->condition);
	size_t kept = 0;
	for (size_t i = 0; i < info->factor_count; i++) {
		char kind[NAME_SIZE + 8];
		snprintf(kind, sizeof kind, "factor %s", info->factors[i].name);
		if (!kind_tells(blinding, kind))
			info->factors[kept++] = info->factors[i];
	}
	info->factor_count = kept;
}

/* Of what was planned and never came about it is not known under which conditions it would have stood: it goes. */
static void blind_plan(const struct blinding *blinding, struct planned *planned)
{
	size_t kept = 0;
	for (size_t i = 0; i < planned->trial_count; i++)
		blind_condition(blinding, planned->trials[i].condition);
	for (size_t i = 0; i < planned->phase_count; i++) {
		struct planned_phase *phase = &planned->phases[i];
		phase->exercise = phase->exercise && !kind_tells(blinding, "kind of phase");
		phase->repetitions = 0;
		if (found_under(blinding, "phase", phase->name) != blinding->met)
			snprintf(phase->name, sizeof phase->name, "phase_%d", phase->number);
	}
	for (size_t i = 0; i < planned->question_count; i++)
		if (found_under(blinding, "question", planned->questions[i].name) == blinding->met)
			planned->questions[kept++] = planned->questions[i];
	planned->question_count = kept;
}

void blinding_session(const struct blinding *blinding, struct session *session)
{
	if (!blinding)
		return;
	blind_plan(blinding, &session->planned);
	struct session_row *row = &session->row;
	for (size_t i = 0; i < session->trial_count; i++)
		blind_trial(blinding, &session->trials[i]);
	for (size_t i = 0; i < session->phase_count; i++) {
		struct phase_row *phase = &session->phases[i];
		if (kind_tells(blinding, "kind of phase"))
			phase->kind = "";
		phase->reps_per_min = NAN;
		if (value_tells(blinding, "phase", phase->name))
			phase->name = texts_take(&session->texts, xasprintf("phase_%d", phase->number));
	}
	if (kind_tells(blinding, "protocol"))
		row->protocol_id = row->protocol_version = "blinded";
	row->protocol_title = row->script_file = row->script_sha256 = "";
	if (kind_tells(blinding, "group"))
		row->group = "";
	row->seed = "";
	session_settle(session);
}

void blinding_participant(const struct blinding *blinding, struct participant *participant)
{
	if (blinding && kind_tells(blinding, "group"))
		participant->group[0] = '\0';
}

/* What becomes of an event: kinds that are not told here are left out. */
enum {
	KEPT      = 1 << 0,
	NO_WORDS  = 1 << 1,         /* words of the operator, or of the plan, may tell */
	NO_NUMBER = 1 << 2,
	NO_NAME   = 1 << 3,
	CONDITION = 1 << 4,         /* its name is a condition */
	PHASE     = 1 << 5,         /* its name is a phase */
	QUESTION  = 1 << 6,         /* its name is a question */
	WORDING   = 1 << 7,         /* its text is how that is put */
};

static const int treatments[EVENT_KIND_COUNT] = {
	[EVENT_SESSION_BEGIN] = KEPT,
	[EVENT_SESSION_END] = KEPT,
	[EVENT_TRIAL_BEGIN] = KEPT | CONDITION,
	[EVENT_TRIAL_END] = KEPT | CONDITION,
	[EVENT_PHASE_BEGIN] = KEPT | PHASE | NO_WORDS | NO_NUMBER,
	[EVENT_PHASE_END] = KEPT | PHASE | NO_WORDS | NO_NUMBER,
	[EVENT_ASK] = KEPT | QUESTION | WORDING,
	[EVENT_READING] = KEPT | QUESTION,
	[EVENT_ANSWER] = KEPT | QUESTION,
	[EVENT_REFUSAL] = KEPT | QUESTION,
	[EVENT_REJECTED] = KEPT | QUESTION,
	[EVENT_SETTLE] = KEPT,
	[EVENT_SETTLED] = KEPT,
	[EVENT_CHECKED] = KEPT,
	[EVENT_LIMIT] = KEPT,
	[EVENT_PAUSE] = KEPT,
	[EVENT_GO_ON] = KEPT,
	[EVENT_REDO] = KEPT | CONDITION | NO_WORDS,
	[EVENT_SKIP] = KEPT | NO_NAME | NO_WORDS,
	[EVENT_ADVERSE] = KEPT | NO_WORDS,
	[EVENT_FINISH] = KEPT | NO_WORDS,
	[EVENT_EMERGENCY] = KEPT | NO_WORDS,
	[EVENT_LEAVE] = KEPT | NO_WORDS,
	[EVENT_RESUME] = KEPT | NO_WORDS,
	[EVENT_PREFLIGHT] = KEPT | NO_WORDS,
	[EVENT_CONNECTED] = KEPT,
	[EVENT_LOST] = KEPT,
	[EVENT_TROUBLE] = KEPT,
	[EVENT_IMPORT] = KEPT | NO_WORDS,
	[EVENT_CLOCK] = KEPT,
	[EVENT_SYSTEM] = KEPT,
};

/* As the blinded session calls it; "" outside any. */
static const char *condition_of(const struct session *session, int trial, int attempt)
{
	const struct trial_row *row = session_trial(session, trial, attempt);
	return row ? row->info.condition : "";
}

static const char *phase_of(const struct session *session, int trial, int attempt, int phase)
{
	const struct phase_row *row = session_phase(session, trial, attempt, phase);
	return row ? row->name : "";
}

bool blinding_event(const struct blinding *blinding, const struct session *session, struct event_row *event)
{
	if (!blinding)
		return true;
	enum event_kind kind = event_kind_named(event->kind);
	int how = kind < EVENT_KIND_COUNT ? treatments[kind] : 0;
	if ((how & QUESTION) && value_tells(blinding, "question", event->name))
		return false;
	if (how & CONDITION)
		event->name = condition_of(session, event->trial, event->attempt);
	if (how & PHASE)
		event->name = phase_of(session, event->trial, event->attempt, event->phase);
	if (how & NO_NAME)
		event->name = "";
	if (how & WORDING)
		event->text = blinding_wording(blinding, event->text);
	if (how & NO_WORDS)
		event->text = "";
	if (how & NO_NUMBER)
		event->value = NAN;
	return how & KEPT;
}

bool blinding_answer(const struct blinding *blinding, const struct answer_row *answer)
{
	return !blinding || !value_tells(blinding, "question", answer->question);
}

const char *blinding_wording(const struct blinding *blinding, const char *wording)
{
	return blinding && value_tells(blinding, "wording", wording) ? "" : wording;
}

bool blinding_write_key(const struct blinding *blinding, const char *path, struct error *error)
{
	struct out *out = out_open(path, false, error);
	if (!out)
		return false;
	struct fields fields = fields_begin(out, &dialect_csv);
	fields_text(&fields, "code");
	fields_text(&fields, "condition");
	fields_end(&fields);
	for (size_t i = 0; i < blinding->conditions.count; i++) {
		fields_text(&fields, blinding->letters.items[i]);
		fields_text(&fields, blinding->conditions.items[i]);
		fields_end(&fields);
	}
	return out_close(out, true, error);
}
