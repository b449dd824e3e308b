/*
 * summing.h - SQLite's way to the disk, putting a sum on each page that is written
 *
 * A layer (a VFS) over whichever is SQLite's default one. It writes the sums of
 * page_sum.h into the bytes that SQLite leaves free at the end of each page of a record;
 * everything else goes through untouched. Pages that another program writes carry no
 * new sum. Nobody is kept from reading: only `soleus verify` looks at the sums.
 */
#ifndef SOLEUS_RECORD_SUMMING_H
#define SOLEUS_RECORD_SUMMING_H

#include <sqlite3.h>
#include <stdbool.h>

struct summing;

/* Outlives the connections that use it; freed with summing_free, which accepts NULL. */
struct summing *summing_new(void);
void summing_free(struct summing *summing);

/* By which sqlite3_open_v2 knows it. */
const char *summing_name(const struct summing *summing);

/* For the connection to a file that is still empty: leaves room for the sums on its pages. */
bool summing_prepare(sqlite3 *db);

#endif
