/* causes.c - why the samples that could not be used could not be used */

#include "export/measures/causes.h"

#include <stdio.h>

void causes_add(struct causes *causes, const struct sample *sample)
{
	if (sample_is_valid(sample))
		return;
	uint32_t quality = sample->quality;
	if (!(quality & ~(uint32_t)QUALITY_LOW_PERFUSION))
		quality |= QUALITY_MISSING;     /* no number, and no other reason given */
	for (size_t i = 0; i < causes->kind_count; i++) {
		if (causes->kinds[i].quality == quality) {
			causes->kinds[i].count++;
			return;
		}
	}
	if (causes->kind_count == CAUSES_MAX) {
		causes->others++;
		return;
	}
	causes->kinds[causes->kind_count].quality = quality;
	causes->kinds[causes->kind_count++].count = 1;
}

/* The commonest kind that is not `taken` yet; CAUSES_MAX when none is left. */
static size_t next_commonest(const struct causes *causes, const bool taken[static CAUSES_MAX])
{
	size_t best = CAUSES_MAX;
	for (size_t i = 0; i < causes->kind_count; i++)
		if (!taken[i] && (best == CAUSES_MAX || causes->kinds[i].count > causes->kinds[best].count))
			best = i;
	return best;
}

const char *causes_text(const struct causes *causes, char text[static CAUSES_TEXT_SIZE])
{
	bool taken[CAUSES_MAX] = { false };
	char name[QUALITY_TEXT_SIZE];
	size_t length = 0;
	text[0] = '\0';
	for (size_t i; (i = next_commonest(causes, taken)) < CAUSES_MAX; taken[i] = true)
		length += (size_t)snprintf(text + length, CAUSES_TEXT_SIZE - length, "%s%s=%zu", length ? "; " : "",
		                           quality_text(causes->kinds[i].quality, name), causes->kinds[i].count);
	if (causes->others)
		snprintf(text + length, CAUSES_TEXT_SIZE - length, "; other=%zu", causes->others);
	return text;
}

const char *causes_commonest(const struct causes *causes, char text[static QUALITY_TEXT_SIZE])
{
	size_t best = next_commonest(causes, (const bool[CAUSES_MAX]){ false });
	text[0] = '\0';
	return best < CAUSES_MAX ? quality_text(causes->kinds[best].quality, text) : text;
}

bool causes_are_of_sensor(const struct causes *causes)
{
	const uint32_t doubts = QUALITY_ARTEFACT | QUALITY_OUT_OF_RANGE | QUALITY_STALE;
	size_t best = next_commonest(causes, (const bool[CAUSES_MAX]){ false });
	return best < CAUSES_MAX && !(causes->kinds[best].quality & doubts);
}
