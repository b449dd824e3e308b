/* wide.c - which columns the table wide has, and what they are called */

#include "export/wide.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/curves.h"
#include "record/reading.h"

bool wide_takes(const struct trial_row *trial)
{
	return trial->counted && strcmp(trial->outcome, "completed") == 0;
}

int wide_period(struct wide_counts *counts, const char *participant, const char *condition, int *order)
{
	struct wide_count *found = NULL;
	*order = 1;
	for (size_t i = 0; i < counts->count; i++) {
		if (strcmp(counts->items[i].participant, participant) != 0)
			continue;
		*order += counts->items[i].trials;
		if (strcmp(counts->items[i].condition, condition) == 0)
			found = &counts->items[i];
	}
	if (found)
		return ++found->trials;
	array_reserve((void **)&counts->items, &counts->capacity, counts->count, sizeof *counts->items);
	struct wide_count *count = &counts->items[counts->count++];
	*count = (struct wide_count){ .trials = 1 };
	snprintf(count->participant, sizeof count->participant, "%s", participant);
	name_copy(count->condition, condition);
	return 1;
}

static bool same_measure(const struct wide_item *one, const struct wide_item *other)
{
	return one->kind == other->kind && one->refill == other->refill && strcmp(one->what, other->what) == 0
	       && strcmp(one->phase, other->phase) == 0;
}

static bool same_item(const struct wide_item *one, const struct wide_item *other)
{
	return one->period == other->period && strcmp(one->condition, other->condition) == 0 && same_measure(one, other);
}

size_t wide_find(const struct wide *wide, const struct wide_item *like)
{
	for (size_t i = 0; i < wide->count; i++)
		if (same_item(&wide->items[i], like))
			return i;
	return SIZE_MAX;
}

static void add(struct wide *wide, struct wide_item item)
{
	if (wide_find(wide, &item) != SIZE_MAX)
		return;
	if (wide->count == WIDE_COLUMNS_MOST) {
		wide->cut = true;
		return;
	}
	item.place = item.condition_place = wide->count;
	for (size_t i = wide->count; i-- > 0;) {
		if (same_measure(&wide->items[i], &item))
			item.place = wide->items[i].place;
		if (strcmp(wide->items[i].condition, item.condition) == 0)
			item.condition_place = wide->items[i].condition_place;
	}
	array_reserve((void **)&wide->items, &wide->capacity, wide->count, sizeof *wide->items);
	wide->items[wide->count++] = item;
}

static void add_refills(struct wide *wide, const struct curve *curve, bool blind, struct wide_item item)
{
	item.kind = WIDE_REFILL;
	for (const struct wide_refill *refill = wide_refills; refill->name; refill++) {
		item.refill = refill;
		snprintf(item.unit, sizeof item.unit, "%s", refill->unit);
		if (!refill_refusal(curve->channel->channel.quantity) && refill->concerns(curve, blind))
			add(wide, item);
	}
}

static void add_phase(struct wide *wide, const struct session *session, const struct phase_row *phase,
                      const struct curves *curves, bool blind, const struct wide_item *of)
{
	struct wide_item item = *of;
	name_copy(item.phase, phase->name);
	for (size_t c = 0; c < session->channel_count; c++) {
		const struct channel *channel = &session->channels[c].channel;
		name_copy(item.what, channel->name);
		for (size_t i = 0; i < curves->count; i++)
			if (curves->items[i].exercise == phase && curves->items[i].channel == &session->channels[c])
				add_refills(wide, &curves->items[i], blind, item);
		if (channel->waveform)
			continue;
		item.kind = WIDE_PHASE;
		snprintf(item.unit, sizeof item.unit, "%s", channel->unit);
		add(wide, item);
	}
}

