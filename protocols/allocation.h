/*
 * allocation.h - which group the next participant belongs to: permuted blocks within strata
 *
 * Each stratum (such as sex=female age_band=old) has a list of its own, made of blocks. In a block every
 * group stands as often as the ratio says, in an order drawn by chance; so the groups are never far
 * apart in number. When several sizes of blocks are given, each block's is drawn too, so that
 * nobody can tell which allocation closes a block.
 * Source of the method: M. Zelen, "The randomization and stratification of patients to clinical
 * trials", J. Chronic Dis. 27 (1974) 365-375.
 *
 * The list is nowhere written down. Any place of it follows from the seed, so that the same seed, design
 * and stratum give the same list on every machine (base/random.h; shuffles as in arrange.h).
 */
#ifndef SOLEUS_PROTOCOLS_ALLOCATION_H
#define SOLEUS_PROTOCOLS_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

#define ALLOCATION_GROUPS_MAX 16
#define ALLOCATION_BLOCK_MAX  100

/* What the record says of how it was done. */
#define ALLOCATION_METHOD "permuted blocks, PCG32, form 1"

/* Every block is a multiple of the ratio's sum. */
struct allocation_design {
	const int *blocks;          /* sizes, drawn from with equal chance */
	size_t     block_count;
	const int *ratio;           /* of each group */
	size_t     group_count;
};

struct allocation_place {
	size_t group;               /* its place in the design, from 0 */
	int    block, block_size;   /* the block's number in its stratum, from 1 */
};

/* The `number`-th place (from 1) of the stratum's list. */
struct allocation_place allocation_place(const struct allocation_design *design, uint64_t seed,
                                         const char *stratum, int number);

#endif
