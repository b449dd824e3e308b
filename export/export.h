/*
 * export.h - what the tables of an export share
 *
 * Inside the room only; the outside sees tables.h.
 */
#ifndef SOLEUS_EXPORT_EXPORT_H
#define SOLEUS_EXPORT_EXPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/parameter.h"
#include "export/blinding.h"
#include "export/places.h"
#include "export/tables.h"
#include "export/texts.h"
#include "export/vocabulary.h"
#include "export/wide.h"
#include "record/reading.h"

struct columns;
struct row;

/* A table before its columns are settled; one at the foot of each tables_*.c. */
struct table_kind {
	const char *name, *title;
	bool        prose, bulk;
	size_t      effort;         /* about how much longer it takes than a table of few rows; 0: as long */
	void      (*columns)(struct columns *columns, struct export *export);
	bool      (*rows)(struct export *export, const struct table *table,
	                  const struct row_sink *sink, struct error *error);
};

extern const struct table_kind participants_table, sessions_table, trials_table, phases_table, measures_table,
                               gradients_table, refills_table, wide_table, answers_table, events_table, deviations_table,
                               gaps_table, amendments_table, samples_1hz_table, samples_table, codebook_table, about_table;

struct session_key {
	int64_t     number;
	const char *participant, *protocol, *start_utc;
	int         visit;
};

/* A column with texts that this format cut. */
struct cut {
	const struct table *table;
	size_t              column, cells;
};

struct export {
	struct record        *record;
	struct export_options options;
	size_t                passes, pass;     /* formats to be written, and those that are */
	bool                  bulk;             /* whether this one writes the tables of very many rows too */
	size_t                told;             /* progress of this one so far, in thousandths */
	struct table         *tables;
	size_t                table_count;
	struct study_row     *study;            /* the study's own values; texts in `texts` */
	size_t                study_count, study_capacity;
	struct parameters     parameters;       /* as the record has them, else as this version has */
	struct session_key   *sessions;         /* in the order of the record */
	size_t                session_count, session_capacity;
	int64_t               utc_ns;           /* beginning of the last one */
	struct blinding      *blinding;         /* NULL: not blinded */
	struct vocabulary     vocabulary;
	struct places         places;           /* of the trials in their participants' visits */
	struct wide           wide;             /* what the table wide has a column for */
	struct texts          texts;            /* labels and levels of columns */
	struct cut           *cuts;             /* of this format */
	size_t                cut_count, cut_capacity;
	struct chart_range   *ranges;
	size_t                range_count, range_capacity;
	struct texts          range_texts;
};

/*
 * What most tables do: calls `one` for each session in turn, with a row to fill and
 * send as often as it likes, and tells the progress.
 */
bool export_each_session(struct export *export, const struct table *table, const struct row_sink *sink,
                         bool (*one)(struct export *export, const struct session *session,
                                     struct row *row, struct error *error),
                         struct error *error);

/* A session of the record, blinded when the export is. Freed with session_free. */
struct session *export_session(struct export *export, int64_t number, struct error *error);

/* The table of that name; NULL when there is none. */
const struct table *export_table(const struct export *export, const char *name);

/* What a format tells that goes its own way: its share done, 0 to 1. Never goes backwards. */
void export_tell(struct export *export, double share);

/* The study's value of that key; "" when it has none. */
const char *export_study_value(const struct export *export, const char *name);

#endif
