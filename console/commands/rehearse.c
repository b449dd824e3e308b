/* rehearse.c - soleus rehearse: whole visits with simulated people, and their workbook */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/person.h"
#include "base/count.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/random.h"
#include "console/command.h"
#include "console/exporting.h"
#include "console/operator_simulated.h"
#include "console/plain.h"
#include "console/progress.h"
#include "console/rehearsed_faults.h"
#include "console/session.h"
#include "console/visit_kit.h"
#include "console/visit_plan.h"
#include "record/reading.h"
#include "record/station_key.h"

/* Rehearsals take place long ago, so that nobody takes them for visits that were, and the same seed
 * gives the same bytes: 2001-01-01T09:00:00Z, one visit a day. */
#define FIRST_DAY_NS (INT64_C(978339600) * NS_PER_S)
#define DAY_NS (INT64_C(86400) * NS_PER_S)

struct rehearsal {
	struct visit_kit     kit;
	struct folder       *target;
	struct record       *record;
	uint64_t             seed;
	int                  participants;
	int                  visits;        /* of each; 0: as many as the script tells apart */
	int                  conducted;     /* visits so far */
	bool                 watched;       /* a person sees what happens as it goes */
	struct person_effect effects[EFFECTS_MAX];
	bool                 used[EFFECTS_MAX];     /* a trial had the effect's condition */
	size_t               effect_count;
	struct progress_bar  bar;
};

/* An earlier rehearsal gives way to a new one; anything else that stands there does not. */
static bool is_rehearsal(const char *database, struct error *error)
{
	bool marked = false;
	struct record *record = record_open(database, false, error);
	if (!record)
		return false;
	struct rows *rows = record_study(record);
	for (struct study_row row; rows_next_study(rows, &row);)
		marked |= strcmp(row.name, "rehearsal") == 0 && strcmp(row.value, "yes") == 0;
	bool well = rows_close(rows, error), claimed = record_is_claimed(record);
	record_close(record);
	if (well && !marked)
		return error_set(error, ERROR_REFUSED, "%s is a real study's record, and a rehearsal is never mixed with one; "
		                 "give another folder with -o.", database);
	return well && (!claimed || error_set(error, ERROR_BUSY, "%s is being rehearsed into by another program; wait for "
	                                      "it, or give another folder with -o.", database));
}

static bool clear_target(const struct folder *target, struct error *error)
{
	if (access(target->database, F_OK) != 0)
		return access(target->study_ini, F_OK) != 0
			|| error_set(error, ERROR_REFUSED, "%s is a real study's folder, and a rehearsal is never mixed with one; "
			             "give another folder with -o.", target->path);
	if (!is_rehearsal(target->database, error))
		return false;
	static const char *const tails[] = { "", "-wal", "-shm", ".lock" };
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		char *path = xasprintf("%s%s", target->database, tails[i]);
		unlink(path);
		free(path);
	}
	return true;
}

static bool copy_file(const char *from, const char *to, struct error *error)
{
	size_t size;
	char *bytes = file_read(from, (size_t)1 << 20, &size, error);
	bool well = bytes && file_write(to, bytes, size, error);
	free(bytes);
	return well;
}

/* Not as this station: a rehearsal proves nothing, and shall be the same on every computer. */
static void sign_for(const struct rehearsal *rehearsal)
{
	char text[48];
	snprintf(text, sizeof text, "rehearsal %llu", (unsigned long long)rehearsal->seed);
	struct station_key key = station_key_of(text);
	record_act_as(rehearsal->record, &(struct actor){ .operator_id = "rehearsal", .station = "rehearsal" }, &key);
}

/* The rehearsal's folder is a study's folder of its own, so that every command works in it. The record, which tells that
 * it is a rehearsal's, comes first. */
