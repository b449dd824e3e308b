/*
 * change.h - what a phase's samples of one channel do relative to a baseline
 *
 * With x(t) the valid values, B the baseline, t the seconds since the phase's beginning:
 *
 *     area       integral of x - B over t by trapezoids between neighbours, in unit times
 *                minutes; what lies between neighbours further apart than the gap is left out
 *     peak       the x - B that is largest in size, signed; the first of equals
 *     rise       the first t with x - B >= step, where that holds for all samples of the time held from
 *                there on, without a gap; fall: the same with B - x
 *     recovery   (peak - end) / peak, end being the mean of x - B over the phase's last seconds:
 *                1 when all of the peak is gone, 0 when none is
 *
 * A step that was not seen within the phase is censored: it has no time, but a flag. Definitions are
 * proposals of the study design after common use (area and peak as in exercise physiology; censoring as
 * in survival analysis); every figure in them is a parameter (base/parameter.h).
 */
#ifndef SOLEUS_EXPORT_MEASURES_CHANGE_H
#define SOLEUS_EXPORT_MEASURES_CHANGE_H

#include <stdbool.h>

#include "base/parameter.h"
#include "export/measures/series.h"

/* The first time of something; time NAN and censored 1 when it was not reached. Both NAN: cannot be told. */
struct first_time {
	double time_s;
	double censored;        /* 0, 1 or NAN */
};

struct change_measures {
	double            area;         /* unit x min; NAN without two neighbours */
	double            area_s;       /* how much time it covers */
	double            peak, peak_s;
	struct first_time rise, fall;   /* only of a temperature */
	double            recovered;
};

extern const struct change_measures change_unknown;

/* `series` has times since the phase's beginning; interval_s is the channel's, NAN when unknown. */
struct change_measures change_measure(const struct series *series, double duration_s, double baseline,
                                      double interval_s, bool temperature, const struct parameters *parameters);

#endif
