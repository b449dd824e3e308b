/* batch.c - messages on their way to the disk */

#include "record/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static size_t keep(struct batch *batch, const void *bytes, size_t size)
{
	if (batch->store_capacity - batch->used <= size) {
		batch->store_capacity = (batch->store_capacity + size + 1) * 2;
		batch->store = xreallocarray(batch->store, batch->store_capacity, 1);
	}
	size_t offset = batch->used;
	if (size)
		memcpy(batch->store + offset, bytes, size);
	batch->used += size;
	return offset;
}

void batch_add(struct batch *batch, const struct message *message)
{
	array_reserve((void **)&batch->items, &batch->capacity, batch->count, sizeof *batch->items);
	struct batched *item = &batch->items[batch->count++];
	item->message = *message;
	if (message->kind == MESSAGE_CHUNK)
		item->offset = keep(batch, message->chunk.bytes, message->chunk.size);
	else if (message->kind == MESSAGE_EVENT)
		item->offset = keep(batch, message->event.text, strlen(message->event.text) + 1);
	else if (message->kind == MESSAGE_DEVIATION)
		item->offset = keep(batch, message->deviation.reason, strlen(message->deviation.reason) + 1);
}

void batch_add_pair(struct batch *batch, struct clock_pair pair)
{
	array_reserve((void **)&batch->pairs, &batch->pair_capacity, batch->pair_count, sizeof *batch->pairs);
	batch->pairs[batch->pair_count++] = pair;
}

const void *batch_bytes(const struct batch *batch, const struct batched *item)
{
	return batch->store + item->offset;
}

void batch_clear(struct batch *batch)
{
	batch->count = batch->used = batch->pair_count = 0;
}

void batch_free(struct batch *batch)
{
	free(batch->items);
	free(batch->store);
	free(batch->pairs);
}
