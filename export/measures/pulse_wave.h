/*
 * pulse_wave.h - beats in a photoplethysmogram
 *
 * Beats are found as in Elgendi et al., "Systolic peak detection in acceleration photoplethysmograms
 * measured from emergency responders in tropical conditions", PLoS ONE 8(10), 2013, e76585: the
 * wave without its slow part, clipped at zero and squared, has a beat where its mean over 111 ms
 * (a systole) exceeds its mean over 667 ms (a beat) plus 2 % of its mean over all, for at least 111 ms; the
 * beat's place is the highest sample there. Where the authors filter with a Butterworth band of 0.5 to 8 Hz, here a
 * moving mean of 1 s is taken off and one of 60 ms smooths.
 *
 *     rate        60 / the median time between neighbouring beats, per minute
 *     amplitude   median over beats of the value at the beat minus the lowest since the beat before
 *     perfusion   100 x amplitude / mean, only of a wave that still has its constant part (DC)
 *
 * Neighbours are beats without a gap of more than 0.5 s between samples, 0.25 to 2.5 s apart.
 */
#ifndef SOLEUS_EXPORT_MEASURES_PULSE_WAVE_H
#define SOLEUS_EXPORT_MEASURES_PULSE_WAVE_H

#include <stdbool.h>

#include "export/measures/series.h"

#define WAVE_SLOWEST_HZ 20      /* fewer samples a second show no beats */

struct wave_measures {
	double rate_bpm, amplitude;
	size_t beats;
};

extern const struct wave_measures wave_unknown;

/* `upside_down`: the wave falls in systole, as reflected light does. NAN below 3 pairs of neighbours. */
struct wave_measures wave_measure(const struct series *series, bool upside_down);

#endif
