/* resume.c - soleus resume: goes on with a visit that was interrupted */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "console/attending.h"
#include "console/desk.h"
#include "console/resuming.h"
#include "console/screen/help_keys.h"
#include "console/visit_kit.h"
#include "record/operators.h"
#include "record/reading.h"

static int go_on(const struct invocation *invocation, const struct interrupted *visit, const struct visit_kit *kit,
                 struct record *record, const struct participant *participant, const struct plan *plan)
{
	struct error error;
	struct history history;
	char text[HISTORY_TEXT_SIZE];
	if (!history_read(record, visit->session, plan, &history, &error))
		return tell_failure(&error);
	struct clock *clock = clock_new_real_at(interrupted_now(visit, &history));
	struct session_request request = {
		.clock = clock, .record = record, .station = kit->station, .plan = plan,
		.script_text = kit->script_text, .participant = participant, .visit = visit->visit,
		.operator_id = option_text(invocation, "operator", ""), .seed = visit->seed,
		.start_anyway = option_value(invocation, "start-anyway"),
		.history = &history, .resumed = visit->session,
	};
	printf("Session %lld, %s, visit %d (%s): %s.\n", (long long)visit->session, participant->id, visit->visit,
	       plan->title, history_text(&history, clock_now(clock), text));
	int64_t session;
	int status = attend_visit(invocation, &request, kit, &session);
	clock_free(clock);
	history_close(&history);
	return status;
}

/* The record's script is run as it stands there, so it must be the one that was stored. */
static bool same_script(const struct interrupted *visit, struct error *error)
{
	return visit->script_is_sound || error_set(error, ERROR_REFUSED, "The script that is kept with session %lld is not the one "
		"with which the visit began; 'soleus verify' tells what else was changed, and 'soleus resume %lld --end REASON' ends "
		"the visit.", (long long)visit->session, (long long)visit->session);
}

/* The same script, participant and seed give the same plan, or somebody has changed what it depends on. */
static bool same_plan(const struct plan *plan, const struct interrupted *visit, struct error *error)
{
	char *text = plan_text(plan);
	bool same = strcmp(text, visit->plan_text) == 0;
	free(text);
	return same || error_set(error, ERROR_REFUSED, "The script of session %lld no longer gives the plan with which the "
		"visit began: study.ini or a file that it requires has changed; put it back, or end the visit with "
		"'soleus resume %lld --end REASON'.", (long long)visit->session, (long long)visit->session);
}

static int resume(const struct invocation *invocation, struct record *record, const struct interrupted *visit)
{
	struct error error;
	struct visit_kit kit;
	struct participant participant;
	struct plan *plan = NULL;
	bool well = visit_kit_again(&kit, invocation->folder, visit->script_file, visit->script_text, &error)
		&& same_script(visit, &error)
		&& record_participant(record, visit->participant, &participant, &error)
		&& record_accepts_operator(record, option_value(invocation, "operator"), &error)
		&& (plan = visit_kit_plan(&kit, &participant, visit->visit, visit->seed, &error))
		&& same_plan(plan, visit, &error);
	int status = well ? go_on(invocation, visit, &kit, record, &participant, plan) : tell_failure(&error);
	plan_free(plan);
	visit_kit_close(&kit);
	return status;
}

static int end_visit(const struct invocation *invocation, struct record *record, const struct interrupted *visit, const char *why)
{
	struct error error;
	const char *operator_id = option_text(invocation, "operator", "");
	if (!record_accepts_operator(record, operator_id, &error))
		return tell_failure(&error);
	record_name_operator(record, operator_id);
	if (!interrupted_end(record, visit, why, &error))
		return tell_failure(&error);
	printf("Session %lld is ended as interrupted; all of it is kept.\n", (long long)visit->session);
	return STATUS_WELL;
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct interrupted visit = {0};
	const char *end = option_value(invocation, "end");
	int64_t wanted = invocation->word_count > 0 ? session_word(invocation, 0) : 0;
	if (invocation->word_count > 0 && wanted == 0)
		return STATUS_USAGE;
	if (!attending_has_reason(invocation))
		return tell_usage("resume: say behind --start-anyway why; it is kept with the session.");
	struct desk desk;
	bool well = desk_open(&desk, invocation, DESK_WRITING, &error) && interrupted_find(desk.record, wanted, &visit, &error);
	int status = !well ? tell_failure(&error)
		: end ? end_visit(invocation, desk.record, &visit, end) : resume(invocation, desk.record, &visit);
	interrupted_free(&visit);
	return desk_close(&desk, status);
}

static const struct option_spec options[] = {
	{ .name = "operator", .argument = "WHO", .help = "who conducts it from here on, or ends it, by a code" },
	{ .name = "start-anyway", .argument = "REASON", .help = "go on although a needed channel gives nothing" },
	ATTENDING_OPTIONS,
	{ .name = "end", .argument = "REASON", .help = "do not go on: end the session as interrupted" },
	{ .name = NULL },
};

const struct command resume_command = {
	.name = "resume",
	.synopsis = "[SESSION] [--operator WHO] [--start-anyway REASON] [--plain | --ascii] [--cue TERMINAL] [--end REASON]",
	.summary = "goes on with a visit that was interrupted",
	.help = "After a crash, a power cut, a closed terminal, or /leave: shows what was interrupted, proves the\n"
	        "channels and goes on, with the same order and seed. The interrupted phase is closed as interrupted;\n"
	        "the visit goes on with the next step. After more than the last checkpoint's max_gap (15 minutes\n"
	        "without a checkpoint) it goes back to that checkpoint, and the interrupted trial is done again as a\n"
	        "further attempt. SESSION is only needed when several visits wait.\n",
	.more_help = help_keys_of_visit,
	.options = options,
	.most_words = 1,
	.run = run,
};
