/*
 * measured.h - all measures of a session's phases and channels, from the record
 *
 * Reads each channel's samples once, phase after phase; in memory are those of one phase, and
 * the measures of all phases and channels of the session.
 */
#ifndef SOLEUS_EXPORT_MEASURED_H
#define SOLEUS_EXPORT_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "export/export.h"
#include "export/measures/causes.h"
#include "export/measures/change.h"
#include "export/measures/oxygen.h"
#include "export/measures/phase.h"
#include "export/measures/pulse_wave.h"
#include "export/session.h"

/* One phase of one channel. */
struct measured {
	struct phase_measures  phase;
	double                 baseline;        /* of its trial; NAN */
	bool                   has_baseline;    /* there is a phase of that name, this one or before it */
	bool                   is_baseline;     /* it is this one */
	bool                   cut_off;         /* see session_cut_off */
	struct change_measures change;
	struct oxygen_measures oxygen;          /* of an SpO2 */
	struct wave_measures   wave;            /* of a plethysmogram */
	double                 perfusion_pct;   /* of one with its constant part */
	struct causes          causes;
	double                 jumps;           /* see measures/jumps.h */
	double                 own_baseline;
};

/* Channel after channel, in each phase after phase: measured[channel * session->phase_count + phase].
 * Without `waves` waveform channels are left unmeasured. Freed with free(); NULL when reading failed. */
struct measured *measure_session(struct export *export, const struct session *session, bool waves,
                                 struct error *error);

/* Whether the phase's samples are good enough, and as long as was planned; -1 when that cannot be told. */
int measured_ok(const struct export *export, const struct measured *measured, double interval_s);

#endif
