/* plan.c - soleus plan: what a script will do */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "console/columns_ahead.h"
#include "console/command.h"
#include "console/listing.h"
#include "console/plan_listings.h"
#include "console/timeline_svg.h"
#include "console/visit_kit.h"
#include "console/visit_plan.h"

#define ORDERS_SHOWN 100

/* What was asked for on the command line. */
struct plan_request {
	struct visit_kit kit;
	int              visit;         /* 0: not told */
	int              start_s;       /* since midnight; -1: not told */
	const char      *participant, *svg;
	bool             all, json, columns;
};

struct planned {
	struct participant participant;
	int                visit;
	struct plan       *plan;
	char               label[64];
};

struct plans {
	struct planned *list;
	size_t          count, capacity;
};

static bool choose_participant(const struct plan_request *request, struct participant *participant, struct error *error)
{
	if (!request->participant) {
		*participant = participant_simulated(request->kit.study, 0, 0);
		return true;
	}
	struct record *record = folder_record(request->kit.folder, false, error);
	bool well = record && record_participant(record, request->participant, participant, error);
	record_close(record);
	return well;
}

/* NULL when the script has errors; they are told, and warnings too. Valid until the next is added. */
static struct planned *add_plan(const struct plan_request *request, struct plans *plans, const struct participant *participant,
                                int visit, struct error *error)
{
	struct problems problems = {0};
	uint64_t seed = visit_seed(request->kit.study, participant->id, visit);
	struct surroundings around = { request->kit.study, request->kit.channels, request->kit.channel_count };
	struct plan *plan = visit_plan(request->kit.script, NULL, &around, participant, visit, seed, &problems);
	problems_print(&problems, stderr);
	problems_free(&problems);
	if (!plan) {
		error_set(error, ERROR_MALFORMED, "%s cannot be planned as it is; see above.", request->kit.script);
		return NULL;
	}
	array_reserve((void **)&plans->list, &plans->capacity, plans->count, sizeof *plans->list);
	plans->list[plans->count] = (struct planned){ *participant, visit, plan, "" };
	return &plans->list[plans->count++];
}

static bool write_svg(const struct plan_request *request, const struct planned *planned, size_t count, struct error *error)
{
	struct lane *lanes = xcalloc(count, sizeof *lanes);
	for (size_t i = 0; i < count; i++)
		lanes[i] = (struct lane){ planned[i].plan, planned[i].label };
	char *svg = timeline_svg(lanes, count, planned[0].plan->title, request->start_s);
	bool well = file_write(request->svg, svg, strlen(svg), error);
	free(svg);
	free(lanes);
	return well;
}

static struct listing *list_columns(const struct plan_request *request, const struct plans *plans, struct error *error)
{
	const struct plan **visits = xcalloc(plans->count, sizeof *visits);
	for (size_t i = 0; i < plans->count; i++)
		visits[i] = plans->list[i].plan;
	struct listing *columns = columns_ahead(request->kit.study, &plans->list[0].participant, visits, plans->count, request->kit.channels,
	                                        request->kit.channel_count, error);
	free(visits);
	return columns;
}

/* The first of the plans; its columns are those of all. */
static int show_one(const struct plan_request *request, const struct plans *plans)
{
	struct error error;
	const struct planned *one = &plans->list[0];
	struct listing *head = plan_overview(one->plan, &one->participant, one->visit, request->start_s);
	struct listing *steps = plan_timeline(one->plan, request->start_s, request->json);
	struct listing *channels = plan_channels(one->plan), *questions = plan_questions(one->plan), *columns = NULL;
	if (request->json || request->columns)
		columns = list_columns(request, plans, &error);
	int status = (request->json || request->columns) && !columns ? tell_failure(&error) : STATUS_WELL;
	if (status == STATUS_WELL && request->json) {
		listing_print_object((const struct listing_member[]){
			{ "protocol", head, true }, { "channels", channels, false }, { "steps", steps, false },
			{ "questions", questions, false }, { "columns", columns, false } }, 5);
	} else if (status == STATUS_WELL && request->columns) {
		listing_print(columns, false, "");
	} else if (status == STATUS_WELL) {
		plan_print_head(one->plan, &one->participant, one->visit, request->start_s);
		listing_print(steps, false, "");
		puts("");
		listing_print(channels, false, "It needs no channel.");
		puts("");
		listing_print(questions, false, "It asks nothing.");
		puts("\nThe columns of the export: --columns.");
	}
	listing_free(head);
	listing_free(steps);
	listing_free(channels);
	listing_free(questions);
	listing_free(columns);
	return status;
}

static void name_lane(struct planned *one, bool visits)
{
	const char *group = one->participant.group;
	int length = snprintf(one->label, sizeof one->label, "%s%sorder %d", group, group[0] ? ", " : "", one->participant.number);
	if (visits && length > 0 && (size_t)length < sizeof one->label)
		snprintf(one->label + length, sizeof one->label - (size_t)length, ", visit %d", one->visit);
}

