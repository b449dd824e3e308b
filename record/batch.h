/*
 * batch.h - messages on their way to the disk
 *
 * What a message points to is copied into the batch's own store, so that it outlives
 * the call in which it was heard. A batch keeps its memory when it is cleared: once
 * warm, adding allocates nothing.
 */
#ifndef SOLEUS_RECORD_BATCH_H
#define SOLEUS_RECORD_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bus.h"

struct batched {
	struct message message;     /* its bytes or text: see batch_bytes */
	size_t         offset;      /* of them in the store */
};

struct clock_pair { int64_t time_ns, utc_ns; };

/* `struct batch batch = {0};` is a valid empty batch; its memory goes with batch_free. */
struct batch {
	struct batched    *items;
	size_t             count, capacity;
	uint8_t           *store;
	size_t             used, store_capacity;
	struct clock_pair *pairs;
	size_t             pair_count, pair_capacity;
};

void batch_add(struct batch *batch, const struct message *message);
void batch_add_pair(struct batch *batch, struct clock_pair pair);

/* The message's text or bytes; they live until the batch is changed. */
const void *batch_bytes(const struct batch *batch, const struct batched *item);

void batch_clear(struct batch *batch);
void batch_free(struct batch *batch);

#endif
