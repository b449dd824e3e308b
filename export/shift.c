/* shift.c - dates that do not tell when a person came */

#include "export/shift.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/random.h"

#define DAY_NS (INT64_C(24) * 3600 * NS_PER_S)
#define DAYS_MOST 365

int64_t shift_of(const struct export *export, const char *participant)
{
	if (export->options.shift_seed == 0)
		return 0;
	struct random_source source = random_new(random_seed_of(export->options.shift_seed, participant), 0);
	return -(1 + (int64_t)random_below(&source, DAYS_MOST)) * DAY_NS;
}

const char *shift_text(struct export *export, const char *participant, const char *text)
{
	struct tm broken = {0};
	int ms = 0;
	char shifted[UTC_TEXT_SIZE];
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &broken);
	if (export->options.shift_seed == 0 || !rest || sscanf(rest, ".%3dZ", &ms) != 1)
		return text;
	utc_format((int64_t)timegm(&broken) * NS_PER_S + ms * NS_PER_MS + shift_of(export, participant), shifted);
	return texts_copy(&export->texts, shifted);
}

void shift_event(const struct export *export, struct event_row *event)
{
	if (export->options.shift_seed != 0 && strcmp(event->kind, event_kind_name(EVENT_IMPORT)) == 0)
		event->text = "";
}
