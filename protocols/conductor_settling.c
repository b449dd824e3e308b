/* conductor_settling.c - waiting until channels are quiet, and sensors that are warmed and let go */

#include "protocols/conductor_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/* A settle looks at its channels once a second, counted from its beginning. */
#define LOOK_EVERY_NS NS_PER_S

static const enum meaning choices[] = { MEANS_GO_ON, MEANS_AGAIN, MEANS_END };
#define CHOICE_COUNT (sizeof choices / sizeof choices[0])

/* It did not come out well: what the script says, or a person. */
static void otherwise(struct conductor *conductor, enum otherwise what, int64_t now_ns, const char *why,
                      void (*decided)(struct conductor *conductor, enum meaning meaning, int64_t now_ns))
{
	switch (what) {
	case OTHERWISE_ASK:
		conductor_decide(conductor, now_ns, why, choices, CHOICE_COUNT, decided);
		break;
	case OTHERWISE_CONTINUE:
		decided(conductor, MEANS_GO_ON, now_ns);
		break;
	case OTHERWISE_ABORT:
		conductor_finish(conductor, now_ns, EVENT_FINISH, why);
		break;
	}
}

/* --- settle --- */

static struct watch *watch_of(const struct conductor *conductor, const struct condition *condition)
{
	for (size_t i = 0; i < conductor->settling_count; i++)
		if (conductor->settling[i].condition == condition)
			return &conductor->settling[i];
	return NULL;
}

static void enter_settle(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = conductor_step(conductor);
	struct event event = conductor_event(conductor, EVENT_SETTLE, now_ns, planned_ns);
	name_copy(event.name, step->name);
	event.value = (double)step->settling.at_most_ns / 1e9;
	conductor->look_ns = planned_ns + LOOK_EVERY_NS;
	conductor_say(conductor, event, "");
	if (step->text)
		conductor_say(conductor, conductor_event(conductor, EVENT_SAY, now_ns, planned_ns), step->text);
}

static int64_t settle_ends_ns(const struct conductor *conductor)
{
	return conductor->began_ns + conductor_step(conductor)->settling.at_most_ns;
}

static int64_t due_settle(const struct conductor *conductor)
{
	int64_t end_ns = settle_ends_ns(conductor);
	return conductor->look_ns < end_ns ? conductor->look_ns : end_ns;
}

static bool all_hold(struct conductor *conductor, int64_t now_ns)
{
	const struct settling *settling = &conductor_step(conductor)->settling;
	for (size_t i = 0; i < settling->until_count; i++)
		if (!watch_holds(watch_of(conductor, &settling->until[i]), now_ns))
			return false;
	return true;
}

/* "timed out: toe range 0.52, slope ..." */
static void describe(const struct conductor *conductor, const char *outcome, int64_t now_ns, char text[static WHY_SIZE])
{
	const struct settling *settling = &conductor_step(conductor)->settling;
	size_t length = (size_t)snprintf(text, WHY_SIZE, "%s: ", outcome);
	for (size_t i = 0; i < settling->until_count && length < WHY_SIZE; i++) {
		char reached[WATCH_TEXT_SIZE];
		length += (size_t)snprintf(text + length, WHY_SIZE - length, "%s%s", i ? "; " : "",
			watch_reached(watch_of(conductor, &settling->until[i]), now_ns, reached));
	}
}

static void settled(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *text)
{
	struct event event = conductor_event(conductor, EVENT_SETTLED, now_ns, planned_ns);
	name_copy(event.name, conductor_step(conductor)->name);
	event.value = (double)(now_ns - conductor->began_ns) / 1e9;
	conductor_say(conductor, event, text);
}

static void decided_settle(struct conductor *conductor, enum meaning meaning, int64_t now_ns)
{
	const struct step *step = conductor_step(conductor);
	struct deviation deviation = {
		.kind = DEVIATION_UNSETTLED, .severity = SEVERITY_MAJOR, .unit = "s",
		.planned = (double)step->settling.at_most_ns / 1e9,
		.actual = (double)(now_ns - conductor->began_ns) / 1e9,
	};
	name_copy(deviation.name, step->name);
	if (meaning == MEANS_END) {
		conductor_finish(conductor, now_ns, EVENT_FINISH, conductor->decision.why);
	} else if (meaning == MEANS_AGAIN) {
		conductor->began_ns = now_ns;
		enter_settle(conductor, now_ns, TIME_NONE);
		conductor->look_ns = now_ns + LOOK_EVERY_NS;
	} else {
		conductor_deviate(conductor, deviation, now_ns, "");
		conductor_go_on(conductor, now_ns, now_ns);
	}
}

