/* page_sum.c - a sum at the end of each page of study.db, against damage */

#include "record/page_sum.h"

#include <endian.h>
#include <string.h>

#define SUM_AT (PAGE_BYTES - PAGE_SUM_BYTES)
#define PAIR 8

struct sums { uint32_t first, second; };

static uint32_t word_at(const uint8_t *bytes)
{
	uint32_t word;
	memcpy(&word, bytes, sizeof word);
	return le32toh(word);
}

static struct sums compute(const uint8_t *page)
{
	struct sums sums = {0};
	for (int at = 0; at < SUM_AT; at += PAIR) {
		sums.first += word_at(page + at) + sums.second;
		sums.second += word_at(page + at + 4) + sums.first;
	}
	return sums;
}

static struct sums stored(const uint8_t *page)
{
	return (struct sums){ .first = word_at(page + SUM_AT), .second = word_at(page + SUM_AT + 4) };
}

void page_sum_put(uint8_t page[static PAGE_BYTES])
{
	struct sums sums = compute(page);
	const uint32_t words[] = { htole32(sums.first), htole32(sums.second) };
	memcpy(page + SUM_AT, words, sizeof words);
}

bool page_sum_fits(const uint8_t page[static PAGE_BYTES])
{
	struct sums computed = compute(page), kept = stored(page);
	return computed.first == kept.first && computed.second == kept.second;
}

/* The bit of the word at `at` whose flipping changed the word by that much; -1: none. */
static int bit_of(const uint8_t *page, int at, uint32_t change)
{
	for (int bit = 0; bit < 32; bit++) {
		bool is_set = word_at(page + at) >> bit & 1;
		if ((is_set ? UINT32_C(1) << bit : -(UINT32_C(1) << bit)) == change)
			return at * 8 + bit;
	}
	return -1;
}

/*
 * Goes back through the steps with the difference between the sum that is and the one
 * that should be. Where it was made, it is the change of one word: in both sums alike
 * when that is the pair's first, in the second sum alone when it is the other.
 */
int page_sum_flipped(const uint8_t page[static PAGE_BYTES])
{
	struct sums computed = compute(page), kept = stored(page);
	struct sums difference = { computed.first - kept.first, computed.second - kept.second };
	int found = -1;
	for (int at = SUM_AT - PAIR; found < 0 && at >= 0; at -= PAIR) {
		if (difference.first == difference.second)
			found = bit_of(page, at, difference.first);
		else if (difference.first == 0)
			found = bit_of(page, at + 4, difference.second);
		difference.second -= difference.first;
		difference.first -= difference.second;
	}
	if (found < 0 && computed.second == kept.second)
		found = bit_of(page, SUM_AT, kept.first - computed.first);
	if (found < 0 && computed.first == kept.first)
		found = bit_of(page, SUM_AT + 4, kept.second - computed.second);
	return found;
}
