/*
 * conversion.h - from what an instrument gives to what a channel means
 *
 * A chain; a step that a [channel ...] section does not name is left out:
 *
 *     counts -> ohm      divider = ntc_to_ground 10000 1023     ; topology, series ohm, counts at full scale
 *                        divider = ntc_to_supply 10000 1023
 *     ohm -> degC        curve = ysi400                         ; see acquisition/curves.h
 *                        conversion = steinhart_hart 1.474447721e-3 2.370486854e-4 1.079376360e-7
 *                        conversion = beta 3950 10000 25        ; beta, ohm at, degC
 *     anything           conversion = linear 0.01 -40           ; gain, offset
 *     self-heating       self_heating = 2.7 3.3 V               ; mW/degC, excitation in V, mA or uA
 *                        self_heating = 2.7 0.1 mA corrected
 *     calibration        see acquisition/calibration.h
 *
 * A resistance at or below `short` (ohm) is a short circuit, QUALITY_SATURATED; one at or above
 * `open` an open one, QUALITY_NO_PROBE. For a thermistor they are, when absent, a tenth of its
 * resistance at the channel's `high` and ten times that at its `low`. Counts of 0 and of full
 * scale are one or the other by the topology.
 *
 * The excitation in volt is the divider's supply, or without a divider the voltage across the thermistor.
 * It warms itself by P / delta, delta being its dissipation constant in mW/degC. `corrected` takes that
 * off every value; without it, more than SELF_HEATING_MOST is a warning.
 *
 * Formulas: Steinhart-Hart 1/T = A + B ln R + C (ln R)^3; beta 1/T = 1/T0 + ln(R/R0)/beta;
 * T in kelvin, 0 degC = 273.15 K. Divider: ntc_to_ground R = series * counts / (full - counts),
 * ntc_to_supply R = series * (full - counts) / counts; the supply cancels where the
 * converter's reference is the same.
 */
#ifndef SOLEUS_ACQUISITION_CONVERSION_H
#define SOLEUS_ACQUISITION_CONVERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "acquisition/calibration.h"
#include "acquisition/curves.h"
#include "base/settings.h"

#define CONVERSION_KEYS "conversion", "curve", "divider", "short", "open", "self_heating", CALIBRATION_KEYS

/* What a thermistor may warm itself without a warning, in degC: a proposal. */
#define SELF_HEATING_MOST 0.1

enum conversion_kind { CONVERSION_NONE, CONVERSION_STEINHART_HART, CONVERSION_BETA, CONVERSION_CURVE, CONVERSION_LINEAR };

enum divider_topology { DIVIDER_NONE, DIVIDER_NTC_TO_GROUND, DIVIDER_NTC_TO_SUPPLY };

struct divider {
	enum divider_topology topology;
	double                series_ohm, full_scale;
};

struct self_heating {
	double delta_mw;            /* per degC; 0: not known, not looked at */
	double volt, ampere;        /* one of them */
	bool   corrected;
};

/* All zero is a chain without steps. */
struct conversion {
	struct divider       divider;
	double               short_ohm, open_ohm;   /* 0: not looked at */
	enum conversion_kind kind;
	union {                                     /* of the kind */
		double p[3];                        /* the numbers as they stand in the key */
		struct { double a, b, c; } steinhart_hart;
		struct { double beta, ohm, celsius; } beta;
		struct { double gain, offset; } linear;
	};
	const struct curve  *curve;                 /* of CONVERSION_CURVE */
	struct self_heating  heating;
	struct calibration   calibration;
};

/* Reads CONVERSION_KEYS of a channel's section. `low` and `high` are the channel's bounds, or NAN. */
bool conversion_from(struct conversion *conversion, const struct section *section, double low, double high,
                     struct error *error);

/* The converted value. A short or open circuit gives NAN and adds QUALITY_SATURATED or
 * QUALITY_NO_PROBE to *quality; a resistance beyond a curve's table adds QUALITY_OUT_OF_RANGE to the value
 * that it would have; NAN stays NAN. */
double conversion_apply(const struct conversion *conversion, double value, uint32_t *quality);

/* The reading that would be converted into `value`: the twin's way back. */
double conversion_invert(const struct conversion *conversion, double value);

/* The reading of an open circuit; NAN where a reading is no resistance. */
double conversion_open(const struct conversion *conversion);

/* By how many degC the thermistor warms itself where it does most between two temperatures; 0 when
 * its dissipation is not known. */
double conversion_self_heating(const struct conversion *conversion, double low, double high);

#endif
