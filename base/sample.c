/* sample.c - channels and what they measured */

#include "base/sample.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint32_t    bit;
	const char *name;
} names[] = {
	{ QUALITY_NO_PROBE, "no_probe" },
	{ QUALITY_NO_FINGER, "no_finger" },
	{ QUALITY_SEARCHING, "searching" },
	{ QUALITY_LOW_PERFUSION, "low_perfusion" },
	{ QUALITY_ARTEFACT, "artefact" },
	{ QUALITY_OUT_OF_RANGE, "out_of_range" },
	{ QUALITY_STALE, "stale" },
	{ QUALITY_BAD_CHECKSUM, "bad_checksum" },
	{ QUALITY_SATURATED, "saturated" },
	{ QUALITY_MISSING, "missing" },
};

const char *quality_text(uint32_t quality, char text[static QUALITY_TEXT_SIZE])
{
	text[0] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!(quality & names[i].bit))
			continue;
		size_t length = strlen(text);
		snprintf(text + length, QUALITY_TEXT_SIZE - length, "%s%s",
		         length ? "+" : "", names[i].name);
	}
	return text[0] ? text : "good";
}

const char *gap_cause_name(enum gap_cause cause)
{
	static const char *const causes[] = {
		[GAP_SILENT] = "silent",
		[GAP_UNPLUGGED] = "unplugged",
		[GAP_NO_FINGER] = "no_finger",
		[GAP_NOISE] = "noise",
		[GAP_SUSPENDED] = "suspended",
		[GAP_OVERRUN] = "overrun",
		[GAP_AWAY] = "away",
	};
	return causes[cause];
}

bool sample_is_valid(const struct sample *sample)
{
	return isfinite(sample->value) && !(sample->quality & ~(uint32_t)QUALITY_LOW_PERFUSION);
}
