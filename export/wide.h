/*
 * wide.h - which columns the table wide has, and what they are called
 *
 * A column is <measure>_<condition>_<period>, such as toe_exercise_spu_1, where
 *
 *     measure     <channel>_<phase>: in a baseline phase the mean, in any other the change from baseline
 *                 <channel>_t0, _t50, _v0, _ef, _rvf: of a plethysmogram's refill curve (wide_refills.h)
 *                 <question>: the number answered
 *                 order: the trial's place among all of the participant's trials that count
 *     condition   as in the protocol
 *     period      1 for the participant's first trial of that condition, 2 for the second ...
 *
 * Only trials that count and were completed are looked at. Names have at most 26 characters: while one is
 * longer, its longest part but the period loses its last letter (the later one of equals); when it is then taken,
 * b, c ... is put behind it. So every column's label says in words what it is.
 */
#ifndef SOLEUS_EXPORT_WIDE_H
#define SOLEUS_EXPORT_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/name.h"
#include "export/blinding.h"
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
	int            period;
	char           unit[16];
	char           name[NAME_SIZE];         /* of the column, when settled */
	size_t         place, condition_place;  /* in which order measures and conditions were first met */
};

/* How often a participant had a condition so far. */
struct wide_count {
	char participant[PARTICIPANT_ID_SIZE], condition[NAME_SIZE];
	int  trials;
};

struct wide_counts {
	struct wide_count *items;
	size_t             count, capacity;
};

struct wide {
	struct wide_item  *items;
	size_t             count, capacity;
	struct wide_counts counts;              /* while sessions are looked at */
	bool               cut;                 /* there were more than WIDE_COLUMNS_MOST */
};

/* Notes what the session has to give; called once for each, in the order of the record. */
bool wide_add_session(struct wide *wide, struct record *record, const struct blinding *blinding,
                      const struct session *session, struct error *error);

/* Puts the items into their order and names them. */
void wide_settle(struct wide *wide);
void wide_free(struct wide *wide);

/* Whether a trial counts here; and if so which period of its condition it is for that participant, each
 * trial being asked about once, in order. *order is its place among all. */
bool wide_takes(const struct trial_row *trial);
int wide_period(struct wide_counts *counts, const char *participant, const char *condition, int *order);

/* The item's place among the columns; SIZE_MAX when it has none. */
size_t wide_find(const struct wide *wide, const struct wide_item *like);

#endif
