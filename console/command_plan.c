/* command_plan.c - soleus plan: what a script will do */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/listing.h"
#include "console/visit_plan.h"

static void duration_text(int64_t ns, char *text, size_t size)
{
	long long seconds = ns / NS_PER_S;
	snprintf(text, size, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static double seconds_of(int64_t ns)
{
	return (double)ns / 1e9;
}

/* What a step says in one line. */
static char *step_words(const struct step *step)
{
	if (step->kind == STEP_EXERCISE && isfinite(step->reps_per_min))
		return xasprintf("%g/min, %lld cues%s%s", step->reps_per_min, (long long)step_cue_total(step),
		                 step->text ? ": " : "", step->text ? step->text : "");
	return xstrdup(step->text ? step->text : "");
}

static struct listing *timeline(const struct plan *plan, bool json)
{
	struct listing *listing = listing_new();
	int64_t expected = 0;
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		struct span span = step_span(step);
		char begins[32], lasts[32];
		char *words = step_words(step);
		duration_text(expected, begins, sizeof begins);
		duration_text(span.expected_ns, lasts, sizeof lasts);
		listing_row(listing);
		listing_text(listing, "trial", step->trial < 0 ? "" : plan->trials[step->trial].info.condition);
		listing_text(listing, "step", step_kind_name(step->kind));
		listing_text(listing, "name", step->name);
		if (json) {
			listing_number(listing, "begins_s", seconds_of(expected), 0);
			listing_number(listing, "least_s", seconds_of(span.least_ns), 0);
			listing_number(listing, "expected_s", seconds_of(span.expected_ns), 0);
			listing_number(listing, "most_s", seconds_of(span.most_ns), 0);
		} else {
			listing_text(listing, "begins", begins);
			listing_text(listing, "lasts", lasts);
		}
		listing_text(listing, "words", words);
		free(words);
		expected += span.expected_ns;
	}
	return listing;
}

static struct listing *needs(const struct plan *plan)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < plan->need_count; i++) {
		listing_row(listing);
		listing_text(listing, "channel", plan->needs[i].channel);
		listing_text(listing, "quantity", plan->needs[i].quantity);
		listing_text(listing, "need", plan->needs[i].required ? "needed" : "used when there");
	}
	return listing;
}

static struct listing *overview(const struct plan *plan, const struct participant *participant)
{
	struct span span = plan_span(plan);
	struct listing *listing = listing_new();
	listing_row(listing);
	listing_text(listing, "id", plan->id);
	listing_text(listing, "title", plan->title);
	listing_text(listing, "version", plan->version);
	listing_text(listing, "participant", participant->id);
	listing_integer(listing, "number", participant->number);
	listing_text(listing, "group", participant->group);
	listing_number(listing, "least_s", seconds_of(span.least_ns), 0);
	listing_number(listing, "expected_s", seconds_of(span.expected_ns), 0);
	listing_number(listing, "most_s", seconds_of(span.most_ns), 0);
	return listing;
}

static void print_for_people(const struct plan *plan, const struct participant *participant,
                             const struct listing *steps, const struct listing *channels)
{
	struct span span = plan_span(plan);
	char least[32], expected[32], most[32];
	duration_text(span.least_ns, least, sizeof least);
	duration_text(span.expected_ns, expected, sizeof expected);
	duration_text(span.most_ns, most, sizeof most);
	printf("%s (%s, version %s)\n", plan->title, plan->id, plan->version);
	printf("For participant %s, number %d%s%s. Takes %s at the least, %s as expected, %s at the most.\n"
	       "It waits %d times for a person, who may take longer than expected.\n\n",
	       participant->id, participant->number, participant->group[0] ? " of group " : "",
	       participant->group, least, expected, most, span.waits);
	listing_print(steps, false, "");
	puts("");
	listing_print(channels, false, "It needs no channel.");
}

static bool choose_participant(const struct folder *folder, const struct study *study, const char *id,
                               struct participant *participant, struct error *error)
{
	if (!id) {
		*participant = participant_simulated(study, 0, 0);
		return true;
	}
	struct record *record = folder_record(folder, false, error);
	bool well = record && record_participant(record, id, participant, error);
	record_close(record);
	return well;
}

static int show_plan(const struct invocation *invocation, const struct folder *folder,
                     const struct study *study, const char *script)
{
	struct participant participant;
	struct error error;
	int64_t visit;
	if (!option_integer(invocation, "visit", 1, 999, 1, &visit, &error)
	    || !choose_participant(folder, study, option_value(invocation, "participant"), &participant, &error))
		return tell_failure(&error);
	struct problems problems = {0};
	struct plan *plan = visit_plan(script, NULL, study, &participant, (int)visit,
	                               visit_seed(study, participant.id, (int)visit), &problems);
	problems_print(&problems, stderr);
	problems_free(&problems);
	if (!plan)
		return STATUS_FAILED;
	bool json = option_given(invocation, "json");
	struct listing *steps = timeline(plan, json), *channels = needs(plan);
	struct listing *head = overview(plan, &participant);
	if (json)
		listing_print_object((const struct listing_member[]){
			{ "protocol", head, true }, { "channels", channels, false }, { "steps", steps, false } }, 3);
	else
		print_for_people(plan, &participant, steps, channels);
	listing_free(head);
	listing_free(channels);
	listing_free(steps);
	plan_free(plan);
	return STATUS_WELL;
}

static int run(const struct invocation *invocation)
{
	struct error error;
	int status = STATUS_FAILED;
	struct folder *folder = folder_new(invocation->folder);
	struct study *study = folder_study(folder, &error);
	char *script = study ? folder_script(folder, invocation->words[0], &error) : NULL;
	if (script)
		status = show_plan(invocation, folder, study, script);
	else
		tell_failure(&error);
	free(script);
	study_free(study);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "participant", .argument = "P", .help = "whose plan (otherwise: of the first participant that may come)" },
	{ .name = "visit", .argument = "N", .help = "of which visit (1)" },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command plan_command = {
	.name = "plan",
	.synopsis = "SCRIPT [--participant P] [--visit N] [--json]",
	.summary = "the timeline of a script: steps, durations, channels, questions",
	.help = "Shows what the script will do, step by step, and the channels that it needs. Steps that wait\n"
	        "for a person have an expected duration (an instruction 15 s, a question 10 s) and no longest.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
