/*
 * wide.h - which columns the table wide has, and what they are called
 *
 * A column is <measure>_<condition>_<time>, such as toe_exercise_spu_1, where
 *
 *     measure     <channel>_<phase>: in a baseline phase the mean, in any other the change from baseline
 *                 <channel>_t0, _t50, _v0, _ef, _rvf: of a plethysmogram's refill curve (wide_refills.h)
 *                 <question>: the number answered
 *                 order: the trial's period, its place among all of the participant's
 *     condition   as in the protocol
 *     time        1 for the participant's first trial of that condition, 2 for the second ...: as they were planned (places.h)
 *
 * There is a column for all that the plans of the visits have, whatever came of it; it is filled from trials that count and
 * were completed. Names have at most 26 characters: while one is longer, its longest part but the time loses its last letter
 * (the later one of equals); when it is then taken, b, c ... is put behind it. So every column's label says in words what it is.
 */
#ifndef SOLEUS_EXPORT_WIDE_H
#define SOLEUS_EXPORT_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/name.h"
#include "export/blinding.h"
#include "export/places.h"
#include "export/session.h"
#include "export/wide_refills.h"
#include "record/record.h"

#define WIDE_COLUMNS_MOST 1500      /* what comes later has no column; Stata's smallest edition takes 2,048 */

enum wide_kind { WIDE_ORDER, WIDE_ANSWER, WIDE_PHASE, WIDE_REFILL };

struct wide_item {
	enum wide_kind kind;
	const struct wide_refill *refill;       /* of WIDE_REFILL; NULL */
	char           what[NAME_SIZE];         /* channel or question; "" for the order */
	char           phase[NAME_SIZE];        /* of WIDE_PHASE; of a refill the exercise */
	char           condition[NAME_SIZE];
	int            time;
	char           unit[16];
	const char    *accepted;                /* of WIDE_ANSWER, as in questions.h; "" when plans differ */
	char           name[NAME_SIZE];         /* of the column, when settled */
	size_t         place, condition_place;  /* in which order measures and conditions were first met */
};

struct wide {
	struct wide_item  *items;
	size_t             count, capacity;
	struct texts       texts;
	bool               cut;                 /* there were more than WIDE_COLUMNS_MOST */
};

/* Notes what the session has to give; called once for each, in the order of the record, when the places are settled. */
bool wide_add_session(struct wide *wide, struct record *record, const struct blinding *blinding, const struct places *places,
                      const struct session *session, struct error *error);

/* Puts the items into their order and names them. */
void wide_settle(struct wide *wide);
void wide_free(struct wide *wide);

/* Whether a trial's values are taken. */
bool wide_takes(const struct trial_row *trial);

/* The item's place among the columns; SIZE_MAX when it has none. */
size_t wide_find(const struct wide *wide, const struct wide_item *like);

#endif