static void look(struct conductor *conductor, int64_t now_ns, int64_t due_ns)
{
	const struct settling *settling = &conductor_step(conductor)->settling;
	char text[WHY_SIZE];
	if (due_ns - conductor->began_ns >= settling->at_least_ns && all_hold(conductor, now_ns)) {
		describe(conductor, "stable", now_ns, text);
		settled(conductor, now_ns, due_ns, text);
		conductor_go_on(conductor, now_ns, due_ns);
	} else if (due_ns >= settle_ends_ns(conductor)) {
		describe(conductor, "timed out", now_ns, text);
		settled(conductor, now_ns, due_ns, text);
		otherwise(conductor, settling->otherwise, now_ns, text, decided_settle);
	} else {
		conductor->look_ns = due_ns + LOOK_EVERY_NS;
	}
}

const struct step_conduct settle_conduct = { .enter = enter_settle, .due = due_settle, .act = look };

/* "toe range 0.14 degC, needs 0.30; 38 of 300 s" */
static size_t tell_condition(const struct conductor *conductor, const struct watch *watch, int64_t now_ns, char *text, size_t size)
{
	const struct condition *condition = watch->condition;
	char reached[WATCH_TEXT_SIZE];
	if (!watch->window)
		return (size_t)snprintf(text, size, "%s", watch_text(watch, reached));
	struct window_statistics statistics = window_statistics(watch->window, now_ns);
	int length = statistics.n_valid == 0 ? snprintf(text, size, "%s has no valid values", condition->channel)
		: snprintf(text, size, "%s range %.2f%s%s, needs %.2f", condition->channel, statistics.range,
		           watch->channel < 0 ? "" : " ", watch->channel < 0 ? "" : conductor->channels[watch->channel].unit, condition->within);
	if (statistics.n_valid > 0 && !isnan(condition->slope_per_min) && (size_t)length < size)
		length += snprintf(text + length, size - (size_t)length, "; slope %.3f/min, needs %.3f",
		                   statistics.slope_per_min, condition->slope_per_min);
	if ((size_t)length < size)
		length += snprintf(text + length, size - (size_t)length, "; %lld of %lld s",
		                   (long long)(statistics.covered_ns / NS_PER_S), (long long)(condition->over_ns / NS_PER_S));
	return (size_t)length;
}

static void tell_warming(const struct conductor *conductor, const struct sensor_check *check, char *text, size_t size)
{
	const struct warming *warming = &conductor->warming;
	double rise = isnan(warming->high) ? 0 : warming->high - warming->low;
	if (warming->stage == IS_TO_RISE)
		snprintf(text, size, "%s rose by %.2f, needs %.2f", check->channel, rise, check->rise);
	else
		snprintf(text, size, "%s rose by %.2f; fell by %.2f, needs %.2f", check->channel, rise,
		         warming->high - warming->last, check->fall);
}

void conductor_waiting(const struct conductor *conductor, int64_t now_ns, char *text, size_t size)
{
	const struct step *step = conductor_step(conductor);
	text[0] = '\0';
	if (step && step->kind == STEP_SENSOR_CHECK)
		tell_warming(conductor, &step->sensor_check, text, size);
	if (!step || step->kind != STEP_SETTLE)
		return;
	size_t length = 0;
	for (size_t i = 0; i < step->settling.until_count && length < size; i++) {
		if (i > 0)
			length += (size_t)snprintf(text + length, size - length, "; ");
		if (length < size)
			length += tell_condition(conductor, watch_of(conductor, &step->settling.until[i]), now_ns, text + length, size - length);
	}
}

/* --- sensor_check --- */

