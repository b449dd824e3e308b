/*
 * identifying.h - what hangs on one port, found by listening at every line setting in turn
 */
#ifndef SOLEUS_CONSOLE_IDENTIFYING_H
#define SOLEUS_CONSOLE_IDENTIFYING_H

#include "acquisition/hearing.h"
#include "acquisition/identify.h"
#include "console/progress.h"

enum verdict {
	VERDICT_FAILED,         /* the port could not be opened, or was lost */
	VERDICT_SILENT,         /* nothing came */
	VERDICT_NOISE,          /* bytes that nobody knows */
	VERDICT_TEXT,           /* lines of text that nobody knows; there is a pattern */
	VERDICT_CALL,           /* somebody calls and waits for an answer */
	VERDICT_PERHAPS,        /* lines that several boards send */
	VERDICT_FOUND,
};

#define ALIKE_MAX 4

/* The most telling of what was heard at all line settings. */
struct identified {
	enum verdict            verdict;
	struct error            error;          /* of VERDICT_FAILED */
	struct line_settings    line;
	bool                    line_matters;   /* false behind a device server */
	struct hearing         *hearing;        /* NULL when VERDICT_FAILED */
	const struct candidate *found[ALIKE_MAX];
	size_t                  found_count;
	const struct instrument_driver *caller;
	char                    pattern[PATTERN_SIZE];
	size_t                  fit, of;
};

/* `settling_ns` is waited after each opening. `station`: the study's station.ini, which has to outlive what is
 * returned, or NULL. Freed with identified_free.
 *
 * What speaks by itself is heard at any line setting, if not understood: so once nothing came at the first one,
 * the silence before a question is short at the others. */
struct identified identify_port(const char *address, int64_t settling_ns, const struct identify_patience *patience,
                                const struct settings *station, struct progress_bar *bar);
void identified_free(struct identified *identified);

#endif
