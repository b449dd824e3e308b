/* backup.c - soleus backup, merge: the record in another place, and records that come together */

#include <stdio.h>
#include <stdlib.h>

#include "base/count.h"
#include "console/desk.h"
#include "record/backup.h"

static int backup(const struct invocation *invocation)
{
	struct error error;
	struct desk desk;
	const char *to = invocation->words[0];
	bool well = desk_open(&desk, invocation, DESK_READING, &error) && record_backup(desk.record, to, &error);
	if (well) {
		desk_note(&desk, "backed up", to);
		printf("%s is a verified copy of the record.\n", to);
	}
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

/* Only now two stations that enrolled on their own know of one another. */
static void warn_of_orders(const struct merged *merged)
{
	if (merged->same_order > 0)
		fprintf(stderr, "soleus: warning: %s of one group have the same order_number%s: orders of conditions are no longer balanced over "
		        "them. 'soleus participants' lists the numbers; give stations groups of their own, or let one of them enrol.\n",
		        merged->same_order_who, merged->same_order > 1 ? ", and so have others" : "");
}

static int merge(const struct invocation *invocation)
{
	struct error error;
	struct merged merged;
	struct desk desk;
	bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_MADE, &error)
		&& record_merge(desk.record, invocation->words[0], desk.utc_ns, &merged, &error);
	if (well) {
		printf("%s, %s, %s and %s came from %s.\n",
		       count_text(merged.sessions, "session", "sessions", (char[COUNT_TEXT_SIZE]){0}),
		       count_text(merged.participants, "participant", "participants", (char[COUNT_TEXT_SIZE]){0}),
		       count_text(merged.operators, "operator", "operators", (char[COUNT_TEXT_SIZE]){0}),
		       count_text(merged.amendments, "amendment", "amendments", (char[COUNT_TEXT_SIZE]){0}), invocation->words[0]);
		warn_of_orders(&merged);
	}
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static const struct option_spec options[] = { { .name = NULL } };

const struct command backup_command = {
	.name = "backup",
	.synopsis = "FILE",
	.summary = "a verified copy of the record, also while a visit is recorded",
	.help = "Copies the record to FILE as it is at one moment, verifies the copy, and only then puts it in place.\n"
	        "An earlier backup of this record is replaced; any other file of that name is left alone, also a copy of the\n"
	        "record that went on otherwise.\n"
	        "Keep it on another disk. To go on from it, copy it to study.db.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = backup,
};

const struct command merge_command = {
	.name = "merge",
	.synopsis = "OTHER.db",
	.summary = "brings another station's sessions of the same study into this record",
	.help = "Adds the sessions that are new, with their participants, amendments, seals, signatures and audit.\n"
	        "What is here already stays as it is, and merging twice adds nothing. Where the two records\n"
	        "contradict each other nothing is merged.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = merge,
};
