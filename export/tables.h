/*
 * tables.h - which tables an export has, and what is in them
 *
 *     participants   a row per person
 *     sessions       a row per session
 *     trials         a row per trial
 *     phases         a row per phase: cues and the pace that was really kept
 *     measures       a row per trial x phase x channel, with its measures
 *     gradients      a row per trial x phase x pair of temperatures
 *     refills        a row per exercise x plethysmogram: how the veins filled again
 *     wide           a row per person, a column per measure, condition and time it was met
 *     answers        a row per answer, also refused and rejected ones
 *     events         a row per event
 *     deviations     a row for each difference between plan and visit
 *     gaps           a row per time in which a channel gave nothing valid
 *     amendments     a row per correction, exclusion, withdrawal; the other tables apply them
 *     samples_1hz    a row per second of a session, a column per channel
 *     samples        a row per sample of any channel, waveforms too (bulk: not in the workbook)
 *     codebook       a row per column of all tables
 *     about          where all this comes from: versions, hashes, parameters
 */
#ifndef SOLEUS_EXPORT_TABLES_H
#define SOLEUS_EXPORT_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "export/table.h"
#include "record/record.h"

/* Called from time to time during an export with what is done, of `of` (never 0). May be NULL. */
typedef void (*export_progress)(void *self, size_t done, size_t of);

struct export_options {
	const char     *software;       /* "soleus 0.1.0" */
	export_progress progress;
	void           *progress_self;
	uint64_t        shift_seed;     /* 0: dates as they are; see shift.h */
	bool            blind;          /* see blinding.h */
};

/* Looks at the record (which outlives the export) and settles the tables and their columns.
 * Freed with export_free, which accepts NULL. */
struct export *export_new(struct record *record, const struct export_options *options,
                          struct error *error);
void export_free(struct export *export);

/* Tells that the tables are now written for the pass-th of so many formats (from 0), each with the same share of
 * the progress; bulk: also those of very many rows. */
void export_begin_pass(struct export *export, size_t pass, size_t passes, bool bulk);

/* A format could not take a text whole: the table about, which comes last, tells of it. Nothing for NULL. */
void export_note_cut(struct export *export, const struct table *table, size_t column);

/* The key of a blinded export, in a file for its owner alone. */
bool export_write_key(const struct export *export, const char *path, struct error *error);

/* The tables in the order in which they are written. They live as long as the export. */
const struct table *export_tables(const struct export *export, size_t *count);

/* Where the samples of one session's channel stand in the table samples_1hz, phase by
 * phase: what charts are drawn from. Session after session, in each channel after channel;
 * a stretch without any value has no range. Filled while that table's rows are produced,
 * and then good until they are produced again. */
struct chart_range {
	int64_t     session;
	const char *session_label;      /* "P01 visit 1" */
	const char *protocol;           /* "soleus_pushup" */
	const char *sequence;           /* "still-spu"; "" without trials */
	const char *channel, *unit;
	size_t      column, time_column;    /* in samples_1hz: the channel, and the time in minutes */
	const char *phase_label;        /* "spu: recovery"; "" between phases */
	const char *phase;              /* "recovery"; "" between phases */
	size_t      first_row, last_row;    /* data rows from 0, both included */
	double      first_min, last_min;    /* the time of these rows */
	double      low, high;          /* of the channel's values there */
	double      least, most;        /* the channel's hard bounds; NAN: none */
};
const struct chart_range *export_chart_ranges(const struct export *export, size_t *count);

/* When the last session of the record began, for the documents' own dates: the same record gives
 * the same bytes. Nanoseconds since 1970; 0 when there is none. */
int64_t export_utc_ns(const struct export *export);

#endif