static bool make_target(struct rehearsal *rehearsal, const char *path, struct error *error)
{
	const struct study *study = rehearsal->kit.study;
	rehearsal->target = folder_new(path);
	const struct folder *from = rehearsal->kit.folder, *to = rehearsal->target;
	if (!folder_make(path, error) || !clear_target(to, error))
		return false;
	struct named_value *values = xcalloc(study->key_count + 1, sizeof *values);
	memcpy(values, study->keys, study->key_count * sizeof *values);
	values[study->key_count] = (struct named_value){ .name = "rehearsal", .value = "yes" };
	rehearsal->record = record_create(to->database, values, study->key_count + 1, FIRST_DAY_NS, error);
	free(values);
	return rehearsal->record && folder_tell_definitions(rehearsal->record, study, FIRST_DAY_NS, error)
		&& copy_file(from->study_ini, to->study_ini, error)
		&& copy_file(from->station_ini, to->station_ini, error);
}

/* A watcher that prints at once: on the virtual clock nobody waits for the terminal. */
struct onlooker {
	const struct plan *plan;
	struct rehearsal  *rehearsal;
};

static void look_on(void *self, const struct message *message)
{
	struct onlooker *onlooker = self;
	char line[PLAIN_LINE_SIZE];
	if (message->kind != MESSAGE_EVENT || !plain_line(&message->event, onlooker->plan, line))
		return;
	progress_end(&onlooker->rehearsal->bar);
	puts(line);
}

static void note_conditions(struct rehearsal *rehearsal, const struct plan *plan)
{
	for (size_t i = 0; i < rehearsal->effect_count; i++)
		for (size_t k = 0; k < plan->trial_count; k++)
			rehearsal->used[i] |= strcmp(plan->trials[k].info.condition, rehearsal->effects[i].condition) == 0;
}

/* A participant's visit, on a day of its own. */
struct rehearsed_visit {
	struct participant participant;
	int                visit;
	uint64_t           first_seed, seed;
	struct plan       *plan;
};

static bool conduct(struct rehearsal *rehearsal, const struct rehearsed_visit *one, struct error *error)
{
	struct simulated_operator operator = simulated_operator_new(one->seed);
	struct onlooker onlooker = { .plan = one->plan, .rehearsal = rehearsal };
	struct clock *clock = clock_new_virtual(FIRST_DAY_NS + rehearsal->conducted * DAY_NS);
	struct session_request request = {
		.clock = clock, .record = rehearsal->record, .station = rehearsal->kit.station, .plan = one->plan,
		.script_text = rehearsal->kit.script_text, .participant = &one->participant, .visit = one->visit,
		.operator_id = "rehearsal", .seed = one->seed, .first_seed = one->visit > 1 ? one->first_seed : 0, .simulate_all = true,
		.effects = rehearsal->effects, .effect_count = rehearsal->effect_count,
		.operator_link = simulated_operator_link(&operator),
	};
	if (rehearsal->watched)
		request.watcher = (struct listener){ .self = &onlooker, .hear = look_on };
	struct session_result result;
	bool well = session_conduct(&request, &result, error);
	if (well && !result.completed)
		well = error_set(error, ERROR_REFUSED, "Visit %d of %s was not completed; 'soleus -C %s show %lld' tells more.",
		                 one->visit, one->participant.id, rehearsal->target->path, (long long)result.session);
	clock_free(clock);
	rehearsal->conducted++;
	return well;
}

static bool rehearse_one(struct rehearsal *rehearsal, int index, int visit, struct error *error)
{
	struct rehearsed_visit one = {
		.participant = participant_simulated(rehearsal->kit.study, index, rehearsal->seed), .visit = visit,
	};
	char name[24];
	if (visit == 1 && !record_enrol(rehearsal->record, &one.participant, FIRST_DAY_NS + rehearsal->conducted * DAY_NS, error))
		return false;
	snprintf(name, sizeof name, "visit %d", visit);
	one.first_seed = random_seed_of(rehearsal->seed, one.participant.id);
	one.seed = visit == 1 ? one.first_seed : random_seed_of(one.first_seed, name);
	one.plan = visit_kit_plan(&rehearsal->kit, &one.participant, visit, one.seed, error);
	if (!one.plan)
		return false;
	if (rehearsal->visits == 0)
		rehearsal->visits = visits_to_try(rehearsal->kit.study, one.plan);
	note_conditions(rehearsal, one.plan);
	if (rehearsal->watched)
		printf("%sParticipant %d of %d, visit %d of %d\n", rehearsal->conducted ? "\n" : "", index + 1, rehearsal->participants,
		       visit, rehearsal->visits);
	bool well = conduct(rehearsal, &one, error);
	plan_free(one.plan);
	return well;
}

