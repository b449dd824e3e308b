/*
 * writer.h - from messages to rows
 *
 * A batch becomes one transaction: all of it is on disk, or nothing of it. What the
 * writer has to know of earlier events (which trial, which question) it asks the
 * database, so that undoing a batch undoes everything, and a session can be gone on
 * with by another process.
 */
#ifndef SOLEUS_RECORD_WRITER_H
#define SOLEUS_RECORD_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "record/batch.h"
#include "record/record.h"

struct writer;

/* Freed with writer_close, which accepts NULL. The record outlives the writer. */
struct writer *writer_open(struct record *record, int64_t session, struct error *error);
void writer_close(struct writer *writer);

/*
 * False when nothing of the batch was written: the same batch can be tried again. A row
 * that contradicts the record (a trial that begins twice) does not hold up the
 * others: an event of the kind trouble stands in its place and tells.
 */
bool writer_write(struct writer *writer, const struct batch *batch, struct error *error);

/* Brings what was written into the main file, as far as no reader is in the way. */
void writer_settle(struct writer *writer);

#endif
