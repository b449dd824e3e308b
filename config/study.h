/*
 * study.h - what study.ini says: the study, its participants, groups, factors, covariates
 *
 *     [study]
 *     id          = calf_pump
 *     title       = ...
 *     participant = ^[A-Z0-9]{2,12}$       ; what a participant's code looks like
 *     pin         = required                ; of operators; or optional (as when it is left out)
 *     visits      = 2                       ; of each participant; as many as wanted when it is left out
 *
 *     preset      = older                  ; for protocols that have one of that name
 *
 *     [group control]
 *     label = Healthy controls             ; for the codebook; a factor may have one too
 *
 *     [factor footwear]                    ; beside condition, leg and posture
 *     levels = barefoot socks
 *
 *     [covariate age]
 *     type = integer                       ; integer, number, choice or text
 *     unit = years
 *     low  = 18                            ; low and high: of a number; levels: of a choice
 *     high = 99
 *     required = yes
 *
 *     [allocation]                         ; groups are drawn by `soleus enrol`
 *     blocks = 4 6                         ; sizes of the blocks, which are drawn too
 *     ratio  = 1 1                         ; of the groups as they stand above; all alike when not given
 *     strata = sex age_band                ; covariates with levels
 *
 *     [measures]                           ; what the measures depend on: see base/parameter.h
 *     refill_endpoint = 0.05
 */
#ifndef SOLEUS_CONFIG_STUDY_H
#define SOLEUS_CONFIG_STUDY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/name.h"
#include "base/parameter.h"
#include "base/settings.h"
#include "base/visit.h"

enum covariate_type { COVARIATE_INTEGER, COVARIATE_NUMBER, COVARIATE_CHOICE, COVARIATE_TEXT };

struct covariate {
	char                name[NAME_SIZE];
	enum covariate_type type;
	const char         *label, *unit;   /* "" when not given */
	double              low, high;      /* NAN: none */
	char              **levels;         /* of a choice, ended by NULL; else NULL */
	bool                required;
};

struct study_factor {
	char   name[NAME_SIZE];
	char **levels;                      /* ended by NULL */
};

#define ALLOCATION_LIST_MAX 16

struct study_allocation {
	bool given;
	int  blocks[ALLOCATION_LIST_MAX], ratio[ALLOCATION_LIST_MAX];   /* as many of ratio as there are groups */
	size_t block_count;
	const struct covariate *strata[ALLOCATION_LIST_MAX];
	size_t stratum_count;
};

struct study {
	struct settings     *settings;      /* owns the texts below */
	const char          *id, *title, *pattern;
	bool                 pin_required;  /* of every operator who signs */
	int                  visits;        /* of each participant; 0: not told */
	char               (*groups)[NAME_SIZE];
	size_t               group_count;
	struct study_factor *factors;
	size_t               factor_count;
	struct covariate    *covariates;
	size_t               covariate_count;
	struct study_allocation allocation;
	struct parameters    measures;
	struct named_value  *keys;          /* every key of [study], for the record and for scripts, and every
	                                     * parameter of the measures as measures_* */
	size_t               key_count;
};

/* NULL with a sentence that names file and line. Freed with study_free, which accepts NULL. */
struct study *study_read(const char *path, struct error *error);
void study_free(struct study *study);

#define STUDY_VISITS_MAX 99

/* What is said of a covariate, for the record: lines "label = Age", "type = integer", "unit = years", "low = 18", "high = 99",
 * "levels = female male"; those that are not given are left out. Freed with free(). */
char *covariate_text(const struct covariate *covariate);

/* Checks a participant against the study: code, group, covariates with their types and
 * ranges, and that the required ones are there. Where groups are drawn, there is none yet, and the
 * strata's covariates are required. */
bool study_accepts(const struct study *study, const struct participant *participant, struct error *error);

/* One value of a covariate, and one level of a factor, by themselves. An empty covariate is one that is not known.
 * A factor that study.ini does not know (leg, posture) is nothing that it refuses. */
bool study_accepts_covariate(const struct study *study, const char *name, const char *value, struct error *error);
bool study_accepts_factor(const struct study *study, const char *name, const char *level, struct error *error);

#endif
