/*
 * station_draft.h - what was found on a port, as sections of station.ini
 */
#ifndef SOLEUS_CONSOLE_STATION_DRAFT_H
#define SOLEUS_CONSOLE_STATION_DRAFT_H

#include "acquisition/hearing.h"
#include "base/settings.h"
#include "console/folder.h"

/* What a section can say of an instrument. */
struct draft {
	const char                       *address;
	const struct line_settings       *line;         /* NULL: it means nothing there */
	const struct instrument_driver   *driver;
	const char                       *keys;         /* "addresses = 01\n..." */
	const struct instrument_output  **outputs;      /* those that get a channel each */
	size_t                            output_count;
};

/* An [instrument ...] section and a [channel ...] for each output, with names that are free in `settings` (NULL:
 * all are). Freed with free(). */
char *station_draft_text(const struct draft *draft, const struct settings *settings);

/* The instrument that has this address in station.ini already, or NULL. */
const struct section *station_draft_taken(const struct settings *settings, const char *address);

/* Adds the text at the end of the study's station.ini, which stays as it was unless all of it is right then. */
bool station_draft_append(const struct folder *folder, const char *text, struct error *error);

#endif
