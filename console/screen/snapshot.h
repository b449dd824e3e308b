/*
 * snapshot.h - everything that one picture of the screen shows, as plain values
 *
 * Taken from the view in a moment and drawn at leisure: drawing needs no lock, no clock and no
 * terminal, and the same snapshot gives the same picture.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_SNAPSHOT_H
#define SOLEUS_CONSOLE_SCREEN_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/sample.h"
#include "console/screen/latest.h"
#include "console/screen/stage.h"
#include "console/screen/trace.h"

#define SNAPSHOT_COLUMNS 512
#define SNAPSHOT_EVENTS 64
#define SNAPSHOT_PHASES 64
#define SNAPSHOT_CUES 512
#define EVENT_LINE_SIZE 200

/* What does not change while a screen stands. Texts are borrowed. */
struct snapshot_session {
	const char *title;          /* of the protocol, or of what is shown: "monitor" */
	const char *participant;    /* "" when nobody */
	int         visit;          /* 0: none */
	int64_t     session;        /* 0: not known */
	int64_t     zero_utc_ns;    /* UTC at the clock's zero */
	int         utc_offset_min;
	bool        recording;      /* false: monitor and replay */
	double      disk_free_bytes;        /* NAN: not known */
};

struct snapshot_channel {
	const struct channel *channel;      /* belongs to the view */
	bool     any;                       /* there was a sample */
	bool     stale;
	double   value;                     /* of the newest sample */
	uint32_t quality;
	double   age_s, rate;
	char     text[LATEST_TEXT_SIZE];    /* as latest_text has it */
	int64_t  from_ns, until_ns;         /* what the columns cover */
	bool     began_before;
	struct trace_column columns[SNAPSHOT_COLUMNS];
};

struct snapshot_event {
	int64_t         time_ns;
	enum event_kind kind;
	char            line[EVENT_LINE_SIZE];
};

struct snapshot_phase {
	int64_t began_ns, ended_ns;         /* TIME_NEVER while it is under way */
	char    name[NAME_SIZE];
	bool    exercise;
};

struct snapshot {
	struct snapshot_session session;
	int64_t      now_ns, until_ns, span_ns, fast_span_ns;
	int          columns;
	struct stage stage;
	size_t       channel_count;
	struct snapshot_channel *channels;  /* freed with snapshot_free */
	size_t       event_count;
	struct snapshot_event events[SNAPSHOT_EVENTS];      /* the newest until until_ns, the oldest first */
	size_t       phase_count;
	struct snapshot_phase phases[SNAPSHOT_PHASES];      /* that are visible, the oldest first */
	size_t       cue_count;
	int64_t      cues_ns[SNAPSHOT_CUES];                /* that are visible; the newest when there are more */
	double       given_per_min;         /* repetitions as they were prompted in this phase; NAN: too few */
	double       kept_per_min;          /* as they are seen in a channel; NAN: none shows them */
	char         kept_from[NAME_SIZE];
	enum clock_health { CLOCK_UNKNOWN, CLOCK_SYNCHRONISED, CLOCK_FREE, CLOCK_CHANGED } clock;
	size_t       unwritten;             /* messages that are not yet on disk */
	char         trouble[EVENT_LINE_SIZE];              /* of the recorder; "" when none */
};

/* There is nothing to show of it now: it never came, is stale, or is no number. */
bool snapshot_is_missing(const struct snapshot_channel *shown);

/* `struct snapshot` is large: one is made and filled again and again. */
struct snapshot *snapshot_new(size_t channels);
void snapshot_free(struct snapshot *snapshot);

#endif
