/*
 * frame_sync.h - frames of one size, of which the first byte alone has its top bit set
 *
 * A reader that joins in mid-stream finds its place at the next such byte, and a lost byte costs one frame.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_FRAME_SYNC_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_FRAME_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_SYNC_MOST 5

/* All zero at the beginning. */
struct frame_sync {
	uint8_t       bytes[FRAME_SYNC_MOST];
	size_t        length;   /* of the frame that has begun; 0: between two */
	unsigned long dropped;  /* bytes that became no frame */
};

/* True when this byte completed a frame of `size` bytes, which stands in `bytes` until the next call. */
bool frame_sync_push(struct frame_sync *sync, uint8_t byte, size_t size);

#endif
