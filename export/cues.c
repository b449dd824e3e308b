/* cues.c - the cues of a session, and the marks of its operator */

#include "export/cues.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/end_code.h"
#include "base/memory.h"

static void add_end(struct cues *cues, const struct event_row *event)
{
	array_reserve((void **)&cues->ends, &cues->end_capacity, cues->end_count, sizeof *cues->ends);
	struct exercise_end *end = &cues->ends[cues->end_count++];
	*end = (struct exercise_end){ .trial = event->trial, .attempt = event->attempt, .phase = event->phase };
	end_code_of(event->text, end->code);
}

static bool is_same_repetition(const struct cue *one, const struct cue *other)
{
	return one->trial == other->trial && one->attempt == other->attempt && one->phase == other->phase
		&& one->repetition == other->repetition;
}

bool cues_load(struct cues *cues, struct record *record, int64_t session, struct error *error)
{
	*cues = (struct cues){0};
	struct rows *rows = record_events(record, session);
	size_t last = SIZE_MAX;         /* cue before, whatever was marked meanwhile */
	for (struct event_row event; rows_next_event(rows, &event);) {
		if (strcmp(event.kind, "exercise_end") == 0)
			add_end(cues, &event);
		bool mark = strcmp(event.kind, "mark") == 0 && event.planned_ns == TIME_NONE;
		if (!mark && strcmp(event.kind, "cue") != 0)
			continue;
		array_reserve((void **)&cues->items, &cues->capacity, cues->count, sizeof *cues->items);
		struct cue *cue = &cues->items[cues->count++];
		*cue = (struct cue){
			.mark = mark, .trial = event.trial, .attempt = event.attempt, .phase = event.phase,
			.time_ns = event.time_ns, .planned_ns = event.planned_ns, .repetition = event.value,
		};
		cue->first = !mark && (last == SIZE_MAX || !is_same_repetition(&cues->items[last], cue));
		last = mark ? last : cues->count - 1;
	}
	if (rows_close(rows, error))
		return true;
	cues_free(cues);
	return false;
}

void cues_free(struct cues *cues)
{
	free(cues->items);
	free(cues->ends);
	*cues = (struct cues){0};
}

static bool is_of(const struct cue *cue, const struct phase_row *phase, bool mark)
{
	return cue->mark == mark && cue->trial == phase->trial && cue->attempt == phase->attempt
		&& cue->phase == phase->number;
}

double *cues_of(const struct cues *cues, const struct phase_row *phase, enum cue_kind kind, int64_t zero_ns, size_t *count)
{
	double *times = xcalloc(cues->count + 1, sizeof *times);
	*count = 0;
	for (size_t i = 0; i < cues->count; i++)
		if (is_of(&cues->items[i], phase, kind == CUES_MARKS) && (kind != CUES_FIRST || cues->items[i].first))
			times[(*count)++] = (double)(cues->items[i].time_ns - zero_ns) / (double)NS_PER_S;
	return times;
}

const char *cues_end_code(const struct cues *cues, const struct phase_row *phase)
{
	const char *code = "";
	for (size_t i = 0; i < cues->end_count; i++) {
		const struct exercise_end *end = &cues->ends[i];
		if (end->trial == phase->trial && end->attempt == phase->attempt && end->phase == phase->number)
			code = end->code;
	}
	return code;
}

int64_t cues_last(const struct cues *cues, const struct phase_row *phase)
{
	int64_t last_ns = TIME_NONE;
	for (size_t i = 0; i < cues->count; i++)
		if (is_of(&cues->items[i], phase, false))
			last_ns = cues->items[i].time_ns;
	return last_ns;
}
