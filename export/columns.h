/*
 * columns.h - how a table's columns are put together
 *
 * Columns with fixed names are const tables beside the code that fills them;
 * those that say who, when and under which condition are the same in many tables and
 * stand here, with the functions that fill them. Columns named by the study
 * (factors, covariates, channels) are made from its vocabulary; where such a name is
 * taken by a fixed column of any table of data, it is given a word in front, in all of
 * them: factor_outcome.
 */
#ifndef SOLEUS_EXPORT_COLUMNS_H
#define SOLEUS_EXPORT_COLUMNS_H

#include <stddef.h>

#include "export/export.h"
#include "export/row.h"
#include "export/session.h"

struct columns {
	struct column *items;
	const char   **prefixes;        /* of those named by the study; else NULL */
	size_t         count, capacity, prefix_capacity;
};

void columns_add(struct columns *columns, const struct column *some, size_t count);
void columns_add_named(struct columns *columns, const char *prefix, struct column column);

#define COLUMNS_ADD(columns, array) columns_add((columns), (array), sizeof (array) / sizeof (array)[0])

/* Adds the names that are fixed to the list of those taken. */
void columns_fixed(const struct columns *columns, struct texts *taken);

/* Renames what the study named like one of those taken. */
void columns_settle(struct columns *columns, const struct texts *taken);

/* study_id, participant_id, group */
void columns_add_person(struct columns *columns, struct export *export);
void row_set_person(struct row *row, const struct export *export, const char *participant, const char *group);

/* One for each covariate, directly behind the column set last. */
void columns_add_covariates(struct columns *columns, struct export *export);
void row_set_covariates(struct row *row, const struct export *export, const struct participant *person);

/* study_id, participant_id, group, session_id and visit. */
void columns_add_session(struct columns *columns, struct export *export);
void row_set_session(struct row *row, const struct export *export, const struct session *session);

/* trial_no, attempt, counted, condition; all missing for NULL: outside any trial. */
void columns_add_trial(struct columns *columns, struct export *export);
void row_set_trial(struct row *row, const struct trial_row *trial);

/* period and sequence: where the trial stands in the crossover. */
void columns_add_place(struct columns *columns);
void row_set_place(struct row *row, const struct export *export, const struct session *session, const struct trial_row *trial);

/* phase to duration_s: what was planned for a phase and when it was. */
void columns_add_phase(struct columns *columns, struct export *export);
void row_set_phase(struct row *row, const struct session *session, const struct phase_row *phase);

/* One for each factor, directly behind the column set last. */
void columns_add_factors(struct columns *columns, struct export *export);
void row_set_factors(struct row *row, const struct export *export, const struct trial_row *trial);

/* The levels that a column has in this record. */
const char *levels_of(struct export *export, const struct texts *values);

#endif
