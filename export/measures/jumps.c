/* jumps.c - values that moved faster than the body can */

#include "export/measures/jumps.h"

#include <math.h>
#include <string.h>

static const struct {
	const char    *quantity;
	enum parameter limit;
} limits[] = {
	{ "temperature", PARAMETER_JUMP_DEGC_S },
	{ "spo2", PARAMETER_JUMP_SPO2_S },
	{ "pulse_rate", PARAMETER_JUMP_PULSE_S },
};

double jumps_count(const struct series *series, const char *quantity, double interval_s, const struct parameters *parameters)
{
	double limit = NAN, count = 0, gap_s = longest_step(parameters->values[PARAMETER_AREA_GAP_S], interval_s);
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (strcmp(quantity, limits[i].quantity) == 0)
			limit = parameters->values[limits[i].limit];
	if (isnan(limit) || series->count < 2)
		return NAN;
	for (size_t i = 1; i < series->count; i++) {
		double step_s = series->times[i] - series->times[i - 1];
		count += step_s <= gap_s && fabs(series->values[i] - series->values[i - 1]) > limit * fmax(step_s, 1);
	}
	return count;
}
