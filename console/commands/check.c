/* check.c - soleus check: every error of every script in one run */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/station.h"
#include "base/file.h"
#include "base/memory.h"
#include "console/changed_script.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/listing.h"
#include "console/visit_kit.h"
#include "console/visit_plan.h"

/* So many participants of each group are tried in any case: a script may look at their numbers and covariates. */
#define NUMBERS_LEAST 12
#define NUMBERS_MOST  1000

/* A script that never ends is stopped, but only after a while: not for everybody. In seconds of the processor's time. */
#define PATIENCE_S 4

struct check {
	struct study    *study;
	struct channel  *channels;
	size_t           channel_count;
	struct folder   *folder;
	struct problems  all;       /* each problem once, and when it is one */
	struct problems  seen;      /* the same without that */
	int              orders;    /* after so many participants of a group the orders of the script at hand repeat */
	int              visits;    /* so many are tried */
	clock_t          begun;     /* with the script at hand */
	bool             given_up;  /* that script */
	char           (*presets)[NAME_SIZE];       /* that the script at hand offers */
	size_t           preset_count, preset_capacity;
};

static bool is_among(const struct problem *problem, const struct problems *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct problem *one = &seen->list[i];
		if (one->line == problem->line && strcmp(one->file, problem->file) == 0 && strcmp(one->text, problem->text) == 0)
			return true;
	}
	return false;
}

static void add(struct problems *problems, const struct problem *problem, const char *when)
{
	array_reserve((void **)&problems->list, &problems->capacity, problems->count, sizeof *problems->list);
	problems->list[problems->count++] = (struct problem){
		.file = xstrdup(problem->file), .line = problem->line, .warning = problem->warning,
		.text = xasprintf(*when ? "%s (%s)" : "%s%s", problem->text, when),
	};
	problems->errors += !problem->warning;
}

/* Keeps what is new and frees the rest. `when`: "in visit 2", "" for what is always so. */
static void gather(struct check *check, struct problems *problems, const char *when)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (is_among(&problems->list[i], &check->seen))
			continue;
		add(&check->seen, &problems->list[i], "");
		add(&check->all, &problems->list[i], when);
	}
	problems_free(problems);
}

static void keep_presets(struct check *check, const struct plan *plan)
{
	for (size_t i = 0; i < plan->preset_count; i++) {
		size_t k = 0;
		while (k < check->preset_count && strcmp(check->presets[k], plan->presets[i]) != 0)
			k++;
		if (k < check->preset_count)
			continue;
		array_reserve((void **)&check->presets, &check->preset_capacity, check->preset_count, sizeof *check->presets);
		name_copy(check->presets[check->preset_count++], plan->presets[i]);
	}
}

static void try(struct check *check, const char *script, const struct participant *participant, int visit, const char *when)
{
	if (check->given_up)
		return;
	struct problems problems = {0};
	struct surroundings around = { check->study, check->channels, check->channel_count };
	struct plan *plan = visit_plan(script, NULL, &around, participant, visit, 0, &problems);
	check->given_up = !plan && clock() - check->begun > PATIENCE_S * CLOCKS_PER_SEC;
	if (plan) {
		int visits = visits_to_try(check->study, plan);
		visit_plan_fit(plan, check->channels, check->channel_count, check->folder->station_ini, &problems);
		check->orders = plan->orders > check->orders ? plan->orders : check->orders;
		check->visits = visits > check->visits ? visits : check->visits;
		keep_presets(check, plan);
	}
	plan_free(plan);
	gather(check, &problems, when);
}

/* The covariate's place among those of a participant. */
static size_t place_of(const struct participant *participant, const char *name)
{
	size_t place = 0;
	while (place < participant->covariate_count && strcmp(participant->covariates[place].name, name) != 0)
		place++;
	return place;
}

static void try_value(struct check *check, const char *script, const struct covariate *covariate, const char *value)
{
	char when[NAME_SIZE + VALUE_SIZE + 16];
	struct participant participant = participant_simulated(check->study, 0, 0);
	struct named_value *stands = &participant.covariates[place_of(&participant, covariate->name)];
	snprintf(stands->value, sizeof stands->value, "%s", value);
	snprintf(when, sizeof when, "when %s is %s", covariate->name, value);
	try(check, script, &participant, 1, when);
}

static void try_without(struct check *check, const char *script, const struct covariate *covariate)
{
	char when[NAME_SIZE + 32];
	struct participant participant = participant_simulated(check->study, 0, 0);
	participant.covariates[place_of(&participant, covariate->name)] = participant.covariates[--participant.covariate_count];
	snprintf(when, sizeof when, "when %s is not known", covariate->name);
	try(check, script, &participant, 1, when);
}

