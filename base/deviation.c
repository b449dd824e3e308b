/* deviation.c - what happened differs from what was planned */

#include "base/deviation.h"

#include <assert.h>

static const char *const kinds[DEVIATION_KIND_COUNT] = {
	[DEVIATION_PHASE_SHORT] = "phase_short",
	[DEVIATION_PHASE_LONG] = "phase_long",
	[DEVIATION_CADENCE] = "cadence",
	[DEVIATION_SKIPPED] = "skipped",
	[DEVIATION_REPEATED] = "repeated",
	[DEVIATION_UNSETTLED] = "unsettled",
	[DEVIATION_SENSOR_CHECK] = "sensor_check",
	[DEVIATION_SENSOR_LOST] = "sensor_lost",
	[DEVIATION_NO_PREFLIGHT] = "no_preflight",
	[DEVIATION_INTERRUPTED] = "interrupted",
	[DEVIATION_LIMIT] = "limit",
	[DEVIATION_ENDED_EARLY] = "ended_early",
};

const char *deviation_kind_name(enum deviation_kind kind)
{
	assert(kind < DEVIATION_KIND_COUNT);
	return kinds[kind];
}

const char *severity_name(enum severity severity)
{
	return severity == SEVERITY_MAJOR ? "major" : "minor";
}
