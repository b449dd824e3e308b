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

static bool same_measure(const struct wide_item *one, const struct wide_item *other)
{
	return one->kind == other->kind && one->refill == other->refill && strcmp(one->what, other->what) == 0
	       && strcmp(one->phase, other->phase) == 0;
}

static bool same_item(const struct wide_item *one, const struct wide_item *other)
{
	return one->time == other->time && strcmp(one->condition, other->condition) == 0 && same_measure(one, other);
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
	size_t known = wide_find(wide, &item);
	if (known != SIZE_MAX) {
		if (item.kind == WIDE_ANSWER && strcmp(wide->items[known].accepted, item.accepted) != 0)
			wide->items[known].accepted = "";
		return;
	}
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

/* Those of one phase, but its refill curves. */
static void add_channels(struct wide *wide, const struct session *session, const struct wide_item *of)
{
	struct wide_item item = *of;
	item.kind = WIDE_PHASE;
	for (size_t c = 0; c < session->channel_count; c++) {
		const struct channel *channel = &session->channels[c].channel;
		name_copy(item.what, channel->name);
		snprintf(item.unit, sizeof item.unit, "%s", channel->unit);
		if (!channel->waveform)
			add(wide, item);
	}
}

static void add_phase(struct wide *wide, const struct session *session, const struct phase_row *phase,
                      const struct curves *curves, bool blind, const struct wide_item *of)
{
	struct wide_item item = *of;
	name_copy(item.phase, phase->name);
	for (size_t i = 0; i < curves->count; i++) {
		name_copy(item.what, curves->items[i].channel->channel.name);
		if (curves->items[i].exercise == phase)
			add_refills(wide, &curves->items[i], blind, item);
	}
	add_channels(wide, session, &item);
}

static void add_answer(struct wide *wide, const struct session *session, const char *question, const struct wide_item *of)
{
	const struct question_asked *asked = question_named(&session->questions, question);
	struct wide_item item = *of;
	item.kind = WIDE_ANSWER;
	item.accepted = asked ? texts_add_new(&wide->texts, asked->accepted) : "";
	snprintf(item.unit, sizeof item.unit, "%s", asked ? asked->unit : "");
	name_copy(item.what, question);
	add(wide, item);
}

static bool add_answers(struct wide *wide, struct record *record, const struct blinding *blinding, const struct session *session,
                        const struct trial_row *trial, const struct wide_item *of, struct error *error)
{
	struct rows *rows = record_answers(record, session->row.session);
	for (struct answer_row answer; session_next_answer(session, rows, &answer);)
		if (answer.trial == trial->info.number && answer.attempt == trial->attempt && isfinite(answer.value)
		    && blinding_answer(blinding, &answer))
			add_answer(wide, session, answer.question, of);
	return rows_close(rows, error);
}

/* What a curve would have, if the plan is kept. */
static void add_planned_refills(struct wide *wide, const struct session *session, size_t phase, bool blind, const struct wide_item *of)
{
	const struct planned_phase *phases = session->planned.phases;
	static const struct phase_row any_phase;
	bool raised = false;
	for (size_t i = phase; i-- > 0 && phases[i].trial == phases[phase].trial;)
		raised |= phase_raises(phases[i].name);
	for (size_t c = 0; c < session->channel_count; c++) {
		const struct channel *channel = &session->channels[c].channel;
		if (!refill_concerns(channel->quantity))
			continue;
		struct wide_item item = *of;
		name_copy(item.what, channel->name);
		add_refills(wide, &(struct curve){
			.channel = &session->channels[c], .repetitions = phases[phase].repetitions,
			.raised = raised && refill_is_volume(channel->quantity) ? &any_phase : NULL,
		}, blind, item);
	}
}

static void add_planned(struct wide *wide, const struct session *session, int trial, bool blind, const struct wide_item *of)
{
	const struct planned *planned = &session->planned;
	for (size_t p = 0; p < planned->phase_count; p++) {
		struct wide_item item = *of;
		if (planned->phases[p].trial != trial)
			continue;
		name_copy(item.phase, planned->phases[p].name);
		if (planned->phases[p].exercise)
			add_planned_refills(wide, session, p, blind, &item);
		add_channels(wide, session, &item);
	}
	for (size_t q = 0; q < planned->question_count; q++)
		if (planned->questions[q].trial == trial && !planned->questions[q].words)
			add_answer(wide, session, planned->questions[q].name, of);
}

static bool add_recorded(struct wide *wide, struct record *record, const struct blinding *blinding, const struct session *session,
                         const struct trial_row *trial, const struct curves *curves, const struct wide_item *of, struct error *error)
{
	for (size_t p = 0; p < session->phase_count; p++)
		if (session->phases[p].trial == trial->info.number && session->phases[p].attempt == trial->attempt)
			add_phase(wide, session, &session->phases[p], curves, blinding, of);
	return add_answers(wide, record, blinding, session, trial, of, error);
}

static struct wide_item item_of(const struct places *places, const struct session *session, int trial, const char *condition)
{
	struct wide_item item = { .kind = WIDE_ORDER, .time = places_find(places, session, trial, condition)->occurrence };
	name_copy(item.condition, condition);
	return item;
}

bool wide_add_session(struct wide *wide, struct record *record, const struct blinding *blinding, const struct places *places,
                      const struct session *session, struct error *error)
{
	struct curves curves;
	bool well = curves_list(&curves, record, session, error);
	for (size_t i = 0; i < session->planned.trial_count; i++) {
		const struct planned_trial *trial = &session->planned.trials[i];
		struct wide_item item = item_of(places, session, trial->number, trial->condition);
		add(wide, item);
		add_planned(wide, session, trial->number, blinding, &item);
	}
	for (size_t i = 0; well && i < session->trial_count; i++) {
		const struct trial_row *trial = &session->trials[i];
		struct wide_item item = item_of(places, session, trial->info.number, trial->info.condition);
		add(wide, item);
		well = add_recorded(wide, record, blinding, session, trial, &curves, &item, error);
	}
	curves_free(&curves);
	return well;
}

/* The parts of a name but its time, shortened until all of it fits. */
static void make_name(const struct wide_item *item, size_t spare, char name[static NAME_SIZE])
{
	const char *second = item->refill ? item->refill->name : item->phase;
	char parts[3][NAME_SIZE], time[16];
	name_copy(parts[0], item->kind == WIDE_ORDER ? "order" : item->what);
	name_copy(parts[1], second);
	name_copy(parts[2], item->condition);
	size_t fixed = (size_t)snprintf(time, sizeof time, "_%d", item->time) + 1 + (second[0] ? 1 : 0) + spare;
	while (strlen(parts[0]) + strlen(parts[1]) + strlen(parts[2]) + fixed > NAME_SIZE - 1) {
		char *longest = parts[0];
		for (int i = 1; i < 3; i++)
			if (strlen(parts[i]) >= strlen(longest))
				longest = parts[i];
		longest[strlen(longest) - 1] = '\0';
	}
	char whole[4 * NAME_SIZE];
	snprintf(whole, sizeof whole, "%s%s%s_%s%s", parts[0], second[0] ? "_" : "", parts[1], parts[2], time);
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
	return (a->time > b->time) - (a->time < b->time);
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
	texts_free(&wide->texts);
	*wide = (struct wide){0};
}
