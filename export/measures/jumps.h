/*
 * jumps.h - values that moved faster than the body can
 *
 * Between neighbouring valid samples, not further apart than a gap is (area_gap_s), a change of more than
 * the quantity's limit a second is a jump; samples less than a second apart have the limit of a second, so that a
 * converter's noise is none. Skin that changes by more than 0.5 degC a second, a saturation by more than 4 % and a pulse
 * by more than 30 a minute are artefacts in all likelihood: proposals of the study design (jump_degc_s, jump_spo2_s,
 * jump_pulse_s). Jumps are counted and nothing is left out: whoever analyses the data decides.
 */
#ifndef SOLEUS_EXPORT_MEASURES_JUMPS_H
#define SOLEUS_EXPORT_MEASURES_JUMPS_H

#include "base/parameter.h"
#include "export/measures/series.h"

/* NAN for a quantity without a limit, and below two samples. Times are true ones, pauses and all. */
double jumps_count(const struct series *series, const char *quantity, double interval_s, const struct parameters *parameters);

#endif
