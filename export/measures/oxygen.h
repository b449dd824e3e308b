/*
 * oxygen.h - how low an SpO2 went, and for how long
 *
 * A valid value stands until the next sample's time, at most 2.5 expected intervals (5 s where
 * none is known), the last one for one interval (1 s). Values that stand one behind the other without a
 * hole make a stretch.
 *
 *     nadir          the lowest value at or below which a stretch stays for the time asked
 *     below          how long values below a limit stand, and their share of the time covered
 *     desaturations  stretches at or below baseline - drop that last at least the time asked
 *
 * Time and share below a limit and the number of desaturations are what oximetry toolboxes give
 * (BioSig's `desatur`; Levy et al., "Digital oximetry biomarkers", npj Digital Medicine 4, 2021);
 * a drop of 3 % for 10 s is common in sleep medicine.
 */
#ifndef SOLEUS_EXPORT_MEASURES_OXYGEN_H
#define SOLEUS_EXPORT_MEASURES_OXYGEN_H

#include "base/parameter.h"
#include "export/measures/series.h"

struct oxygen_measures {
	double nadir;                   /* NAN when no stretch is long enough */
	double low_s, low_pct;
	double very_low_s, very_low_pct;
	double desaturations;           /* NAN without a baseline */
};

extern const struct oxygen_measures oxygen_unknown;

/* Samples of [began_ns, ended_ns), valid or not: an invalid one ends what stood before it. */
struct oxygen_measures oxygen_measure(const struct sample *samples, size_t count, int64_t began_ns, int64_t ended_ns,
                                      double baseline, double interval_s, const struct parameters *parameters);

#endif
