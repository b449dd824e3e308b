/* allocating.c - enrols a participant whose group is drawn */

#include "console/allocating.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/memory.h"
#include "protocols/allocation.h"
#include "record/allocation.h"

static struct allocated draw(const void *self, uint64_t seed, const char *stratum, int number)
{
	const struct study *study = self;
	struct allocation_design design = {
		.blocks = study->allocation.blocks, .block_count = study->allocation.block_count,
		.ratio = study->allocation.ratio, .group_count = study->group_count,
	};
	struct allocation_place place = allocation_place(&design, seed, stratum, number);
	struct allocated allocated = { .block = place.block, .block_size = place.block_size };
	name_copy(allocated.group, study->groups[place.group]);
	return allocated;
}

/* "sex=female age_band=old", in the order in which study.ini names the strata. */
static char *stratum_of(const struct study *study, const struct participant *participant)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < study->allocation.stratum_count; i++)
		for (size_t k = 0; k < participant->covariate_count; k++) {
			const struct named_value *value = &participant->covariates[k];
			if (strcmp(value->name, study->allocation.strata[i]->name) != 0)
				continue;
			char *longer = xasprintf("%s%s%s=%s", text, *text ? " " : "", value->name, value->value);
			free(text);
			text = longer;
		}
	return text;
}

/* Everything that decides the lists, in words. */
static char *design_of(const struct study *study)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	fputs("blocks", out);
	for (size_t i = 0; i < study->allocation.block_count; i++)
		fprintf(out, " %d", study->allocation.blocks[i]);
	fputs("; groups", out);
	for (size_t i = 0; i < study->group_count; i++)
		fprintf(out, " %s:%d", study->groups[i], study->allocation.ratio[i]);
	fputs("; strata", out);
	for (size_t i = 0; i < study->allocation.stratum_count; i++)
		fprintf(out, " %s", study->allocation.strata[i]->name);
	if (fclose(out) != 0)
		memory_exhausted();
	return text;
}

bool allocate(const struct study *study, struct record *record, struct participant *participant,
              const char *replaces, int64_t utc_ns, struct error *error)
{
	struct drawing drawing = { .method = ALLOCATION_METHOD, .replaces = replaces, .self = study, .draw = draw };
	if (getrandom(&drawing.fresh_seed, sizeof drawing.fresh_seed, 0) != sizeof drawing.fresh_seed)
		return error_set(error, ERROR_SYSTEM, "The computer gives no random numbers: %s.", strerror(errno));
	char *stratum = stratum_of(study, participant), *design = design_of(study);
	drawing.stratum = stratum;
	drawing.design = design;
	bool well = record_enrol_drawn(record, participant, &drawing, utc_ns, error);
	free(stratum);
	free(design);
	return well;
}
