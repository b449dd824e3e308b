/*
 * page_sum.h - a sum at the end of each page of study.db, against damage
 *
 * The last 8 bytes of a page hold two little-endian words, the running sums over its
 * 1022 other words that SQLite also uses in its write-ahead log (The SQLite Database
 * File Format, section 4.2): s1 += a + s2; s2 += b + s1 for each pair of words a, b.
 * Each step can be undone, so that a single flipped bit always shows, and which one
 * it was can be computed. Against a person it proves nothing; that is what seals are for.
 */
#ifndef SOLEUS_RECORD_PAGE_SUM_H
#define SOLEUS_RECORD_PAGE_SUM_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_BYTES 4096
#define PAGE_SUM_BYTES 8

void page_sum_put(uint8_t page[static PAGE_BYTES]);
bool page_sum_fits(const uint8_t page[static PAGE_BYTES]);

/* For a page whose sum does not fit: the bit, counted from 0 over the whole page, whose
 * flipping explains it; -1 when none does. */
int page_sum_flipped(const uint8_t page[static PAGE_BYTES]);

#endif
