/* study_allocation.c - the section [allocation] of study.ini */

#include "config/study_allocation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"

#define BLOCK_MOST 100

static const char *const allocation_keys[] = { "blocks", "ratio", "strata", NULL };

bool allocation_note(struct study *study, const struct section *section, struct error *error)
{
	study->allocation.given = true;
	return section_check_keys(section, allocation_keys, NULL, error);
}

/* Whole numbers of 1 to `most`, parted by blanks or commas. */
static bool read_numbers(const struct section *section, const char *key, int numbers[static ALLOCATION_LIST_MAX],
                         size_t *count, struct error *error)
{
	*count = 0;
	for (const char *at = section_text(section, key); *(at += strspn(at, " \t,"));) {
		char *end;
		long number = strtol(at, &end, 10);
		if (end == at || (*end && !strchr(" \t,", *end)) || number < 1 || number > BLOCK_MOST)
			return section_error(section, key, error, "%s must be whole numbers from 1 to %d, not '%s'", key, BLOCK_MOST, at);
		if (*count == ALLOCATION_LIST_MAX)
			return section_error(section, key, error, "%s has more than %d numbers", key, ALLOCATION_LIST_MAX);
		numbers[(*count)++] = (int)number;
		at = end;
	}
	return *count > 0 || section_error(section, key, error, "%s is empty", key);
}

static bool read_ratio(struct study *study, const struct section *section, int *sum, struct error *error)
{
	struct study_allocation *allocation = &study->allocation;
	size_t count = study->group_count;
	if (study->group_count < 2 || study->group_count > ALLOCATION_LIST_MAX)
		return section_error(section, NULL, error, "[allocation] needs 2 to %d groups, each with a section such as [group control]",
		                     ALLOCATION_LIST_MAX);
	for (size_t i = 0; i < study->group_count; i++)
		allocation->ratio[i] = 1;
	if (section_text(section, "ratio") && !read_numbers(section, "ratio", allocation->ratio, &count, error))
		return false;
	if (count != study->group_count)
		return section_error(section, "ratio", error, "ratio has %s, but there are %zu groups",
		                     count_text((int64_t)count, "number", "numbers", (char[COUNT_TEXT_SIZE]){0}), study->group_count);
	for (size_t i = 0; i < count; i++)
		*sum += allocation->ratio[i];
	return true;
}

static bool read_blocks(struct study *study, const struct section *section, int sum, struct error *error)
{
	struct study_allocation *allocation = &study->allocation;
	if (!section_require(section, "blocks", error)
	    || !read_numbers(section, "blocks", allocation->blocks, &allocation->block_count, error))
		return false;
	assert(sum > 0);
	for (size_t i = 0; i < allocation->block_count; i++)
		if (allocation->blocks[i] % sum != 0)
			return section_error(section, "blocks", error, "a block of %d cannot hold the groups in their ratio; "
			                     "it must be a multiple of %d", allocation->blocks[i], sum);
	return true;
}

static const struct covariate *covariate_named(const struct study *study, const char *name, size_t length)
{
	for (size_t i = 0; i < study->covariate_count; i++)
		if (strlen(study->covariates[i].name) == length && strncmp(study->covariates[i].name, name, length) == 0)
			return &study->covariates[i];
	return NULL;
}

static bool read_strata(struct study *study, const struct section *section, struct error *error)
{
	struct study_allocation *allocation = &study->allocation;
	const char *text = section_text(section, "strata");
	for (const char *at = text ? text : ""; *(at += strspn(at, " \t,"));) {
		size_t length = strcspn(at, " \t,");
		const struct covariate *covariate = covariate_named(study, at, length);
		if (!covariate || covariate->type != COVARIATE_CHOICE)
			return section_error(section, "strata", error, "the stratum '%.*s' is not a covariate of type choice", (int)length, at);
		if (allocation->stratum_count == ALLOCATION_LIST_MAX)
			return section_error(section, "strata", error, "there are more than %d strata", ALLOCATION_LIST_MAX);
		allocation->strata[allocation->stratum_count++] = covariate;
		at += length;
	}
	return true;
}

bool allocation_read(struct study *study, struct error *error)
{
	int sum = 0;
	if (!study->allocation.given)
		return true;
	const struct section *section = settings_find(study->settings, "allocation", "");
	return read_ratio(study, section, &sum, error) && read_blocks(study, section, sum, error)
		&& read_strata(study, section, error);
}
