/*
 * station_settings.h - station.ini, checked whole and understood
 *
 * Nothing is opened here. The drivers' states are made and set up, since only
 * then is it known which outputs an instrument has.
 */
#ifndef SOLEUS_ACQUISITION_STATION_SETTINGS_H
#define SOLEUS_ACQUISITION_STATION_SETTINGS_H

#include "acquisition/conversion.h"
#include "acquisition/faults.h"
#include "acquisition/instrument.h"
#include "base/sample.h"
#include "base/settings.h"

struct instrument_settings {
	const struct section           *section;    /* borrowed */
	const struct instrument_driver *driver;
	char                           *address;
	struct faults                   faults;     /* of a simulated one */
	struct line_settings            line;
	int64_t                         steady_ns;  /* the interval of its own clock; 0: it has none */
	int64_t                         delay_ns, averaging_ns;
	int64_t                         hold_ns;    /* how long a chip may hold bytes, where that is told */
	bool                            hold_told;
	void                           *state;      /* a decoder, set up */
};

struct channel_settings {
	struct channel    channel;
	struct conversion conversion;
	int               output;
	bool              never_zero;   /* see struct quantity */
};

struct station_settings {
	const struct settings      *settings;       /* borrowed */
	char                       *id;
	struct instrument_settings *instruments;
	size_t                      instrument_count;
	struct channel_settings    *channels;
	size_t                      channel_count;
};

/* NULL with a sentence that names file and line. Freed with station_settings_free, which accepts NULL. */
struct station_settings *station_settings_new(const struct settings *settings, struct error *error);
void station_settings_free(struct station_settings *station);

/* A state for a decoder or a twin, set up from the instrument's section; freed with free().
 * NULL when the driver's own keys are wrong. */
void *instrument_state_new(const struct instrument_driver *driver, const struct section *section, struct error *error);

/* What a reading means to a channel: converted, held against its bounds. Channel and times are left to
 * the caller. */
struct sample channel_sample(const struct channel_settings *channel, const struct reading *reading);

/* The instrument's section and those of its channels, as text; freed with free(). */
char *station_settings_text(const struct station_settings *station, size_t instrument);

#endif