/* One plan for each order of each group, in each visit where they differ. */
static bool plan_all(const struct plan_request *request, struct plans *plans, struct error *error)
{
	int groups = request->kit.study->group_count ? (int)request->kit.study->group_count : 1, orders = 1, visits = 1;
	for (int index = 0; index < orders * groups && index < ORDERS_SHOWN; index++)
		for (int visit = 1; visit <= visits; visit++) {
			struct participant participant = participant_simulated(request->kit.study, index, 0);
			struct planned *one = add_plan(request, plans, &participant, request->visit ? request->visit : visit, error);
			if (!one)
				return false;
			orders = one->plan->orders > orders ? one->plan->orders : orders;
			visits = request->visit ? 1 : visits_to_try(request->kit.study, one->plan);
			name_lane(one, visits > 1);
		}
	return true;
}

static bool plan_one(const struct plan_request *request, struct plans *plans, struct error *error)
{
	struct participant participant;
	struct planned *one = choose_participant(request, &participant, error)
		? add_plan(request, plans, &participant, request->visit ? request->visit : 1, error) : NULL;
	if (!one)
		return false;
	snprintf(one->label, sizeof one->label, "%s", participant.id);
	int visits = request->visit || !(request->json || request->columns) || request->svg ? 1 : visits_to_try(request->kit.study, one->plan);
	for (int visit = 2; visit <= visits; visit++)
		if (!add_plan(request, plans, &participant, visit, error))
			return false;
	return true;
}

static void show_all(const struct plan_request *request, const struct plans *plans)
{
	struct listing *orders = listing_new();
	for (size_t i = 0; i < plans->count; i++) {
		const struct planned *one = &plans->list[i];
		plan_add_order(orders, one->plan, &one->participant, one->visit, request->start_s);
	}
	listing_print(orders, request->json, "");
	listing_free(orders);
}

static int show_plans(const struct plan_request *request)
{
	struct error error;
	struct plans plans = {0};
	bool well = request->all ? plan_all(request, &plans, &error) : plan_one(request, &plans, &error);
	well = well && (!request->svg || write_svg(request, plans.list, plans.count, &error));
	int status = well ? STATUS_WELL : tell_failure(&error);
	if (well && request->svg)
		printf("The picture is in %s.\n", request->svg);
	else if (well && request->all)
		show_all(request, &plans);
	else if (well)
		status = show_one(request, &plans);
	for (size_t i = 0; i < plans.count; i++)
		plan_free(plans.list[i].plan);
	free(plans.list);
	return status;
}

/* "9:00" or "09:00" as seconds since midnight. */
static bool read_start(const char *text, int *start_s, struct error *error)
{
	int hours, minutes, length = 0;
	*start_s = -1;
	if (!text)
		return true;
	if (sscanf(text, "%2d:%2d%n", &hours, &minutes, &length) != 2 || text[length] || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return error_set(error, ERROR_MALFORMED, "--start %s is not a time of day such as 09:30.", text);
	*start_s = 3600 * hours + 60 * minutes;
	return true;
}

static int run(const struct invocation *invocation)
{
	struct plan_request request = {
		.participant = option_value(invocation, "participant"), .svg = option_value(invocation, "svg"),
		.all = option_given(invocation, "all"), .json = option_given(invocation, "json"),
		.columns = option_given(invocation, "columns"),
	};
	struct error error;
	int64_t visit = option_integer(invocation, "visit", 0);
	if (request.all && request.participant)
		return tell_usage("plan: --all shows every order, --participant one person's; one of them is enough.");
	const char *misplaced = request.svg && request.json ? "json" : (request.svg || request.all) && request.columns ? "columns" : NULL;
	if (misplaced)
		return tell_usage("plan: --%s has no place beside --%s.", misplaced, request.svg ? "svg" : "all");
	if (!read_start(option_value(invocation, "start"), &request.start_s, &error))
		return tell_usage("plan: %s", error.text);
	bool well = visit_kit_open(&request.kit, invocation->folder, invocation->words[0], &error)
		&& visit_is_among(request.kit.study, visit, &error);
	request.visit = well ? (int)visit : 0;
	int status = well ? show_plans(&request) : tell_failure(&error);
	visit_kit_close(&request.kit);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "participant", .argument = "P", .help = "whose plan (otherwise: of the first participant that may come)" },
	{ .name = "visit", .argument = "N", .help = "of which visit (1; with --all: each that differs)", .low = 1, .high = VISIT_MOST },
	{ .name = "all", .help = "every order of every group and visit, a line each" },
	{ .name = "start", .argument = "HH:MM", .help = "with clock times, for a visit that begins then" },
	{ .name = "columns", .help = "the columns that the export will have, after all visits or --visit alone" },
	{ .name = "svg", .argument = "FILE", .help = "a picture of the timeline, instead of the text" },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command plan_command = {
	.name = "plan",
	.synopsis = "SCRIPT [--participant P | --all] [--visit N] [--start HH:MM] [--columns | --svg FILE | --json]",
	.summary = "the timeline of a script: steps, durations, channels, questions, columns",
	.help = "Shows what the script will do, step by step: how long at the least, as expected and at the most; the\n"
	        "channels that it needs; what the operator and the participant will be asked. Where a person is waited\n"
	        "for (an instruction 15 s, a question 10 s, a measurement 20 s) there is an estimate and no longest.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