static bool rehearse_all(struct rehearsal *rehearsal, struct error *error)
{
	for (int visit = 1; visit == 1 || visit <= rehearsal->visits; visit++)
		for (int i = 0; i < rehearsal->participants; i++) {
			if (!rehearse_one(rehearsal, i, visit, error))
				return false;
			progress_update(&rehearsal->bar, (size_t)rehearsal->conducted, (size_t)(rehearsal->participants * rehearsal->visits));
		}
	return true;
}

static bool rehearse(struct rehearsal *rehearsal, struct error *error)
{
	progress_begin(&rehearsal->bar, "Rehearsing");
	bool well = rehearse_all(rehearsal, error);
	progress_end(&rehearsal->bar);
	for (size_t i = 0; well && i < rehearsal->effect_count; i++)
		if (!rehearsal->used[i])
			return error_set(error, ERROR_REFUSED, "No trial had the condition '%s' of --effect %s:%s=%g.",
			                 rehearsal->effects[i].condition, rehearsal->effects[i].channel, rehearsal->effects[i].condition,
			                 rehearsal->effects[i].delta);
	return well;
}

static bool tell_result(const struct rehearsal *rehearsal, bool json, struct error *error)
{
	char *path = export_workbook(rehearsal->record, rehearsal->target->exports, rehearsal->kit.study->id, error);
	if (!path)
		return false;
	if (!json) {
		printf("\n%s rehearsed. Mean change from baseline, over all trials of a condition:\n\n",
		       count_text(rehearsal->conducted, "visit is", "visits are", (char[COUNT_TEXT_SIZE]){0}));
	}
	bool well = export_summary(rehearsal->record, json, error);
	if (well && !json)
		printf("\nWorkbook  %s\nRecord    %s\n", path, rehearsal->target->database);
	free(path);
	return well;
}

/* The quantity of the effect's channel. A pulse wave has none that could be shifted. */
static bool find_quantity(const struct rehearsal *rehearsal, struct person_effect *effect)
{
	const struct channel *channels = rehearsal->kit.channels;
	for (size_t i = 0; i < rehearsal->kit.channel_count; i++)
		if (strcmp(channels[i].name, effect->channel) == 0 && strcmp(channels[i].quantity, "plethysmogram") != 0) {
			name_copy(effect->quantity, channels[i].quantity);
			return true;
		}
	if (strcmp(effect->channel, PERSON_REFILL_TIME) != 0)
		return false;
	name_copy(effect->quantity, PERSON_REFILL_TIME);
	return true;
}

/* "toe:spu=0.5": in trials of the condition spu the channel toe is higher by 0.5. */
static bool read_effect(struct rehearsal *rehearsal, const char *text, struct error *error)
{
	const char *colon = strchr(text, ':'), *equals = colon ? strchr(colon, '=') : NULL;
	char *end = NULL;
	double delta = equals ? strtod(equals + 1, &end) : NAN;
	if (!equals || end == equals + 1 || *end || !isfinite(delta))
		return error_set(error, ERROR_MALFORMED, "--effect %s is not of the form channel:condition=delta, such as toe:spu=0.5.", text);
	if (rehearsal->effect_count == EFFECTS_MAX)
		return error_set(error, ERROR_REFUSED, "There can be %d effects at the most.", EFFECTS_MAX);
	struct person_effect *effect = &rehearsal->effects[rehearsal->effect_count++];
	effect->delta = delta;
	snprintf(effect->channel, sizeof effect->channel, "%.*s", (int)(colon - text), text);
	snprintf(effect->condition, sizeof effect->condition, "%.*s", (int)(equals - colon - 1), colon + 1);
	return find_quantity(rehearsal, effect)
		|| error_set(error, ERROR_ABSENT, "--effect %s: the station has no channel '%s' that could have an effect; "
		             "refill_time is that of the veins.", text, effect->channel);
}

