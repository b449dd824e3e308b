/* script_meant.c - what was probably meant by a word that the language does not know */

#include "protocols/script_inside.h"

#include <stdio.h>
#include <string.h>

/* What people bring along from elsewhere, and what it is called here. */
static const struct { const char *said, *meant; } habits[] = {
	{ "min", "minutes" }, { "mins", "minutes" }, { "m", "minutes" }, { "sec", "seconds" }, { "secs", "seconds" }, { "s", "seconds" },
	{ "h", "hours" }, { "hr", "hours" }, { "hrs", "hours" }, { "cadence", "reps_per_min" }, { "pace", "reps_per_min" },
	{ "rate", "reps_per_min" }, { "bpm", "reps_per_min" }, { "tempo", "reps_per_min" },
	{ "duration", "lasts" }, { "time", "lasts" }, { "length", "lasts" },
};

const char *meant_by(const char *word, const char *const *known, char *buffer, size_t size)
{
	for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++)
		for (size_t k = 0; known[k] && strcmp(habits[i].said, word) == 0; k++)
			if (strcmp(known[k], habits[i].meant) == 0) {
				snprintf(buffer, size, "; did you mean '%s'?", habits[i].meant);
				return buffer;
			}
	return name_suggestion(word, known, buffer, size);
}

bool is_of_participant(const struct script *script, const char *word)
{
	static const char *const own[] = { "id", "number", "group", "visit" };
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strcmp(own[i], word) == 0)
			return true;
	const char *const *covariates = script->context->covariates;
	while (covariates && *covariates && strcmp(*covariates, word) != 0)
		covariates++;
	return covariates && *covariates;
}

bool is_channel(const struct script *script, const char *word)
{
	for (size_t i = 0; i < script->plan->need_count; i++)
		if (strcmp(script->plan->needs[i].channel, word) == 0)
			return true;
	return false;
}

const char *all_known(const char *const *known, char *buffer, size_t size)
{
	size_t length = 0;
	buffer[0] = '\0';
	for (size_t i = 0; known[i] && length < size; i++)
		length += (size_t)snprintf(buffer + length, size - length, "%s %s", i ? "," : "; there are", known[i]);
	return length < size ? buffer : "";
}
