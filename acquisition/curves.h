/*
 * curves.h - published thermistor curves, by the name on the sensor
 *
 *     curve = ysi400          ; in a [channel ...] section, in place of a conversion
 *
 * A curve is either a table of resistances at temperatures or a set of Steinhart-Hart
 * coefficients. Through a table goes a polynomial of third degree of 1/T over ln R, by the
 * four points around, which is the form of the Steinhart-Hart equation: at its points a table gives
 * exactly what was published, and between them other points of the same makers to 0.01 degC
 * (tests/test_curves.c), or to the half ohm by which a table in whole ohms is rounded.
 * Taking one sensor's curve for another's is the commonest mistake with thermistors: two 10k curves
 * that agree at 25 degC are 0.1 degC apart at 35.
 */
#ifndef SOLEUS_ACQUISITION_CURVES_H
#define SOLEUS_ACQUISITION_CURVES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define ZERO_CELSIUS_IN_KELVIN 273.15

struct curve_point {
	double celsius, ohm;
};

struct curve {
	const char               *name;
	const char               *title;
	const struct curve_point *points;       /* by rising temperature; NULL: given by coefficients */
	size_t                    count;        /* 0 or at least 4 */
	double                    steinhart_hart[3];
};

extern const struct curve curves[];
extern const size_t curve_count;

/* The curve of that name, or NULL with a suggestion in *error. */
const struct curve *curve_find(const char *name, struct error *error);

/* The temperature at a resistance above zero, of a curve with points. Beyond the table it goes on
 * straight from the last two points, and *beyond is set. NAN: no temperature is so hot. */
double curve_celsius(const struct curve *curve, double ohm, bool *beyond);

/* The way back, to the last digits. */
double curve_ohm(const struct curve *curve, double celsius);

#endif
