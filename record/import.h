/*
 * import.h - adds to a session that is over what an instrument had recorded by itself
 *
 * The rows are as those of a running session: an instrument and its channels, where the
 * session has none of these names, the file's bytes as a chunk, the samples, an event
 * of the kind import; and a row in the table `import`, by which the file is known again.
 */
#ifndef SOLEUS_RECORD_IMPORT_H
#define SOLEUS_RECORD_IMPORT_H

#include "base/sample.h"
#include "record/record.h"

/* All borrowed for the call. */
struct import {
	int64_t                       session;
	int                           trial, attempt;
	const char                   *file;         /* its name, without folders */
	const uint8_t                *bytes;        /* all that is in it */
	size_t                        size;
	int                           recording;    /* which of those in it, from 1 */
	const struct instrument_info *instrument;
	const struct channel         *channels;     /* of that instrument */
	size_t                        channel_count;
	const struct sample          *samples;      /* their channel: a place in `channels` */
	size_t                        sample_count;
	int64_t                       ended_ns;     /* the recording, on the session's clock */
	const char                   *operator_id;  /* "" when not given */
	int64_t                       utc_ns;       /* now */
};

/*
 * All of it, or nothing. ERROR_REFUSED when the recording is in the record already, when the
 * session is not over, when it has another instrument or channel of such a name, or when a
 * channel has samples in the same time; ERROR_ABSENT when there is no such session.
 */
bool record_import(struct record *record, const struct import *import, struct error *error);

#endif
