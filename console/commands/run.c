/* run.c - soleus run: takes a participant through a protocol */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "console/attending.h"
#include "console/changed_script.h"
#include "console/command.h"
#include "console/screen/help_keys.h"
#include "console/visit_kit.h"
#include "console/visit_plan.h"
#include "record/operators.h"
#include "record/reading.h"

/* What 'soleus selftest' found, as text. */
#define SELFTEST_MOST 4096

/* The same visit of the same protocol is not run twice unawares, nor begun anew while it waits to be
 * gone on with. */
static bool not_done_yet(struct record *record, const char *participant, int visit, const char *protocol,
                         struct error *error)
{
	long long done = 0, waits = 0;
	struct rows *rows = record_sessions(record, 0);
	for (struct session_row row; rows_next_session(rows, &row);)
		if (strcmp(row.participant, participant) == 0 && row.visit == visit
		    && strcmp(row.protocol_id, protocol) == 0) {
			done = strcmp(row.status, "completed") == 0 ? row.session : done;
			waits = strcmp(row.status, "running") == 0 ? row.session : waits;
		}
	if (!rows_close(rows, error))
		return false;
	if (waits && !record_is_claimed(record))
		return error_set(error, ERROR_REFUSED, "%s was interrupted in visit %d (session %lld): 'soleus resume %lld' goes "
		                 "on with it, 'soleus resume %lld --end REASON' ends it.", participant, visit, waits, waits, waits);
	return !done || error_set(error, ERROR_REFUSED,
		"%s has completed %s in visit %d already (session %lld); give --visit %d for the next one.",
		participant, protocol, visit, done, visit + 1);
}

static int conduct_visit(const struct invocation *invocation, const struct visit_kit *kit,
                         struct record *record, const struct participant *participant, int visit)
{
	uint64_t seed = visit_seed(kit->study, participant->id, visit);
	struct error error;
	struct plan *plan = visit_kit_plan(kit, participant, visit, seed, &error);
	if (!plan)
		return tell_failure(&error);
	if (!not_done_yet(record, participant->id, visit, plan->id, &error)) {
		plan_free(plan);
		return tell_failure(&error);
	}
	char *changed = changed_script_warning(record, plan, kit->script_text);
	if (changed)
		fprintf(stderr, "soleus: warning: %s: %s.\n", plan->file, changed);
	free(changed);
	char *selftest = file_read(kit->folder->selftest, SELFTEST_MOST, NULL, &error);
	struct clock *clock = clock_new_real();
	struct session_request request = {
		.clock = clock, .record = record, .station = kit->station, .plan = plan,
		.script_text = kit->script_text, .participant = participant, .visit = visit,
		.operator_id = option_text(invocation, "operator", ""), .seed = seed,
		.selftest = selftest, .start_anyway = option_value(invocation, "start-anyway"),
	};
	printf("%s, visit %d: %s.\n", participant->id, visit, plan->title);
	int64_t session;
	int status = attend_visit(invocation, &request, kit, &session);
	if (selftest && session > 0)    /* it waits for one that begins */
		unlink(kit->folder->selftest);
	free(selftest);
	clock_free(clock);
	plan_free(plan);
	return status;
}

static int run(const struct invocation *invocation)
{
	const char *id = option_value(invocation, "participant");
	if (!id)
		return tell_usage("run: say whose visit it is with --participant.");
	if (!attending_has_reason(invocation))
		return tell_usage("run: say behind --start-anyway why; it is kept with the session.");
	struct error error;
	struct visit_kit kit;
	struct participant participant;
	struct record *record = NULL;
	int64_t visit = option_integer(invocation, "visit", 1);
	bool well = visit_kit_open(&kit, invocation->folder, invocation->words[0], &error)
		&& visit_is_among(kit.study, visit, &error)
		&& (record = folder_record(kit.folder, true, &error))
		&& record_participant(record, id, &participant, &error)
		&& record_accepts_operator(record, option_value(invocation, "operator"), &error);
	int status = well ? conduct_visit(invocation, &kit, record, &participant, (int)visit)
	                  : tell_failure(&error);
	record_close(record);
	visit_kit_close(&kit);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "participant", .argument = "P", .help = "whose visit it is" },
	{ .name = "visit", .argument = "N", .help = "which visit (1)", .low = 1, .high = VISIT_MOST },
	{ .name = "operator", .argument = "WHO", .help = "who conducts it, by a code; needed where the study has operators" },
	{ .name = "start-anyway", .argument = "REASON", .help = "begin although a needed channel gives nothing" },
	ATTENDING_OPTIONS,
	{ .name = NULL },
};

const struct command run_command = {
	.name = "run",
	.synopsis = "SCRIPT --participant P [--visit N] [--operator WHO] [--start-anyway REASON] [--plain | --ascii] [--cue TERMINAL]",
	.summary = "preflight, then the visit, on the live screen or in plain lines",
	.help = "Proves that every needed channel gives data, then takes the participant through the script on\n"
	        "the instruments of station.ini. At a terminal it is shown on a screen, which is operated by keys.\n"
	        "\n"
	        "With --plain, and where there is no terminal, it is told in lines. A line that you type answers\n"
	        "what is asked ('-' refuses); at other times it is kept as a note. Lines that begin with / are the\n"
	        "operator's verbs: /pause, /pause now, /go, /mark, /note, /redo, /skip, /end, /adverse, /finish,\n"
	        "/stop, /leave; /help lists them, and /status tells how everything is.\n"
	        "\n"
	        "Ctrl-C and a closed terminal leave the visit as it stands, for 'soleus resume'. Exit status 1 when\n"
	        "it was not completed.\n",
	.more_help = help_keys_of_visit,
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
