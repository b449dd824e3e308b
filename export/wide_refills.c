/* wide_refills.c - what the table wide takes from a refill curve */

#include "export/wide_refills.h"

#include <string.h>

#include "export/curves.h"

static bool of_any(const struct curve *curve, bool blind)
{
	(void)curve, (void)blind;
	return true;
}

static bool of_light(const struct curve *curve, bool blind)
{
	(void)blind;
	return strcmp(curve->channel->channel.quantity, "light_reflection") == 0;
}

static double t0(const struct curve *curve, bool blind)
{
	(void)blind;
	return curve->refill.times[REFILL_ENDPOINT].time_s;
}

static double t50(const struct curve *curve, bool blind)
{
	(void)blind;
	return curve->refill.times[REFILL_50].time_s;
}

static double v0(const struct curve *curve, bool blind)
{
	(void)blind;
	return curve->refill.v0_pct;
}

static double ejected(const struct curve *curve, bool blind)
{
	return curve_emptying(curve, blind).ejected_pct;
}

static double residual(const struct curve *curve, bool blind)
{
	return curve_emptying(curve, blind).residual_pct;
}

const struct wide_refill wide_refills[] = {
	{ .name = "t0", .label = "Venous refill time", .unit = "s", .column = "t0_s", .censored = true,
	  .concerns = of_any, .value = t0 },
	{ .name = "t50", .label = "Half refill time", .unit = "s", .column = "t50_s", .censored = true,
	  .concerns = of_any, .value = t50 },
	{ .name = "v0", .label = "Venous pump power", .unit = "%", .column = "v0_pct", .concerns = of_light, .value = v0 },
	{ .name = "ef", .label = "Ejection fraction", .unit = "%", .column = "ef_pct",
	  .concerns = curve_tells_ejected, .value = ejected },
	{ .name = "rvf", .label = "Residual volume fraction", .unit = "%", .column = "rvf_pct",
	  .concerns = curve_tells_residual, .value = residual },
	{ .name = NULL },
};
