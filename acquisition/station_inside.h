/*
 * station_inside.h - what the files of the station share
 *
 *     station.c           opening, closing, what it is made of
 *     station_poll.c      waiting; what comes in and what goes out
 *     station_samples.c   from bytes to samples on the bus, and the gaps between them
 */
#ifndef SOLEUS_ACQUISITION_STATION_INSIDE_H
#define SOLEUS_ACQUISITION_STATION_INSIDE_H

#include "acquisition/attached.h"
#include "acquisition/gaps.h"
#include "acquisition/station.h"

#define CHUNK_SIZE 4096     /* as much as the kernel keeps of a serial line */

struct station {
	struct clock            *clock;
	struct bus              *bus;
	struct station_settings *settings;
	struct attached         *instruments;
	size_t                   instrument_count;
	int64_t                 *last_ns;       /* of each channel: its newest time */
	struct gap_watch        *gaps;          /* of each channel */
	int64_t                  retry_ns;
	int64_t                  polled_ns;     /* when that was done last; TIME_NONE: never */
	bool                     told;          /* who is there and who is not */
	struct person           *person;
	struct pollfd           *fds;
	uint8_t                  bytes[CHUNK_SIZE];
};

/* station_samples.c: decodes what has just come from an instrument and hands on its samples. */
void station_decode(struct station *station, struct attached *instrument, const uint8_t *bytes, size_t size);

/* What was not answered is missing from the moment at which it was given up. That nothing came is silence, and the gap's
 * cause already; something did where its checksum was wrong, or it was not understood. */
void station_hand_unanswered(struct station *station, struct attached *instrument, int64_t now_ns);

/* Something that concerns all channels of an instrument (NULL: of all instruments) may be why they give nothing. */
void station_note_cause(struct station *station, const struct attached *instrument, int64_t now_ns, enum gap_cause cause);

#endif
