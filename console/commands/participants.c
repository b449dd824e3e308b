/* participants.c - soleus participants: who is enrolled, and which visit is next */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "console/desk.h"
#include "console/listed.h"
#include "export/texts.h"
#include "record/reading.h"

/* A visit of somebody that was completed; however many sessions it took. */
struct completed {
	char participant[PARTICIPANT_ID_SIZE];
	int  visit;
};

struct roll {
	struct listing   *listing;
	struct completed *visits;
	size_t            visit_count, visit_capacity;
	struct texts      covariates;           /* names of all that somebody has */
	int               visits_wanted;        /* of each participant; 0: not told */
};

/* Whose column a covariate of that name must not take. */
static const char *const own_columns[] = {
	"participant", "group", "number", "order_number", "replaces", "status", "simulated", "visits_done", "next_visit",
};

static bool is_completed(const struct roll *roll, const struct session_row *session)
{
	for (size_t i = 0; i < roll->visit_count; i++)
		if (roll->visits[i].visit == session->visit && strcmp(roll->visits[i].participant, session->participant) == 0)
			return true;
	return false;
}

static bool look_at_sessions(struct roll *roll, struct record *record, struct error *error)
{
	struct rows *rows = record_sessions(record, 0);
	for (struct session_row row; rows_next_session(rows, &row);) {
		if (strcmp(row.status, "completed") != 0 || is_completed(roll, &row))
			continue;
		array_reserve((void **)&roll->visits, &roll->visit_capacity, roll->visit_count, sizeof *roll->visits);
		struct completed *completed = &roll->visits[roll->visit_count++];
		*completed = (struct completed){ .visit = row.visit };
		strncat(completed->participant, row.participant, sizeof completed->participant - 1);
	}
	return rows_close(rows, error);
}

static bool look_at_covariates(struct roll *roll, struct record *record, struct error *error)
{
	struct rows *rows = record_participants(record);
	for (struct participant_row row; rows_next_participant(rows, &row);)
		for (size_t i = 0; i < row.participant.covariate_count; i++)
			texts_add_new(&roll->covariates, row.participant.covariates[i].name);
	return rows_close(rows, error);
}

/* The one after the last that was completed: one that was broken off is still to come. */
static void add_visits(struct roll *roll, const struct participant_row *row)
{
	int done = 0, last = 0;
	for (size_t i = 0; i < roll->visit_count; i++) {
		const struct completed *completed = &roll->visits[i];
		if (strcmp(completed->participant, row->participant.id) != 0)
			continue;
		done++;
		last = completed->visit > last ? completed->visit : last;
	}
	listing_integer(roll->listing, "visits_done", done);
	if (row->withdrawn_utc[0] || (roll->visits_wanted && last >= roll->visits_wanted))
		listing_absent(roll->listing, "next_visit");
	else
		listing_integer(roll->listing, "next_visit", last + 1);
}

static void add_covariate(struct listing *listing, const struct participant *person, const char *name)
{
	char own_name[sizeof "covariate_" + NAME_SIZE] = "";
	for (size_t i = 0; i < sizeof own_columns / sizeof own_columns[0]; i++)
		if (strcmp(own_columns[i], name) == 0)
			strcpy(own_name, "covariate_");
	strncat(own_name, name, NAME_SIZE);
	const char *value = "";
	for (size_t i = 0; i < person->covariate_count; i++)
		if (strcmp(person->covariates[i].name, name) == 0)
			value = person->covariates[i].value;
	listing_text(listing, own_name, value);
}

static void add_participant(struct roll *roll, const struct participant_row *row)
{
	struct listing *listing = roll->listing;
	const struct participant *person = &row->participant;
	listing_row(listing);
	listing_text(listing, "participant", person->id);
	listing_text(listing, "group", person->group);
	listing_integer(listing, "number", row->own_number);
	listing_integer(listing, "order_number", person->number);
	listing_text(listing, "replaces", row->replaces);
	listing_text(listing, "status", row->erased ? "erased" : row->withdrawn_utc[0] ? "withdrawn" : "enrolled");
	listing_text(listing, "simulated", person->simulated ? "yes" : "no");
	add_visits(roll, row);
	for (size_t i = 0; i < roll->covariates.count; i++)
		add_covariate(listing, person, roll->covariates.items[i]);
}

/* Sessions and covariates are looked at first: every row has the same columns. */
static bool call_roll(struct roll *roll, struct record *record, struct error *error)
{
	if (!look_at_sessions(roll, record, error) || !look_at_covariates(roll, record, error))
		return false;
	struct rows *rows = record_participants(record);
	for (struct participant_row row; rows_next_participant(rows, &row);)
		add_participant(roll, &row);
	return rows_close(rows, error);
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct roll roll = { .listing = listing_new() };
	struct desk desk;
	bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_READING, &error) && record_hold(desk.record, &error);
	roll.visits_wanted = well ? desk.study->visits : 0;
	well = well && call_roll(&roll, desk.record, &error);
	if (well)
		listing_print(roll.listing, option_given(invocation, "json"), "Nobody is enrolled yet.");
	int status = well ? STATUS_WELL : tell_failure(&error);
	listing_free(roll.listing);
	texts_free(&roll.covariates);
	free(roll.visits);
	return desk_close(&desk, status);
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command participants_command = {
	.name = "participants",
	.synopsis = "[--json]",
	.summary = "who is enrolled, and which visit is next",
	.help = "Lists everybody in the order of enrolment: group, number in it, the number by which orders of conditions\n"
	        "are chosen (another one for whoever replaces somebody), whose place it is, whether they have withdrawn or\n"
	        "were erased, how many visits they have completed, the visit that is next, and their covariates. Next is the\n"
	        "visit after the last completed one; there is none for whoever has left or has had all the visits of study.ini.\n"
	        "It shows groups as 'sessions' does: it is not for whoever must be blind.\n",
	.options = options,
	.run = run,
};
