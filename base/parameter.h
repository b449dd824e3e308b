/*
 * parameter.h - the figures that the measures depend on, which a study may set
 *
 * A study sets them in [measures] of study.ini. They are proposals of the study
 * design unless a source stands beside their use; the record keeps all of them from its
 * beginning, as study keys named measures_*, so that an export made years later is
 * computed as the study was planned.
 */
#ifndef SOLEUS_BASE_PARAMETER_H
#define SOLEUS_BASE_PARAMETER_H

#include <stddef.h>

enum parameter {
	PARAMETER_BASELINE_S,           /* end of the baseline phase that deltas refer to */
	PARAMETER_AREA_GAP_S,           /* no area, crossing or wave goes across a longer gap */
	PARAMETER_STEP_DEGC,            /* a temperature's change that is timed */
	PARAMETER_STEP_HELD_S,          /* and how long it must last */
	PARAMETER_END_S,                /* end of a phase that its recovery fraction refers to */
	PARAMETER_OK_PCT_VALID,         /* a phase is well when it has at least that, */
	PARAMETER_OK_GAP_S,             /* and no longer gap */
	PARAMETER_NADIR_S,              /* an SpO2 is reached when it lasts that long */
	PARAMETER_SPO2_LOW,
	PARAMETER_SPO2_VERY_LOW,
	PARAMETER_DESAT_DROP,           /* below baseline, for a desaturation */
	PARAMETER_DESAT_S,
	PARAMETER_JUMP_DEGC_S,          /* faster changes are counted as jumps */
	PARAMETER_JUMP_SPO2_S,
	PARAMETER_JUMP_PULSE_S,
	PARAMETER_REFILL_ENDPOINT,      /* epsilon: what is left of the amplitude when the veins count as refilled */
	PARAMETER_REFILL_BASE_S,        /* end of the rest before exercise that is the baseline */
	PARAMETER_REFILL_SMOOTH_S,      /* width of the moving mean */
	PARAMETER_REFILL_BEFORE_S,      /* the peak is looked for from that long before the last cue */
	PARAMETER_REFILL_AFTER_S,       /* to that long behind it */
	PARAMETER_REFILL_FIT_S,         /* R_max lies on a line through that much of the curve behind the peak */
	PARAMETER_REFILL_TI_S,          /* the initial inflow's straight line goes through that later point */
	PARAMETER_REFILL_MOVE_MAD,      /* a sample that far from the curve is movement */
	PARAMETER_REFILL_PLATEAU,       /* steepest baseline, % of the amplitude a second */
	PARAMETER_REFILL_LEAST_PCT,     /* smallest amplitude, % of the baseline */
	PARAMETER_COUNT,
};

struct parameter_kind {
	const char *name;       /* nadir_s: the key in [measures] */
	const char *unit;
	double      initial;    /* where study.ini says nothing */
	double      low, high;  /* the values that make sense */
	const char *meaning;    /* a sentence */
};

const struct parameter_kind *parameter_kind(enum parameter parameter);

struct parameters {
	double values[PARAMETER_COUNT];
};
struct parameters parameters_initial(void);

/* What the record calls it: measures_nadir_s. */
#define PARAMETER_PREFIX "measures_"

#endif
