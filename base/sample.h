/*
 * sample.h - channels and what they measured
 *
 * A channel is one measured quantity at one site. A sample is one value of it,
 * with the time at which it was measured, how sure that time is, and why it is
 * missing or doubtful when it is. A missing number is NAN with at least one
 * quality bit; it is never 0, 127 or 511.
 */
#ifndef SOLEUS_BASE_SAMPLE_H
#define SOLEUS_BASE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

#define UNIT_SIZE 16
#define SITE_SIZE 64

/* Quality bits, the same for all instruments. 0 is good. */
enum quality {
	QUALITY_NO_PROBE      = 1 << 0,   /* probe unplugged, open circuit */
	QUALITY_NO_FINGER     = 1 << 1,   /* probe there, nothing in it */
	QUALITY_SEARCHING     = 1 << 2,   /* looking for the pulse, no value yet */
	QUALITY_LOW_PERFUSION = 1 << 3,
	QUALITY_ARTEFACT      = 1 << 4,   /* movement, bad beat, out of track */
	QUALITY_OUT_OF_RANGE  = 1 << 5,   /* outside the channel's hard bounds; the value is kept */
	QUALITY_STALE         = 1 << 6,   /* held or repeated by the instrument, not measured now */
	QUALITY_BAD_CHECKSUM  = 1 << 7,
	QUALITY_SATURATED     = 1 << 8,   /* at the converter's rail, short circuit */
	QUALITY_MISSING       = 1 << 9,   /* the instrument says so and gives no reason */
};

#define QUALITY_TEXT_SIZE 128
/* "good", or the bits' names joined by '+'. */
const char *quality_text(uint32_t quality, char text[static QUALITY_TEXT_SIZE]);

struct channel {
	char   name[NAME_SIZE];         /* toe */
	char   quantity[NAME_SIZE];     /* temperature */
	char   unit[UNIT_SIZE];         /* degC */
	char   site[SITE_SIZE];         /* right hallux, pulp */
	double low, high;               /* hard bounds; NAN: none */
	double interval_s;              /* expected time between samples; NAN: unknown */
	bool   waveform;                /* see struct quantity */
	bool   afterwards;              /* comes with finished recordings: nothing comes before the first one's end */
	int    instrument;              /* index into the station's instruments */
};

struct sample {
	int      channel;           /* index into the station's channels */
	int64_t  arrival_ns;        /* when the bytes came in */
	int64_t  time_ns;           /* when it was measured, as far as known */
	int64_t  uncertainty_ns;    /* the true time lies within time_ns +- this */
	double   value;             /* in the channel's unit; NAN: missing */
	uint32_t quality;           /* of enum quality */
	uint32_t flags;             /* the instrument's own status bits, verbatim */
};

/* True when the value may enter a statistic: there, finite, and in no doubt
 * beyond low perfusion, which the field reports rather than rejects. */
bool sample_is_valid(const struct sample *sample);

/* Why a channel gave nothing valid for a while. */
enum gap_cause {
	GAP_SILENT,         /* nothing came, though the instrument was there */
	GAP_UNPLUGGED,      /* the instrument was not there */
	GAP_NO_FINGER,      /* there was no probe on the person, or nothing in it */
	GAP_NOISE,          /* something came, and nothing of it was valid */
	GAP_SUSPENDED,      /* the computer slept */
	GAP_OVERRUN,        /* we came too late to take what had come */
	GAP_AWAY,           /* the program did not run: the visit was interrupted */
};

/* unplugged, no_finger ...: as it stands in the record. */
const char *gap_cause_name(enum gap_cause cause);

/* From when a valid value was due to when one came, or the cause changed, or the session ended. */
struct gap {
	int            channel;     /* index into the station's channels */
	int64_t        from_ns, to_ns;
	enum gap_cause cause;
};

/* One instrument of a station, as the record keeps it. The texts belong to the station. */
struct instrument_info {
	char        name[NAME_SIZE];    /* the section's name in station.ini */
	const char *driver;             /* nonin_df2 */
	const char *port;               /* the address as configured */
	const char *identity;           /* what was found there: path, USB ids, serial number; "" if nothing */
	const char *settings;           /* the section and its channels' sections of station.ini, as text */
	bool        simulated;
};

/* Bytes as they came from (or were sent to) an instrument. */
struct chunk {
	int            instrument;      /* index into the station's instruments */
	bool           sent;            /* true: from us to the instrument */
	int64_t        arrival_ns;      /* or the time of sending */
	const uint8_t *bytes;           /* borrowed for the call */
	size_t         size;
};

#endif
