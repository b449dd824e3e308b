/* command_check.c - soleus check: every error of every script in one run */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/station.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/listing.h"
#include "console/visit_plan.h"

/* So many participants of each group are tried in any case: a script may look at their numbers and covariates. */
#define NUMBERS_LEAST 12
#define NUMBERS_MOST  1000

struct check {
	struct study    *study;
	struct channel  *channels;
	size_t           channel_count;
	struct folder   *folder;
	struct problems  all;       /* each problem once */
	int              orders;    /* after so many participants of a group the orders of the script at hand repeat */
};

static bool same(const struct problem *a, const struct problem *b)
{
	return a->line == b->line && strcmp(a->file, b->file) == 0 && strcmp(a->text, b->text) == 0;
}

/* Moves what is new into check->all and frees the rest. */
static void gather(struct check *check, struct problems *problems)
{
	struct problems *all = &check->all;
	for (size_t i = 0; i < problems->count; i++) {
		struct problem *problem = &problems->list[i];
		bool known = false;
		for (size_t k = 0; k < all->count && !known; k++)
			known = same(problem, &all->list[k]);
		if (known)
			continue;
		array_reserve((void **)&all->list, &all->capacity, all->count, sizeof *all->list);
		all->list[all->count++] = (struct problem){ .file = xstrdup(problem->file),
			.line = problem->line, .warning = problem->warning, .text = xstrdup(problem->text) };
		all->errors += !problem->warning;
	}
	problems_free(problems);
}

static void try_participant(struct check *check, const char *script, int index)
{
	struct participant participant = participant_simulated(check->study, index, 0);
	struct problems problems = {0};
	struct plan *plan = visit_plan(script, NULL, check->study, &participant, 1, 0, &problems);
	if (plan) {
		visit_plan_fit(plan, check->channels, check->channel_count, check->folder->station_ini, &problems);
		check->orders = plan->orders > check->orders ? plan->orders : check->orders;
	}
	plan_free(plan);
	gather(check, &problems);
}

/* Every group and every order of it; how many orders there are shows only as they are tried. */
static void check_script(struct check *check, const char *script)
{
	int groups = check->study->group_count ? (int)check->study->group_count : 1;
	check->orders = NUMBERS_LEAST;
	for (int index = 0; index < check->orders * groups && index < NUMBERS_MOST * groups; index++)
		try_participant(check, script, index);
	if (check->orders > NUMBERS_MOST) {
		struct problems many = {0};
		array_reserve((void **)&many.list, &many.capacity, 0, sizeof *many.list);
		many.list[many.count++] = (struct problem){ .file = xstrdup(script), .warning = true,
			.text = xasprintf("its orders repeat after %d participants; the first %d were tried", check->orders, NUMBERS_MOST) };
		gather(check, &many);
	}
}

static void print_json(const struct problems *problems)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < problems->count; i++) {
		listing_row(listing);
		listing_text(listing, "file", problems->list[i].file);
		listing_integer(listing, "line", problems->list[i].line);
		listing_text(listing, "severity", problems->list[i].warning ? "warning" : "error");
		listing_text(listing, "message", problems->list[i].text);
	}
	listing_print(listing, true, "");
	listing_free(listing);
}

static bool open_check(struct check *check, const char *folder, struct error *error)
{
	check->folder = folder_new(folder);
	check->study = folder_study(check->folder, error);
	struct settings *station = check->study ? folder_station(check->folder, error) : NULL;
	if (station)
		check->channels = station_channels_of(station, &check->channel_count, error);
	settings_free(station);
	return check->channels != NULL;
}

static int run(const struct invocation *invocation)
{
	struct check check = {0};
	struct error error;
	int status = STATUS_WELL;
	if (!open_check(&check, invocation->folder, &error))
		status = tell_failure(&error);
	for (size_t i = 0; status == STATUS_WELL && i < invocation->word_count; i++) {
		char *script = folder_script(check.folder, invocation->words[i], &error);
		if (script)
			check_script(&check, script);
		else
			status = tell_failure(&error);
		free(script);
	}
	if (option_given(invocation, "json"))
		print_json(&check.all);
	else
		problems_print(&check.all, stdout);
	if (check.all.errors > 0)
		status = STATUS_FAILED;
	else if (status == STATUS_WELL && !option_given(invocation, "json"))
		puts(check.all.count ? "Nothing is wrong; see the warnings above." : "Nothing is wrong.");
	problems_free(&check.all);
	free(check.channels);
	study_free(check.study);
	folder_free(check.folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command check_command = {
	.name = "check",
	.synopsis = "SCRIPT... [--json]",
	.summary = "every error of every script in one run, with what was probably meant",
	.help = "Builds the plan of each script for every group and for so many participants of each (at least twelve)\n"
	        "that every order of conditions is tried, and holds it against the station's channels.\n"
	        "Each problem is a line 'file:line: message'; exit status 1 when there is an error.\n",
	.options = options,
	.least_words = 1, .most_words = 1000,
	.run = run,
};
