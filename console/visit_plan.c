/* visit_plan.c - the plan of one participant's visit, fitted to a study and a station */

#include "console/visit_plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

uint64_t visit_seed(const struct study *study, const char *participant, int visit)
{
	char *text = xasprintf("%s/%s/%d", study->id, participant, visit);
	uint64_t seed = random_seed_of(0, text);
	free(text);
	return seed;
}

struct plan *visit_plan(const char *script, const char *text, const struct surroundings *around,
                        const struct participant *participant, int visit, uint64_t seed, struct problems *problems)
{
	const struct study *study = around->study;
	struct factor *factors = xcalloc(study->factor_count, sizeof *factors);
	for (size_t i = 0; i < study->factor_count; i++) {
		name_copy(factors[i].name, study->factors[i].name);
		factors[i].levels = study->factors[i].levels;
	}
	const char **covariates = xcalloc(study->covariate_count + 1, sizeof *covariates);
	for (size_t i = 0; i < study->covariate_count; i++)
		covariates[i] = study->covariates[i].name;
	const char **quantities = xcalloc(around->channel_count + 1, sizeof *quantities);
	for (size_t i = 0; i < around->channel_count; i++)
		quantities[i] = around->channels[i].quantity;
	struct script_context context = {
		.text = text,
		.participant = participant, .visit = visit, .seed = seed,
		.study = study->keys, .study_count = study->key_count,
		.factors = factors, .factor_count = study->factor_count,
		.covariates = covariates, .quantities = quantities,
	};
	struct plan *plan = script_plan(script, &context, problems);
	free(quantities);
	free(covariates);
	free(factors);
	return plan;
}

static const struct channel *channel_named(const char *name, const struct channel *channels, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(channels[i].name, name) == 0)
			return &channels[i];
	return NULL;
}

static char *misfit(const struct need *need, const struct channel *channels, size_t count,
                    const char *station_file)
{
	const struct channel *channel = channel_named(need->channel, channels, count);
	if (channel && strcmp(channel->quantity, need->quantity) == 0)
		return NULL;
	if (channel)
		return xasprintf("the channel '%s' is to be of %s, but in %s it measures %s",
		                 need->channel, need->quantity, station_file, channel->quantity);
	if (!need->required)
		return NULL;
	const char **names = xcalloc(count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = channels[i].name;
	char suggestion[64];
	char *text = xasprintf("the channel '%s' (%s) is needed, but %s has none%s", need->channel,
	                       need->quantity, station_file,
	                       name_suggestion(need->channel, names, suggestion, sizeof suggestion));
	free(names);
	return text;
}

void visit_plan_fit(const struct plan *plan, const struct channel *channels, size_t count,
                    const char *station_file, struct problems *problems)
{
	for (size_t i = 0; i < plan->need_count; i++) {
		char *text = misfit(&plan->needs[i], channels, count, station_file);
		if (!text)
			continue;
		array_reserve((void **)&problems->list, &problems->capacity, problems->count,
		              sizeof *problems->list);
		problems->list[problems->count++] =
			(struct problem){ .file = xstrdup(plan->file), .line = plan->line, .text = text };
		problems->errors++;
	}
}

int visits_to_try(const struct study *study, const struct plan *plan)
{
	return plan->visits == 1 ? 1 : study->visits ? study->visits : plan->visits;
}

bool visit_is_among(const struct study *study, int64_t visit, struct error *error)
{
	return study->visits == 0 || visit <= study->visits
		|| error_set(error, ERROR_REFUSED, "There is no visit %lld: study.ini says visits = %d.", (long long)visit, study->visits);
}

void problems_print(const struct problems *problems, FILE *out)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->list[i];
		fprintf(out, "%s:", problem->file);
		if (problem->line > 0)
			fprintf(out, "%d:", problem->line);
		fprintf(out, " %s%s\n", problem->warning ? "warning: " : "", problem->text);
	}
}

static void draw_value(const struct covariate *covariate, struct random_source *chance, char value[static VALUE_SIZE])
{
	double low = isnan(covariate->low) ? 0 : covariate->low;
	double high = isnan(covariate->high) ? low + 100 : covariate->high;
	size_t levels = 0;
	while (covariate->levels && covariate->levels[levels])
		levels++;
	switch (covariate->type) {
	case COVARIATE_INTEGER:
		snprintf(value, VALUE_SIZE, "%.0f", floor(low + random_uniform(chance) * (high - low + 1)));
		break;
	case COVARIATE_NUMBER:
		snprintf(value, VALUE_SIZE, "%.1f", low + random_uniform(chance) * (high - low));
		break;
	case COVARIATE_CHOICE:
		assert(levels > 0);
		snprintf(value, VALUE_SIZE, "%s", covariate->levels[random_below(chance, (uint32_t)levels)]);
		break;
	case COVARIATE_TEXT:
		snprintf(value, VALUE_SIZE, "simulated");
		break;
	}
}

struct participant participant_simulated(const struct study *study, int index, uint64_t seed)
{
	struct participant participant = { .number = index + 1, .simulated = true };
	int groups = (int)study->group_count;
	if (groups > 0) {
		participant.number = index / groups + 1;
		name_copy(participant.group, study->groups[index % groups]);
	}
	snprintf(participant.id, sizeof participant.id, "SIM%02d", index + 1);
	struct random_source chance = random_new(random_seed_of(seed, participant.id), 1);
	for (size_t i = 0; i < study->covariate_count; i++) {
		struct named_value *value = &participant.covariates[participant.covariate_count++];
		name_copy(value->name, study->covariates[i].name);
		draw_value(&study->covariates[i], &chance, value->value);
	}
	return participant;
}
