/*
 * refill.h - how a leg's veins fill again after the calf pump emptied them
 *
 * From a plethysmogram that keeps its constant part (DC). R(t) is the signal turned so that it rises
 * when blood leaves: reflected light as it is, a volume upside down. With B the baseline, R_max the
 * value at the end of the exercise, A = R_max - B, t0 the time of R_max, eps the end-point:
 *
 *     V0    100 (R_max - B) / B                                         pump power, %
 *     T50   first t with R(t) <= B + 0.50 A, minus t0; T90: 0.10; T95: 0.05; T100: 0    s
 *     T0    the same for eps: the refill time                           s
 *     Ti    3 A / (R(t0) - R(t0 + 3 s))                                 initial inflow time, s
 *     F0    integral of 100 (R - B) / B from t0 to t0 + T0              pump work, % s
 *     tau   of R - B = a exp(-t / tau), least squares of ln (R - B) on t from the first R <= B + 0.9 A
 *           to the first R <= B + 0.1 A                                 s
 *
 * The names are those of the Elcat Vasoquant's printouts; V0, T0, T50, Ti and F0 as described after Stuecker
 * and Doerler, Phlebologie 43 (2014) 268-272, in public readers of that device (Gruftgrabbler's
 * Ambient_Intelligence_PPG; A. Amato's dppg). End-points in use are 0 (touch the baseline), 0.03, and 0.05 to 0.10
 * (vascular laboratory practice), and the refill time depends strongly on them: so all are given.
 *
 * Rules, whose figures are parameters (refill_*):
 *   baseline  median of the rest before the exercise over 5 s, smoothed; they end where the
 *             filter does not yet reach into the exercise
 *   filter    centred moving mean of 1 s over the valid samples, once to find the peak, three times
 *             (beginning half a width before the peak) for the curve; crossings lie on straight
 *             lines between samples
 *   peak      the last time at which the smoothed signal is within 1 % of the amplitude of its highest, from
 *             2 s before the last cue to 5 s behind it, without cues around the end of the exercise; R_max is what a straight line through 3 s of the once
 *             smoothed signal from there on has at that time, so that no single beat lifts it, at most the highest
 *   censored  a level that was not reached has no time, but a flag; `observed_s` is how long it was
 *             looked for: never a refill time
 *   pauses    veins go on filling while a visit is paused: times are true times. But samples of a pause, in which
 *             the participant may have moved, are not used, and the curve is flagged
 * What speaks against a curve is flagged and the figures are given all the same. An AC-coupled signal,
 * as every pulse oximeter's plethysmogram is, has lost the slow part and is refused.
 *
 * A volume channel (volume_change and limb_volume, or limb_strain: that of a circumference) has an arbitrary zero: no
 * V0 and no F0. After air plethysmography (Christopoulos et al., J Vasc Surg 5 (1987) 148-159), with VV the filling
 * from the emptied leg, raised, to the baseline:
 *     EF = 100 A / VV after one tiptoe;  RVF = 100 (VV - A) / VV after ten
 * A strain is about half a volume's change (dV/V = 2 dC/C + (dC/C)^2), and these shares of it are the same.
 */
#ifndef SOLEUS_EXPORT_MEASURES_REFILL_H
#define SOLEUS_EXPORT_MEASURES_REFILL_H

#include <stdbool.h>

#include "base/parameter.h"
#include "export/measures/change.h"
#include "export/measures/series.h"

/* Why a channel of that quantity can have no refill curve; NULL when it can. */
const char *refill_refusal(const char *quantity);

/* Whether a channel of that quantity is a limb's volume, or grows with it. */
bool refill_is_volume(const char *quantity);

/* Whether a channel of that quantity is a plethysmogram of any kind: one that has a curve or a refusal. */
bool refill_concerns(const char *quantity);

enum refill_level { REFILL_50, REFILL_90, REFILL_95, REFILL_100, REFILL_ENDPOINT, REFILL_LEVELS };

enum refill_flag {
	REFILL_NO_PLATEAU    = 1 << 0,  /* the baseline was not level */
	REFILL_SMALL         = 1 << 1,  /* the amplitude is next to nothing, or negative */
	REFILL_MOVEMENT      = 1 << 2,
	REFILL_SATURATED     = 1 << 3,  /* samples were at the converter's rail */
	REFILL_GAP           = 1 << 4,  /* no valid sample for too long during the refill */
	REFILL_SLOW_SAMPLING = 1 << 5,  /* under 4 samples a second */
	REFILL_PAUSED        = 1 << 6,  /* the visit stood still for some of the refill, the veins did not */
};
#define REFILL_FLAGS_SIZE 104
/* "movement; gap"; "" for none. */
const char *refill_flags_text(unsigned flags, char text[static REFILL_FLAGS_SIZE]);

/* When things were; times on the session's clock. */
struct refill_times {
	int64_t rest_began_ns;          /* of the rest before the exercise; TIME_NONE when there is none */
	int64_t exercise_began_ns, exercise_ended_ns;
	int64_t last_cue_ns;            /* TIME_NONE: none */
	int64_t until_ns;               /* the refill is watched so long */
};

struct refill {
	const char       *missing;      /* why there is nothing at all; NULL */
	double            baseline, peak, amplitude;    /* in the channel's unit; A > 0 when blood left */
	int64_t           peak_ns;      /* t0 */
	double            v0_pct, f0_pct_s;             /* NAN for a volume */
	struct first_time times[REFILL_LEVELS];
	double            observed_s;
	double            ti_s, tau_s;
	double            end;          /* median of the refill's last seconds: where it settled */
	unsigned          flags;
	struct series     curve;        /* what the times were read from: seconds since t0, the channel's unit */
};

/* `samples` of the channel in the order of time, at least from the rest's beginning to until_ns.
 * Freed with refill_free. */
struct refill refill_measure(const struct sample *samples, size_t count, const struct refill_times *times,
                             const char *quantity, double interval_s, const struct parameters *parameters);
void refill_free(struct refill *refill);

/* VV, EF and RVF from a volume channel's values; `empty` is the median while the leg was raised. */
struct emptying { double venous_volume, ejected_pct, residual_pct; };
struct emptying emptying_of(double empty, double baseline, double amplitude);

#endif