/* What a script may branch on: the ends of a range, every level, and that it is not known at all. */
static void try_covariate(struct check *check, const char *script, const struct covariate *covariate)
{
	const double ends[] = { covariate->low, covariate->high };
	for (char **level = covariate->levels; level && *level; level++)
		try_value(check, script, covariate, *level);
	for (int i = 0; i < 2 && !covariate->levels; i++) {
		char value[VALUE_SIZE];
		snprintf(value, sizeof value, "%.10g", ends[i]);
		if (isfinite(ends[i]))
			try_value(check, script, covariate, value);
	}
	if (!covariate->required)
		try_without(check, script, covariate);
}

/* As if study.ini said so. */
static void try_preset(struct check *check, const char *script, const char *preset)
{
	struct study *real = check->study, other = *real;
	char when[NAME_SIZE + 16];
	struct participant participant = participant_simulated(real, 0, 0);
	other.keys = xcalloc(real->key_count + 1, sizeof *other.keys);
	for (size_t i = 0; i < real->key_count; i++)
		other.keys[i] = real->keys[i];
	other.keys[other.key_count++] = (struct named_value){ .name = "preset" };      /* the last one of a name stands */
	snprintf(other.keys[other.key_count - 1].value, VALUE_SIZE, "%s", preset);
	snprintf(when, sizeof when, "with preset = %s", preset);
	check->study = &other;
	try(check, script, &participant, 1, when);
	check->study = real;
	free(other.keys);
}

/* Visits that were taken with another text of this script are not to be mistaken for those that come. */
static void compare_with_record(struct check *check, const char *script)
{
	struct error ignored;
	struct problems problems = {0};
	struct surroundings around = { check->study, check->channels, check->channel_count };
	struct participant participant = participant_simulated(check->study, 0, 0);
	struct plan *plan = visit_plan(script, NULL, &around, &participant, 1, 0, &problems);
	struct record *record = plan ? folder_record(check->folder, false, &ignored) : NULL;
	char *text = record ? file_read(script, SCRIPT_MOST, NULL, &ignored) : NULL;
	char *warning = text ? changed_script_warning(record, plan, text) : NULL;
	if (warning)
		add(&check->all, &(struct problem){ .file = plan->file, .line = 1, .warning = true, .text = warning }, "");
	free(warning);
	free(text);
	record_close(record);
	plan_free(plan);
	problems_free(&problems);
}

/* Every group, every order of it and every visit; how many there are shows only as they are tried. */
static void check_script(struct check *check, const char *script)
{
	int groups = check->study->group_count ? (int)check->study->group_count : 1;
	check->orders = NUMBERS_LEAST;
	check->visits = 1;
	check->preset_count = 0;
	check->begun = clock();
	check->given_up = false;
	for (int visit = 1; visit <= check->visits; visit++) {
		char when[32] = "";
		if (visit > 1)
			snprintf(when, sizeof when, "in visit %d", visit);
		int most = visit == 1 ? NUMBERS_MOST : NUMBERS_LEAST + NUMBERS_MOST / check->visits;
		for (int index = 0; index < check->orders * groups && index < most * groups; index++) {
			struct participant participant = participant_simulated(check->study, index, 0);
			try(check, script, &participant, visit, when);
		}
	}
	for (size_t i = 0; i < check->study->covariate_count; i++)
		try_covariate(check, script, &check->study->covariates[i]);
	for (size_t i = 0; i < check->preset_count; i++)
		try_preset(check, script, check->presets[i]);
	if (check->given_up)
		add(&check->all, &(struct problem){ .file = (char *)script, .warning = true,
			.text = "this takes so long that not everybody's plan was tried" }, "");
	else
		compare_with_record(check, script);
	if (check->orders > NUMBERS_MOST) {
		char *text = xasprintf("its orders repeat after %d participants; the first %d were tried", check->orders, NUMBERS_MOST);
		add(&check->all, &(struct problem){ .file = (char *)script, .warning = true, .text = text }, "");
		free(text);
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
	problems_sort(&check.all);
	if (option_given(invocation, "json"))
		print_json(&check.all);
	else
		problems_print(&check.all, stdout);
	if (check.all.errors > 0)
		status = STATUS_FAILED;
	else if (status == STATUS_WELL && !option_given(invocation, "json"))
		puts(check.all.count ? "Nothing is wrong; see the warnings above." : "Nothing is wrong.");
	problems_free(&check.all);
	problems_free(&check.seen);
	free(check.presets);
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
	        "that every order of conditions is tried; for every visit that study.ini declares (visits = 2) or the\n"
	        "script tells apart; for every level, for the ends and for the lack of each covariate; for every preset;\n"
	        "and holds it against the station's channels.\n"
	        "A script that was changed after a visit and has its version still is warned of.\n"
	        "Each problem is a line 'file:line: message'; exit status 1 when there is an error.\n",
	.options = options,
	.least_words = 1, .most_words = 1000,
	.run = run,
};
