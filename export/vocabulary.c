/* vocabulary.c - the names that a record uses, and the values they take in it */

#include "export/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static struct word *word_of(struct words *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->items[i].name, name) == 0)
			return &words->items[i];
	array_reserve((void **)&words->items, &words->capacity, words->count, sizeof *words->items);
	struct word *word = &words->items[words->count++];
	*word = (struct word){0};
	name_copy(word->name, name);
	return word;
}

static void add_value(struct words *words, const struct named_value *named)
{
	struct word *word = word_of(words, named->name);
	if (named->value[0])
		texts_add_new(&word->values, named->value);
}

void vocabulary_add_participant(struct vocabulary *vocabulary, const struct participant *participant)
{
	if (participant->group[0])
		texts_add_new(&vocabulary->groups, participant->group);
	for (size_t i = 0; i < participant->covariate_count; i++)
		add_value(&vocabulary->covariates, &participant->covariates[i]);
}

static void add_channel(struct words *words, const struct channel *channel)
{
	if (channel->waveform)
		return;
	struct word *word = word_of(words, channel->name);
	name_copy(word->quantity, channel->quantity);
	if (channel->unit[0])
		texts_add_new(&word->values, channel->unit);
	if (channel->site[0])
		texts_add_new(&word->sites, channel->site);
}

void vocabulary_add_session(struct vocabulary *vocabulary, const struct session *session)
{
	for (size_t i = 0; i < session->trial_count; i++) {
		const struct trial_info *info = &session->trials[i].info;
		texts_add_new(&vocabulary->conditions, info->condition);
		for (size_t k = 0; k < info->factor_count; k++)
			add_value(&vocabulary->factors, &info->factors[k]);
	}
	for (size_t i = 0; i < session->phase_count; i++)
		texts_add_new(&vocabulary->phases, session->phases[i].name);
	for (size_t i = 0; i < session->channel_count; i++)
		add_channel(&vocabulary->channels, &session->channels[i].channel);
}

static void words_free(struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		texts_free(&words->items[i].values);
		texts_free(&words->items[i].sites);
	}
	free(words->items);
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	words_free(&vocabulary->covariates);
	words_free(&vocabulary->factors);
	words_free(&vocabulary->channels);
	texts_free(&vocabulary->groups);
	texts_free(&vocabulary->conditions);
	texts_free(&vocabulary->phases);
}

#define DIGITS "0123456789"
/* As many as a double shows as they were written. */
#define DIGITS_MAX 15

static int decimals_of(const char *text)
{
	if (*text == '-')
		text++;
	size_t whole = strspn(text, DIGITS);
	if (whole == 0 || (whole > 1 && text[0] == '0'))
		return -1;
	size_t decimals = 0;
	if (text[whole] == '.') {
		decimals = strspn(text + whole + 1, DIGITS);
		if (decimals == 0 || text[whole + 1 + decimals] != '\0')
			return -1;
	} else if (text[whole] != '\0') {
		return -1;
	}
	return whole + decimals > DIGITS_MAX ? -1 : (int)decimals;
}

int words_decimals(const struct texts *values)
{
	int most = values->count ? 0 : -1;
	for (size_t i = 0; i < values->count && most >= 0; i++) {
		int decimals = decimals_of(values->items[i]);
		most = decimals < 0 || decimals > most ? decimals : most;
	}
	return most;
}

const char *named_value(const struct named_value *values, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value;
	return "";
}
