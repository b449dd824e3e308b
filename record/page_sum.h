/*
 * page_sum.h - a sum at the end of each page of study.db, against damage
 *
 * The last 8 bytes of a page hold the CRC-64 of its others (polynomial of ECMA-182, lowest bit
 * first, beginning with 0, lowest byte first): every damage of up to 64 neighbouring bits
 * shows, and of a single flipped bit can be computed which one it was. Against a person it proves
 * nothing; that is what seals are for.
 */
#ifndef SOLEUS_RECORD_PAGE_SUM_H
#define SOLEUS_RECORD_PAGE_SUM_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_BYTES 4096
#define PAGE_SUM_BYTES 8

/* What computing is quick with; made once and passed along. */
struct page_sums { uint64_t table[256]; };
void page_sums_make(struct page_sums *sums);

void page_sum_put(const struct page_sums *sums, uint8_t page[static PAGE_BYTES]);
bool page_sum_fits(const struct page_sums *sums, const uint8_t page[static PAGE_BYTES]);

/* For a page whose sum does not fit: the bit, counted from 0 over the whole page, whose
 * flipping explains it; -1 when none does. */
int page_sum_flipped(const struct page_sums *sums, const uint8_t page[static PAGE_BYTES]);

#endif
