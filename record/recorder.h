/*
 * recorder.h - writes a running session into the record, in a thread of its own
 *
 * The recorder hears the bus: it copies each message into a queue in memory and
 * returns at once. Its thread takes the queue twice a second and commits it in one
 * transaction, durably (WAL, synchronous FULL). A disk that fails loses nothing
 * that is in memory: the recorder says so once (recorder_trouble), keeps
 * collecting and tries again.
 *
 * Trials and phases become rows as their events pass; everything else is an event,
 * an answer, a sample or a chunk.
 */
#ifndef SOLEUS_RECORD_RECORDER_H
#define SOLEUS_RECORD_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bus.h"
#include "base/error.h"
#include "record/record.h"

struct recorder;

/*
 * `wait_when_behind`: hear() waits while the queue is very long, instead of letting it grow;
 * for a virtual clock, which produces faster than any disk. The record is used by the
 * recorder's thread alone until recorder_close. Claims the record where that was not done
 * yet: a session that was interrupted can be gone on with.
 */
struct recorder *recorder_open(struct record *record, int64_t session, bool wait_when_behind,
                               struct error *error);

/* To be added to the bus. */
void recorder_hear(void *recorder, const struct message *message);

/* A pair of the session's clock and UTC, kept in the table `clock`. */
void recorder_clock(struct recorder *recorder, int64_t time_ns, int64_t utc_ns);

/* True while the last attempt to write failed; *error then says why. Any thread may ask. */
bool recorder_trouble(struct recorder *recorder, struct error *error);

/* How the recorder is, for whoever shows it. */
struct recorder_health {
	size_t  waiting;            /* messages not yet on disk */
	int64_t committed;          /* messages on disk */
};
struct recorder_health recorder_health(struct recorder *recorder);

/* Writes what was heard so far, at once. False when the attempt failed: what was not written is kept, and tried again. */
bool recorder_flush(struct recorder *recorder, struct error *error);

/* Writes what is left, ends the thread and frees. False when something could not be
 * written; *error says why and how much. Accepts NULL. */
bool recorder_close(struct recorder *recorder, struct error *error);

#endif
