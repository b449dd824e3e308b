/* allocation.c - which group the next participant belongs to: permuted blocks within strata */

#include "protocols/allocation.h"

#include <string.h>
#include <assert.h>

#include "base/random.h"
#include "protocols/arrange.h"

#define STREAM 1

/* The groups of one block, in the order drawn. */
static void draw_block(const struct allocation_design *design, int size, struct random_source *chance,
                       size_t groups[static ALLOCATION_BLOCK_MAX])
{
	size_t kinds[ALLOCATION_BLOCK_MAX], order[ALLOCATION_BLOCK_MAX];
	int sum = 0, filled = 0;
	for (size_t i = 0; i < design->group_count; i++)
		sum += design->ratio[i];
	assert(sum > 0 && size > 0 && size <= ALLOCATION_BLOCK_MAX && size % sum == 0);
	for (size_t i = 0; i < design->group_count; i++)
		for (int n = 0; n < design->ratio[i] * (size / sum); n++)
			groups[filled++] = i;
	assert(filled == size);
	memcpy(kinds, groups, (size_t)size * sizeof *kinds);
	arrange(groups, (size_t)size, &(struct arrange_limits){0}, chance, order, NULL);
	for (int i = 0; i < size; i++)
		groups[i] = kinds[order[i]];
}

struct allocation_place allocation_place(const struct allocation_design *design, uint64_t seed,
                                         const char *stratum, int number)
{
	struct random_source chance = random_new(random_seed_of(seed, stratum), STREAM);
	struct allocation_place place = {0};
	size_t groups[ALLOCATION_BLOCK_MAX];
	assert(number >= 1 && design->block_count > 0 && design->group_count <= ALLOCATION_GROUPS_MAX);
	do {
		number -= place.block_size;
		place.block++;
		place.block_size = design->blocks[random_below(&chance, (uint32_t)design->block_count)];
		draw_block(design, place.block_size, &chance, groups);
	} while (number > place.block_size);
	place.group = groups[number - 1];
	return place;
}