static bool add_answers(struct wide *wide, struct record *record, const struct blinding *blinding, const struct session *session,
                        const struct trial_row *trial, const struct wide_item *of, struct error *error)
{
	struct rows *rows = record_answers(record, session->row.session);
	for (struct answer_row answer; rows_next_answer(rows, &answer);) {
		struct wide_item item = *of;
		const struct question_asked *asked = question_named(&session->questions, answer.question);
		item.kind = WIDE_ANSWER;
		snprintf(item.unit, sizeof item.unit, "%s", asked ? asked->unit : "");
		name_copy(item.what, answer.question);
		if (answer.trial == trial->info.number && answer.attempt == trial->attempt
		    && isfinite(question_value(asked, &answer))
		    && blinding_answer(blinding, &answer))
			add(wide, item);
	}
	return rows_close(rows, error);
}

bool wide_add_session(struct wide *wide, struct record *record, const struct blinding *blinding,
                      const struct session *session, struct error *error)
{
	struct curves curves;
	bool well = curves_list(&curves, record, session, error);
	for (size_t i = 0; well && i < session->trial_count; i++) {
		const struct trial_row *trial = &session->trials[i];
		int order;
		if (!wide_takes(trial))
			continue;
		struct wide_item item = { .kind = WIDE_ORDER };
		item.period = wide_period(&wide->counts, session->row.participant, trial->info.condition, &order);
		name_copy(item.condition, trial->info.condition);
		add(wide, item);
		for (size_t p = 0; p < session->phase_count; p++)
			if (session->phases[p].trial == trial->info.number && session->phases[p].attempt == trial->attempt)
				add_phase(wide, session, &session->phases[p], &curves, blinding, &item);
		well = add_answers(wide, record, blinding, session, trial, &item, error);
	}
	curves_free(&curves);
	return well;
}

/* The parts of a name but its period, shortened until all of it fits. */
static void make_name(const struct wide_item *item, size_t spare, char name[static NAME_SIZE])
{
	const char *second = item->refill ? item->refill->name : item->phase;
	char parts[3][NAME_SIZE], period[16];
	name_copy(parts[0], item->kind == WIDE_ORDER ? "order" : item->what);
	name_copy(parts[1], second);
	name_copy(parts[2], item->condition);
	size_t fixed = (size_t)snprintf(period, sizeof period, "_%d", item->period) + 1 + (second[0] ? 1 : 0) + spare;
	while (strlen(parts[0]) + strlen(parts[1]) + strlen(parts[2]) + fixed > NAME_SIZE - 1) {
		char *longest = parts[0];
		for (int i = 1; i < 3; i++)
			if (strlen(parts[i]) >= strlen(longest))
				longest = parts[i];
		longest[strlen(longest) - 1] = '\0';
	}
	char whole[4 * NAME_SIZE];
	snprintf(whole, sizeof whole, "%s%s%s_%s%s", parts[0], second[0] ? "_" : "", parts[1], parts[2], period);
	name_copy(name, whole);
}

static bool is_taken(const struct wide *wide, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(wide->items[i].name, name) == 0)
			return true;
	return false;
}

static int in_order(const void *left, const void *right)
{
	const struct wide_item *a = left, *b = right;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->condition_place != b->condition_place)
		return a->condition_place < b->condition_place ? -1 : 1;
	return (a->period > b->period) - (a->period < b->period);
}

void wide_settle(struct wide *wide)
{
	if (wide->count)
		qsort(wide->items, wide->count, sizeof *wide->items, in_order);
	for (size_t i = 0; i < wide->count; i++) {
		char *name = wide->items[i].name;
		make_name(&wide->items[i], 0, name);
		for (char letter = 'b'; is_taken(wide, i, name) && letter <= 'z'; letter++) {
			make_name(&wide->items[i], 1, name);
			size_t length = strlen(name);
			name[length] = letter;
			name[length + 1] = '\0';
		}
	}
}

void wide_free(struct wide *wide)
{
	free(wide->items);
	free(wide->counts.items);
	*wide = (struct wide){0};
}