static bool read_effects(const struct invocation *invocation, struct rehearsal *rehearsal, struct error *error)
{
	for (size_t i = 0; i < invocation->option_count; i++)
		if (strcmp(invocation->options[i].name, "effect") == 0
		    && !read_effect(rehearsal, invocation->options[i].value, error))
			return false;
	return true;
}

static int run(const struct invocation *invocation)
{
	struct rehearsal rehearsal = {0};
	struct error error;
	int64_t visits = option_integer(invocation, "visits", 0);
	bool json = option_given(invocation, "json");
	const char *where = option_value(invocation, "output");
	char *otherwise = xasprintf("%s/rehearsal", invocation->folder);
	bool well = visit_kit_open(&rehearsal.kit, invocation->folder, invocation->words[0], &error)
		&& visit_is_among(rehearsal.kit.study, visits, &error)
		&& rehearsed_faults(invocation, rehearsal.kit.station, &error)
		&& read_effects(invocation, &rehearsal, &error)
		&& make_target(&rehearsal, where ? where : otherwise, &error);
	if (well) {
		rehearsal.participants = (int)option_integer(invocation, "participants", 1);
		rehearsal.visits = (int)visits;
		rehearsal.seed = (uint64_t)option_integer(invocation, "seed", 1);
		sign_for(&rehearsal);
		rehearsal.watched = isatty(STDOUT_FILENO) && !json && !option_given(invocation, "quiet");
		well = rehearse(&rehearsal, &error) && tell_result(&rehearsal, json, &error);
	}
	if (!well)
		tell_failure(&error);
	record_close(rehearsal.record);
	folder_free(rehearsal.target);
	visit_kit_close(&rehearsal.kit);
	free(otherwise);
	return well ? STATUS_WELL : STATUS_FAILED;
}

static const struct option_spec options[] = {
	{ .name = "fault", .argument = "[I:]F", .help = "what goes wrong, with instrument I or with all: finger_off@60+10" },
	{ .name = "participants", .argument = "N", .help = "how many (1)", .low = 1, .high = 9999 },
	{ .name = "visits", .argument = "N", .help = "of each (as many as the script tells apart)", .low = 1, .high = STUDY_VISITS_MAX },
	{ .name = "seed", .argument = "S", .help = "the same seed gives the same record (1)", .high = INT64_MAX },
	{ .name = "effect", .argument = "CHANNEL:CONDITION=DELTA", .help = "what a condition does, as toe:spu=0.5; may be given many times" },
	{ .name = "output", .letter = 'o', .argument = "DIR", .help = "where to (STUDY/rehearsal)" },
	{ .name = "quiet", .help = "only the result" },
	{ .name = "json", .help = "the result, for programs" },
	{ .name = NULL },
};

const struct command rehearse_command = {
	.name = "rehearse",
	.synopsis = "SCRIPT [--participants N] [--visits N] [--seed S] [--effect CHANNEL:CONDITION=DELTA]...\n"
	            "              [--fault [INSTRUMENT:]FAULTS]... [-o DIR] [--quiet | --json]",
	.summary = "whole visits on the virtual clock with simulated people, and their workbook",
	.help = "Takes N simulated participants through the script, with every instrument of station.ini simulated,\n"
	        "and exports the workbook: what the statistician will get, before the first person comes. Everything\n"
	        "goes into a study's folder of its own, DIR; an earlier rehearsal there is replaced. The visits are\n"
	        "dated 2001, one a day, so that nobody takes them for real ones. A script that asks which visit it is\n"
	        "is rehearsed in each of them: those that study.ini declares, or that it tells apart.\n"
	        "\n"
	        "--fault lets things go wrong, by a list of NAME[@BEGIN[+LENGTH]][=RATE] in seconds since the instruments\n"
	        "were opened: finger_off, probe_off, silence, unplug, wrong_baud, and with a rate noise, drop, duplicate,\n"
	        "bad_checksum. So: --fault oximeter:finger_off@60+10,noise@120+5=0.01\n"
	        "\n"
	        "An effect is added to what the simulated people do anyway, in the trials of its condition and from\n"
	        "their second phase on: the difference that the statistician's analysis should find. --effect\n"
	        "refill_time:stocking=8 makes the veins fill 8 s more slowly (to 95 %).\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
