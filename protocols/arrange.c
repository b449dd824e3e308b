/* arrange.c - a list in an order drawn by chance, within limits */

#include "protocols/arrange.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

/* Bounds of the work: things moved by shuffles, and things looked at by a search. */
#define SHUFFLED_MOST 400000
#define LOOKED_MOST   2000000

static void shuffle(size_t *order, size_t count, struct random_source *chance)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = random_below(chance, (uint32_t)i);
		size_t kept = order[i - 1];
		order[i - 1] = order[j];
		order[j] = kept;
	}
}

/* Whether a thing of that kind may stand in `place`, behind what stands there already. */
static bool fits(const size_t *kinds, const size_t *order, size_t place, size_t kind, const struct arrange_limits *limits)
{
	size_t run = 1, near = limits->min_distance ? limits->min_distance - 1 : 0;
	for (size_t back = 1; back <= place && back <= near; back++)
		if (kinds[order[place - back]] == kind)
			return false;
	while (run <= place && kinds[order[place - run]] == kind)
		run++;
	return limits->max_run == 0 || run <= limits->max_run;
}

bool arrange_keeps(const size_t *kinds, const size_t *order, size_t count, const struct arrange_limits *limits)
{
	for (size_t place = 0; place < count; place++)
		if (!fits(kinds, order, place, kinds[order[place]], limits))
			return false;
	return true;
}

static bool try_shuffles(const size_t *kinds, size_t count, const struct arrange_limits *limits,
                         struct random_source *chance, size_t *order, size_t *work)
{
	for (size_t moved = 0; moved < SHUFFLED_MOST; moved += count + 1) {
		shuffle(order, count, chance);
		*work += count;
		if (arrange_keeps(kinds, order, count, limits))
			return true;
	}
	return false;
}

/*
 * Places are filled from the front. Which of the remaining things may come next is tried in the order
 * in which the shuffle left them, once for each kind; `most_first` prefers the kind of which most are
 * left, which is what succeeds when only few orders do.
 */
struct search {
	const size_t                *kinds;
	size_t                       count;
	const struct arrange_limits *limits;
	size_t                      *order;     /* order[0..place-1] stands; behind it what is left */
	size_t                      *left;      /* of each kind */
	size_t                       looked;
	bool                         most_first;
};

/* The next candidate for `place`: the best behind `last`, by (left, position) or by position. SIZE_MAX: none. */
static size_t next_candidate(struct search *search, size_t place, const bool *used)
{
	size_t best = SIZE_MAX;
	for (size_t i = place; i < search->count; i++) {
		size_t kind = search->kinds[search->order[i]];
		search->looked += 1 + search->limits->min_distance;
		if (used[kind] || !fits(search->kinds, search->order, place, kind, search->limits))
			continue;
		if (best == SIZE_MAX)
			best = i;
		else if (search->most_first && search->left[kind] > search->left[search->kinds[search->order[best]]])
			best = i;
		if (!search->most_first)
			break;
	}
	return best;
}

static void swap(size_t *order, size_t a, size_t b)
{
	size_t kept = order[a];
	order[a] = order[b];
	order[b] = kept;
}

/* Fills the places with a stack of its own: used[place] marks the kinds tried there, moved[place] what came there. */
static bool fill(struct search *search, bool *used, size_t *moved)
{
	size_t place = 0, count = search->count;
	while (place < count) {
		bool *here = used + place * count;
		size_t candidate = search->looked++ < LOOKED_MOST ? next_candidate(search, place, here) : SIZE_MAX;
		if (candidate != SIZE_MAX) {
			size_t kind = search->kinds[search->order[candidate]];
			here[kind] = true;
			swap(search->order, place, candidate);
			moved[place++] = candidate;
			search->left[kind]--;
			continue;
		}
		if (place == 0 || search->looked >= LOOKED_MOST)
			return false;
		for (size_t kind = 0; kind < count; kind++)
			here[kind] = false;
		place--;
		search->left[search->kinds[search->order[place]]]++;
		swap(search->order, place, moved[place]);
	}
	return true;
}

static bool build(const size_t *kinds, size_t count, const struct arrange_limits *limits,
                  bool most_first, size_t *order, size_t *work)
{
	struct search search = { .kinds = kinds, .count = count, .limits = limits, .order = order, .most_first = most_first };
	search.left = xcalloc(count, sizeof *search.left);
	for (size_t i = 0; i < count; i++)
		search.left[kinds[i]]++;
	bool *used = xcalloc(count * count, sizeof *used);
	size_t *moved = xcalloc(count, sizeof *moved);
	bool found = fill(&search, used, moved);
	*work += search.looked + count * count / 64;
	free(moved);
	free(used);
	free(search.left);
	return found;
}

bool arrange(const size_t *kinds, size_t count, const struct arrange_limits *limits,
             struct random_source *chance, size_t *order, size_t *work)
{
	size_t done = 0;
	assert(count <= ARRANGE_MAX);
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	bool found = try_shuffles(kinds, count, limits, chance, order, &done)
		|| build(kinds, count, limits, false, order, &done);
	if (!found) {
		shuffle(order, count, chance);
		found = build(kinds, count, limits, true, order, &done);
	}
	if (work)
		*work += done;
	return found;
}
