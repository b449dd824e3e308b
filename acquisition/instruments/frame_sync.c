/* frame_sync.c - frames of one size, of which the first byte alone has its top bit set */

#include "acquisition/instruments/frame_sync.h"

#define BEGIN 0x80

bool frame_sync_push(struct frame_sync *sync, uint8_t byte, size_t size)
{
	if (byte & BEGIN) {             /* whatever was there before */
		sync->dropped += sync->length;
		sync->length = 0;
	} else if (sync->length == 0) {
		sync->dropped++;
		return false;
	}
	sync->bytes[sync->length++] = byte;
	if (sync->length < size)
		return false;
	sync->length = 0;
	return true;
}
