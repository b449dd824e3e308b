/* watch.c - follows one condition of the plan over the samples of its channel */

#include "protocols/watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

void watch_open(struct watch *watch, const struct condition *condition,
                const struct channel *channels, size_t count)
{
	*watch = (struct watch){
		.condition = condition, .channel = -1, .interval_s = NAN, .last_value = NAN,
		.since_ns = TIME_NONE, .last_ns = TIME_NONE, .counted_ns = TIME_NONE,
	};
	for (size_t i = 0; i < count; i++) {
		if (strcmp(channels[i].name, condition->channel) != 0)
			continue;
		watch->channel = (int)i;
		watch->interval_s = channels[i].interval_s;
	}
	if (condition->kind == CONDITION_STABLE)
		watch->window = window_new(condition->over_ns, watch->interval_s);
}

void watch_close(struct watch *watch)
{
	window_free(watch->window);
	*watch = (struct watch){0};
}

void watch_anew(struct watch *watch, int64_t now_ns)
{
	watch->began_ns = now_ns;
	watch->since_ns = watch->last_ns = TIME_NONE;
	watch->held = watch->counting = false;
	watch->phases_ns = 0;
	watch->valid = watch->all = 0;
}

static bool is_beyond(const struct condition *condition, double value, double by)
{
	return condition->kind == CONDITION_BELOW ? value < condition->threshold + by : value > condition->threshold - by;
}

static void follow_value(struct watch *watch, int64_t time_ns, double value)
{
	const struct condition *condition = watch->condition;
	if (watch->since_ns != TIME_NONE && time_ns - watch->since_ns >= condition->lasting_ns)
		watch->held = true;
	if (is_beyond(condition, value, watch->held ? condition->hysteresis : 0)) {
		if (watch->since_ns == TIME_NONE)
			watch->since_ns = time_ns;
	} else {
		watch->since_ns = TIME_NONE;
		watch->held = false;
	}
}

static void count_sample(struct watch *watch, const struct sample *sample, bool valid)
{
	if (!watch->counting || sample->time_ns < watch->phase_ns || sample->time_ns == watch->counted_ns)
		return;
	watch->counted_ns = sample->time_ns;
	watch->all++;
	watch->valid += valid;
}

void watch_hear(struct watch *watch, const struct sample *sample)
{
	if (sample->channel != watch->channel)
		return;
	bool valid = sample_is_valid(sample);
	enum condition_kind kind = watch->condition->kind;
	count_sample(watch, sample, valid);
	if (watch->window)
		window_push(watch->window, sample);
	if (!valid)
		return;
	watch->last_ns = sample->time_ns;
	watch->last_value = sample->value;
	if (kind == CONDITION_BELOW || kind == CONDITION_ABOVE)
		follow_value(watch, sample->time_ns, sample->value);
}

void watch_phase(struct watch *watch, bool runs, int64_t now_ns)
{
	if (watch->counting)
		watch->phases_ns += now_ns - watch->phase_ns;
	watch->counting = runs;
	watch->phase_ns = now_ns;
}

static bool covers_less(const struct watch *watch, int64_t now_ns)
{
	int64_t phases_ns = watch->phases_ns + (watch->counting ? now_ns - watch->phase_ns : 0);
	double expected = isnan(watch->interval_s) ? watch->all : (double)phases_ns / 1e9 / watch->interval_s;
	if (phases_ns <= 0)
		return false;
	return expected <= 0 || watch->valid / expected < watch->condition->threshold;
}

int64_t watch_due(const struct watch *watch)
{
	const struct condition *condition = watch->condition;
	int64_t gap_ns = window_gap_ns(watch->interval_s);
	switch (condition->kind) {
	case CONDITION_BELOW:
	case CONDITION_ABOVE:
		return watch->since_ns == TIME_NONE ? TIME_NEVER : watch->since_ns + condition->lasting_ns;
	case CONDITION_MISSING:
		return (watch->last_ns == TIME_NONE ? watch->began_ns : watch->last_ns)
			+ (condition->lasting_ns > gap_ns ? condition->lasting_ns : gap_ns);
	case CONDITION_STABLE:
	case CONDITION_COVERAGE_BELOW:
	case CONDITION_KIND_COUNT:
		break;
	}
	return TIME_NEVER;
}

bool watch_holds(struct watch *watch, int64_t now_ns)
{
	const struct condition *condition = watch->condition;
	struct window_statistics statistics;
	switch (condition->kind) {
	case CONDITION_BELOW:
	case CONDITION_ABOVE:
		watch->held |= watch_due(watch) <= now_ns;
		return watch->held;
	case CONDITION_MISSING:
		return watch_due(watch) <= now_ns;
	case CONDITION_STABLE:
		statistics = window_statistics(watch->window, now_ns);
		return window_is_stable(&statistics, condition->within, condition->slope_per_min);
	case CONDITION_COVERAGE_BELOW:
		return covers_less(watch, now_ns);
	case CONDITION_KIND_COUNT:
		break;
	}
	return false;
}

const char *watch_text(const struct watch *watch, char text[static WATCH_TEXT_SIZE])
{
	const struct condition *condition = watch->condition;
	char lasting[48] = "", value[48] = "", threshold[32] = "";
	if (condition->lasting_ns > 0)
		snprintf(lasting, sizeof lasting, " for %.10g s", (double)condition->lasting_ns / 1e9);
	if (!isnan(condition->threshold))
		snprintf(threshold, sizeof threshold, " %.10g", condition->threshold);
	if ((condition->kind == CONDITION_BELOW || condition->kind == CONDITION_ABOVE) && !isnan(watch->last_value))
		snprintf(value, sizeof value, " (%.10g)", watch->last_value);
	snprintf(text, WATCH_TEXT_SIZE, "%s %s%s%s%s", condition->channel,
	         condition->kind == CONDITION_COVERAGE_BELOW ? "coverage below" : condition_kind_name(condition->kind),
	         threshold, lasting, value);
	return text;
}

const char *watch_reached(const struct watch *watch, int64_t now_ns, char text[static WATCH_TEXT_SIZE])
{
	if (!watch->window)
		return watch_text(watch, text);
	struct window_statistics reached = window_statistics(watch->window, now_ns);
	if (reached.n_valid == 0)
		snprintf(text, WATCH_TEXT_SIZE, "%s without valid values", watch->condition->channel);
	else
		snprintf(text, WATCH_TEXT_SIZE, "%s range %.3g, slope %.3g/min, coverage %.0f %%, mean %.5g%s",
		         watch->condition->channel, reached.range, reached.slope_per_min, 100 * reached.coverage,
		         reached.mean, reached.full ? "" : ", window not full");
	return text;
}
