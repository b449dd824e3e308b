/*
 * conversion.h - from what an instrument gives to what a channel means
 *
 * A chain of at most one step for now: none (the reading is already in the
 * channel's unit), a thermistor's resistance to degrees Celsius, or a straight
 * line (gain and offset). In station.ini, in a [channel ...] section:
 *
 *     conversion = steinhart_hart 1.474447721e-3 2.370486854e-4 1.079376360e-7
 *     conversion = beta 3950 10000 25          ; beta, R at, degC
 *     conversion = linear 0.01 -40             ; gain, offset
 *
 * Formulas: Steinhart-Hart 1/T = A + B ln R + C (ln R)^3; beta
 * 1/T = 1/T0 + ln(R/R0)/beta; T in kelvin, 0 degC = 273.15 K.
 */
#ifndef SOLEUS_ACQUISITION_CONVERSION_H
#define SOLEUS_ACQUISITION_CONVERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

enum conversion_kind { CONVERSION_NONE, CONVERSION_STEINHART_HART, CONVERSION_BETA, CONVERSION_LINEAR };

struct conversion {
	enum conversion_kind kind;
	double               p[3];
};

/* Reads the key `conversion` of a channel's section; absent means none. */
bool conversion_from(struct conversion *conversion, const struct section *section, struct error *error);

/* The converted value. A resistance that is not above zero (short circuit) or is
 * infinite gives NAN and adds QUALITY_SATURATED or QUALITY_NO_PROBE to *quality;
 * NAN stays NAN. */
double conversion_apply(const struct conversion *conversion, double value, uint32_t *quality);

/* The reading that would be converted into `value`: the twin's way back. */
double conversion_invert(const struct conversion *conversion, double value);

#endif
