/* places.c - where a trial stands in its participant's visits, as they were planned */

#include "export/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A person's visit; -1, 0 or 1 as the place comes before it, belongs to it or comes behind it. */
static int beside_visit(const struct place *place, const char *participant, int visit)
{
	int people = strcmp(place->participant, participant);
	return people != 0 ? people : (place->visit > visit) - (place->visit < visit);
}

const struct place *places_find(const struct places *places, const struct session *session, int trial, const char *condition)
{
	size_t low = 0, high = places->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (beside_visit(&places->items[middle], session->row.participant, session->row.visit) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < places->count; low++) {
		const struct place *place = &places->items[low];
		if (beside_visit(place, session->row.participant, session->row.visit) != 0)
			break;
		if (place->trial == trial && strcmp(place->protocol, session->protocol) == 0 && strcmp(place->condition, condition) == 0)
			return place;
	}
	return NULL;
}

static void add(struct places *places, const struct session *session, int trial, const char *condition)
{
	struct place place = {
		.visit = session->row.visit, .trial = trial, .session = session->row.session,
		.protocol = texts_add_new(&places->texts, session->protocol),
	};
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

static int by_protocol(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int visits = beside_visit(a, b->participant, b->visit), protocols = visits ? visits : strcmp(a->protocol, b->protocol);
	return protocols != 0 ? protocols : (a->session > b->session) - (a->session < b->session);
}

static int in_order(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int visits = beside_visit(a, b->participant, b->visit);
	if (visits != 0)
		return visits;
	if (a->session != b->session)
		return a->session < b->session ? -1 : 1;
	return a->trial != b->trial ? (a->trial > b->trial) - (a->trial < b->trial) : strcmp(a->condition, b->condition);
}

/* A visit that was begun anew has the places, and the turn, of when it was first begun. */
static void join_attempts(struct places *places)
{
	struct place *items = places->items;
	size_t kept = 0;
	qsort(items, places->count, sizeof *items, by_protocol);
	for (size_t i = 1; i < places->count; i++)
		if (beside_visit(&items[i], items[i - 1].participant, items[i - 1].visit) == 0
		    && strcmp(items[i].protocol, items[i - 1].protocol) == 0)
			items[i].session = items[i - 1].session;
	qsort(items, places->count, sizeof *items, in_order);
	for (size_t i = 0; i < places->count; i++)
		if (i == 0 || in_order(&items[i], &items[kept - 1]) != 0)
			items[kept++] = items[i];
	places->count = kept;
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
		join_attempts(places);
	for (size_t at = 0; at < places->count;)
		at = number_person(places, at);
}

void places_free(struct places *places)
{
	free(places->items);
	texts_free(&places->texts);
	*places = (struct places){0};
}
