/* places.c - where a trial stands in its participant's visits, as they were planned */

#include "export/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool is_of_visit(const struct place *place, const struct session *session)
{
	return place->visit == session->row.visit && strcmp(place->participant, session->row.participant) == 0
	       && strcmp(place->protocol, session->protocol) == 0;
}

const struct place *places_find(const struct places *places, const struct session *session, int trial, const char *condition)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->items[i];
		if (place->trial == trial && is_of_visit(place, session) && strcmp(place->condition, condition) == 0)
			return place;
	}
	return NULL;
}

static void add(struct places *places, const struct session *session, int trial, const char *condition)
{
	if (places_find(places, session, trial, condition))
		return;
	struct place place = {
		.visit = session->row.visit, .trial = trial, .session = session->row.session,
		.protocol = texts_add_new(&places->texts, session->protocol),
	};
	for (size_t i = places->count; i-- > 0;)
		if (is_of_visit(&places->items[i], session))
			place.session = places->items[i].session;
	snprintf(place.participant, sizeof place.participant, "%s", session->row.participant);
	name_copy(place.condition, condition);
	array_reserve((void **)&places->items, &places->capacity, places->count, sizeof place);
	places->items[places->count++] = place;
}

void places_add_session(struct places *places, const struct session *session)
{
	for (size_t i = 0; i < session->planned.trial_count; i++)
		add(places, session, session->planned.trials[i].number, session->planned.trials[i].condition);
	for (size_t i = 0; i < session->trial_count; i++)
		add(places, session, session->trials[i].info.number, session->trials[i].info.condition);
}

static int in_order(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int people = strcmp(a->participant, b->participant);
	if (people != 0)
		return people;
	if (a->visit != b->visit)
		return a->visit < b->visit ? -1 : 1;
	if (a->session != b->session)
		return a->session < b->session ? -1 : 1;
	return a->trial != b->trial ? (a->trial > b->trial) - (a->trial < b->trial) : strcmp(a->condition, b->condition);
}

/* Those of one participant, who begins at `first`; gives where the next one does. */
static size_t number_person(struct places *places, size_t first)
{
	struct texts conditions = {0};
	size_t end = first;
	for (; end < places->count && strcmp(places->items[end].participant, places->items[first].participant) == 0; end++) {
		struct place *place = &places->items[end];
		place->period = (int)(end - first) + 1;
		place->occurrence = 1;
		for (size_t i = first; i < end; i++)
			place->occurrence += strcmp(places->items[i].condition, place->condition) == 0;
		texts_copy(&conditions, place->condition);
	}
	const char *sequence = texts_take(&places->texts, texts_join(&conditions, "-", SIZE_MAX));
	for (size_t i = first; i < end; i++)
		places->items[i].sequence = sequence;
	texts_free(&conditions);
	return end;
}

void places_settle(struct places *places)
{
	if (places->count)
		qsort(places->items, places->count, sizeof *places->items, in_order);
	for (size_t at = 0; at < places->count;)
		at = number_person(places, at);
}

void places_free(struct places *places)
{
	free(places->items);
	texts_free(&places->texts);
	*places = (struct places){0};
}