static void enter_check(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = conductor_step(conductor);
	struct warming *warming = &conductor->warming;
	*warming = (struct warming){ .channel = -1, .stage_ns = planned_ns, .low = NAN, .high = NAN, .last = NAN };
	for (size_t i = 0; i < conductor->channel_count; i++)
		if (strcmp(conductor->channels[i].name, step->sensor_check.channel) == 0)
			warming->channel = (int)i;
	struct event event = conductor_event(conductor, EVENT_CHECK, now_ns, planned_ns);
	name_copy(event.name, step->sensor_check.channel);
	conductor_say(conductor, event, step->text);
}

void conductor_hear_warming(struct conductor *conductor, const struct sample *sample)
{
	const struct step *step = conductor_step(conductor);
	struct warming *warming = &conductor->warming;
	if (!step || step->kind != STEP_SENSOR_CHECK || conductor->paused || sample->channel != warming->channel
	    || sample->time_ns < conductor->began_ns)
		return;
	warming->last = sample->value;
	if (warming->stage == IS_TO_RISE) {
		warming->low = fmin(warming->low, sample->value);
		warming->high = sample->value;
		if (warming->high - warming->low < step->sensor_check.rise)
			return;
		warming->stage = IS_TO_FALL;
		warming->rose_ns = sample->arrival_ns - warming->stage_ns;
		warming->stage_ns = sample->arrival_ns;
	} else if (warming->stage == IS_TO_FALL) {
		warming->high = fmax(warming->high, sample->value);
		if (warming->high - sample->value < step->sensor_check.fall)
			return;
		warming->stage = DID_BOTH;
		warming->stage_ns = sample->arrival_ns;
	}
}

static int64_t due_check(const struct conductor *conductor)
{
	const struct warming *warming = &conductor->warming;
	return warming->stage == DID_BOTH ? warming->stage_ns
		: warming->stage_ns + conductor_step(conductor)->sensor_check.at_most_ns;
}

static void decided_check(struct conductor *conductor, enum meaning meaning, int64_t now_ns)
{
	const struct sensor_check *check = &conductor_step(conductor)->sensor_check;
	struct deviation deviation = {
		.kind = DEVIATION_SENSOR_CHECK, .severity = SEVERITY_MAJOR, .planned = check->rise,
		.actual = conductor->warming.high - conductor->warming.low,
	};
	name_copy(deviation.name, check->channel);
	if (meaning == MEANS_END) {
		conductor_finish(conductor, now_ns, EVENT_FINISH, conductor->decision.why);
	} else if (meaning == MEANS_AGAIN) {
		conductor->began_ns = now_ns;
		enter_check(conductor, now_ns, now_ns);
	} else {
		conductor_deviate(conductor, deviation, now_ns, "");
		conductor_go_on(conductor, now_ns, now_ns);
	}
}

static void conclude_check(struct conductor *conductor, int64_t now_ns, int64_t due_ns)
{
	(void)due_ns;
	const struct warming *warming = &conductor->warming;
	const struct sensor_check *check = &conductor_step(conductor)->sensor_check;
	struct event event = conductor_event(conductor, EVENT_CHECKED, now_ns, TIME_NONE);
	char text[WHY_SIZE];
	name_copy(event.name, check->channel);
	event.value = warming->high - warming->low;
	if (warming->stage == IS_TO_RISE)
		snprintf(text, sizeof text, "failed: rose by %.3g of %.3g", isnan(event.value) ? 0 : event.value, check->rise);
	else
		snprintf(text, sizeof text, "%s: rose by %.3g in %.1f s, fell by %.3g",
		         warming->stage == DID_BOTH ? "passed" : "failed", event.value, (double)warming->rose_ns / 1e9,
		         warming->high - warming->last);
	conductor_say(conductor, event, text);
	if (warming->stage == DID_BOTH)
		conductor_go_on(conductor, now_ns, now_ns);
	else {
		char why[WHY_SIZE];
		snprintf(why, sizeof why, "sensor check of %s %.180s", check->channel, text);
		otherwise(conductor, check->otherwise, now_ns, why, decided_check);
	}
}

const struct step_conduct sensor_check_conduct = { .enter = enter_check, .due = due_check, .act = conclude_check };
