/* enrol.c - soleus enrol: adds a participant */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/allocating.h"
#include "console/desk.h"

static bool add_covariate(struct participant *participant, const char *text, struct error *error)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text || !equals[1])
		return error_set(error, ERROR_MALFORMED, "--set %s is not of the form name=value.", text);
	size_t length = (size_t)(equals - text);
	if (length >= NAME_SIZE || strlen(equals + 1) >= VALUE_SIZE)
		return error_set(error, ERROR_MALFORMED, "--set %s is too long: a value may have %d characters.",
		                 text, VALUE_SIZE - 1);
	if (participant->covariate_count == COVARIATES_MAX)
		return error_set(error, ERROR_REFUSED, "A participant can have %d covariates at the most.", COVARIATES_MAX);
	struct named_value *value = &participant->covariates[participant->covariate_count++];
	snprintf(value->name, NAME_SIZE, "%.*s", (int)length, text);
	snprintf(value->value, VALUE_SIZE, "%s", equals + 1);
	for (size_t i = 0; i + 1 < participant->covariate_count; i++)
		if (strcmp(participant->covariates[i].name, value->name) == 0)
			return error_set(error, ERROR_MALFORMED, "--set gives %s twice.", value->name);
	return true;
}

static bool read_participant(const struct invocation *invocation, struct participant *participant,
                             struct error *error)
{
	const char *id = invocation->words[0], *group = option_text(invocation, "group", "");
	if (strlen(id) >= PARTICIPANT_ID_SIZE)
		return error_set(error, ERROR_MALFORMED, "The code %s is longer than %d characters.", id,
		                 PARTICIPANT_ID_SIZE - 1);
	snprintf(participant->id, sizeof participant->id, "%s", id);
	if (strlen(group) >= NAME_SIZE)
		return error_set(error, ERROR_MALFORMED, "The study has no group '%s'.", group);
	name_copy(participant->group, group);
	for (size_t i = 0; i < invocation->option_count; i++)
		if (strcmp(invocation->options[i].name, "set") == 0
		    && !add_covariate(participant, invocation->options[i].value, error))
			return false;
	return true;
}

static bool enrol(const struct desk *desk, struct participant *participant, const char *replaces, struct error *error)
{
	if (desk->study->allocation.given)
		return allocate(desk->study, desk->record, participant, replaces, desk->utc_ns, error);
	if (replaces)
		return record_enrol_in_place(desk->record, participant, replaces, desk->utc_ns, error);
	return record_enrol(desk->record, participant, desk->utc_ns, error);
}

/* Where groups are not drawn, that of the one who is replaced. */
static bool inherit_group(const struct folder *folder, const struct study *study, const char *replaces,
                          struct participant *participant, struct error *error)
{
	struct participant held;
	if (!replaces || study->allocation.given)
		return true;
	if (participant->group[0])
		return error_set(error, ERROR_REFUSED, "Who replaces %s is of the same group; please leave --group away.", replaces);
	struct record *record = folder_record(folder, false, error);
	bool well = record && record_participant(record, replaces, &held, error);
	record_close(record);
	if (well)
		name_copy(participant->group, held.group);
	return well;
}

static void tell(const struct participant *participant, const char *replaces)
{
	printf("%s is enrolled", participant->id);
	if (replaces)
		printf(" in the place of %s,", replaces);
	printf(" as number %d", participant->number);
	if (participant->group[0])
		printf(" of group %s", participant->group);
	puts(".");
}

static int run(const struct invocation *invocation)
{
	const char *replaces = option_value(invocation, "replaces");
	struct participant participant = {0};
	struct error error;
	struct desk desk;
	bool well = desk_open(&desk, invocation, DESK_STUDY, &error)
		&& read_participant(invocation, &participant, &error)
		&& inherit_group(desk.folder, desk.study, replaces, &participant, &error)
		&& study_accepts(desk.study, &participant, &error)
		&& (desk.record = folder_record_made(desk.folder, desk.study, desk.utc_ns, &error))
		&& enrol(&desk, &participant, replaces, &error);
	if (well)
		tell(&participant, replaces);
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static const struct option_spec options[] = {
	{ .name = "group", .argument = "G", .help = "one of the groups in study.ini" },
	{ .name = "replaces", .argument = "Q", .help = "takes over the place of Q, who has withdrawn: the group and the order of conditions" },
	{ .name = "set", .argument = "NAME=VALUE", .help = "a covariate of study.ini; may be given many times" },
	{ .name = NULL },
};

const struct command enrol_command = {
	.name = "enrol",
	.synopsis = "P [--group G | --replaces Q] [--set name=value]...",
	.summary = "adds a participant, by a code and never by a name",
	.help = "Adds the participant P to the study. The code must fit the pattern in study.ini. Participants\n"
	        "are numbered within their group; orders of conditions are balanced over these numbers.\n"
	        "Where study.ini has a section [allocation], the group is drawn: in permuted blocks, within strata.\n"
	        "The drawing is kept in the record (table allocation), and stays whoever withdraws. No command\n"
	        "shows who would come next. Who replaces another has, once, the group and the order of conditions of\n"
	        "the other: orders stay balanced.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
