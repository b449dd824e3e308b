/* page_sum.c - a sum at the end of each page of study.db, against damage */

#include "record/page_sum.h"

#include <endian.h>
#include <string.h>

#define SUM_AT (PAGE_BYTES - PAGE_SUM_BYTES)
#define POLYNOMIAL UINT64_C(0xC96C5795D7870F42)     /* 0x42F0E1EBA9EA3693 with its bits in reverse */

static uint64_t one_bit(uint64_t sum)
{
	return sum & 1 ? sum >> 1 ^ POLYNOMIAL : sum >> 1;
}

void page_sums_make(struct page_sums *sums)
{
	for (uint64_t byte = 0; byte < 256; byte++) {
		uint64_t sum = byte;
		for (int bit = 0; bit < 8; bit++)
			sum = one_bit(sum);
		sums->table[byte] = sum;
	}
}

static uint64_t compute(const struct page_sums *sums, const uint8_t *page)
{
	uint64_t sum = 0;
	for (int i = 0; i < SUM_AT; i++)
		sum = sums->table[(sum ^ page[i]) & 0xff] ^ sum >> 8;
	return sum;
}

static uint64_t stored(const uint8_t *page)
{
	uint64_t sum;
	memcpy(&sum, page + SUM_AT, sizeof sum);
	return le64toh(sum);
}

void page_sum_put(const struct page_sums *sums, uint8_t page[static PAGE_BYTES])
{
	uint64_t sum = htole64(compute(sums, page));
	memcpy(page + SUM_AT, &sum, sizeof sum);
}

bool page_sum_fits(const struct page_sums *sums, const uint8_t page[static PAGE_BYTES])
{
	return compute(sums, page) == stored(page);
}

/* A flipped bit changes the sum by what is left of a single 1 after all the bits that came behind. */
int page_sum_flipped(const struct page_sums *sums, const uint8_t page[static PAGE_BYTES])
{
	uint64_t difference = compute(sums, page) ^ stored(page);
	uint64_t change = 1;
	for (int bit = SUM_AT * 8 - 1; bit >= 0; bit--) {
		change = one_bit(change);
		if (change == difference)
			return bit;
	}
	for (int bit = 0; bit < PAGE_SUM_BYTES * 8; bit++)
		if (difference == UINT64_C(1) << bit)
			return SUM_AT * 8 + bit;
	return -1;
}
