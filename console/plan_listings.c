/* plan_listings.c - what is shown of a plan, as listings */

#include "console/plan_listings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"

#define TIME_TEXT_SIZE 32

static const char *duration(int64_t ns, char text[static TIME_TEXT_SIZE])
{
	long long seconds = ns / NS_PER_S;
	snprintf(text, TIME_TEXT_SIZE, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
	return text;
}

/* After the beginning, or on the clock. */
static const char *moment(int64_t ns, int start_s, char text[static TIME_TEXT_SIZE])
{
	if (start_s < 0)
		return duration(ns, text);
	long long seconds = ns / NS_PER_S + start_s;
	snprintf(text, TIME_TEXT_SIZE, "%02lld:%02lld:%02lld", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
	return text;
}

static double seconds_of(int64_t ns)
{
	return (double)ns / 1e9;
}

/* The conditions of the trials in their order: still-spu. Freed with free(). */
static char *sequence_of(const struct plan *plan)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < plan->trial_count; i++) {
		char *longer = xasprintf("%s%s%s", text, i ? "-" : "", plan->trials[i].info.condition);
		free(text);
		text = longer;
	}
	return text;
}

/* --- the timeline --- */

static char *words_of_settle(const struct settling *settling)
{
	const struct condition *until = &settling->until[0];
	const char *more = settling->until_count > 1 ? " and more" : "";
	if (until->kind == CONDITION_STABLE)
		return xasprintf("until stable within %.10g over %.10g s%s, otherwise %s", until->within, seconds_of(until->over_ns), more,
		                 otherwise_name(settling->otherwise));
	return xasprintf("until %s %.10g%s, otherwise %s", condition_kind_name(until->kind), until->threshold, more,
	                 otherwise_name(settling->otherwise));
}

/* What a step says in one line. */
static char *step_words(const struct step *step)
{
	const char *text = step->text ? step->text : "", *colon = step->text ? ": " : "";
	if (step->kind == STEP_SETTLE && step->settling.until_count > 0)
		return words_of_settle(&step->settling);
	if (step->kind == STEP_SENSOR_CHECK)
		return xasprintf("to rise by %.10g, then to fall by %.10g, otherwise %s%s%s", step->sensor_check.rise, step->sensor_check.fall,
		                 otherwise_name(step->sensor_check.otherwise), colon, text);
	if (step->kind == STEP_EXERCISE && step->ending == ENDS_BY_OPERATOR)
		return xasprintf("until the operator ends it%s%s", colon, text);
	if (step->kind == STEP_EXERCISE && isfinite(step->reps_per_min))
		return xasprintf("%.3g/min, %s%s%s", step->reps_per_min,
		                 count_text(step_cue_total(step), "cue", "cues", (char[COUNT_TEXT_SIZE]){0}), colon, text);
	if (step->kind == STEP_CHECKPOINT && step->max_gap_ns != TIME_NEVER)
		return xasprintf("an interruption of up to %.10g s may be gone on from here", seconds_of(step->max_gap_ns));
	return xstrdup(text);
}

struct clockings {
	int64_t earliest_ns, expected_ns, latest_ns;
};

static void add_step(struct listing *listing, const struct plan *plan, const struct step *step, struct clockings at, int start_s, bool json)
{
	struct span span = step_span(step);
	char text[TIME_TEXT_SIZE];
	char *words = step_words(step);
	listing_row(listing);
	listing_text(listing, "trial", step->trial < 0 ? "" : plan->trials[step->trial].info.condition);
	listing_text(listing, "step", step_kind_name(step->kind));
	listing_text(listing, "name", step->name);
	if (json) {
		listing_integer(listing, "line", step->line);
		listing_number(listing, "earliest_s", seconds_of(at.earliest_ns), 0);
		listing_number(listing, "begins_s", seconds_of(at.expected_ns), 0);
		listing_number(listing, "latest_s", seconds_of(at.latest_ns), 0);
		if (start_s >= 0)
			listing_text(listing, "begins_clock", moment(at.expected_ns, start_s, text));
		listing_number(listing, "least_s", seconds_of(span.least_ns), 0);
		listing_number(listing, "expected_s", seconds_of(span.expected_ns), 0);
		listing_number(listing, "most_s", seconds_of(span.most_ns), 0);
		listing_integer(listing, "waits", span.waits);
	} else {
		listing_text(listing, "begins", moment(at.expected_ns, start_s, text));
		listing_text(listing, "latest", moment(at.latest_ns, start_s, text));
		listing_text(listing, "least", duration(span.least_ns, text));
		listing_text(listing, "expected", duration(span.expected_ns, text));
		listing_text(listing, "most", duration(span.most_ns, text));
	}
	listing_text(listing, "words", words);
	free(words);
}

struct listing *plan_timeline(const struct plan *plan, int start_s, bool json)
{
	struct listing *listing = listing_new();
	struct clockings at = {0};
	int64_t before_trial_ns = 0;
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		struct span span = step_span(step);
		if (i == 0 || plan->steps[i - 1].trial != step->trial)
			before_trial_ns = at.latest_ns;
		add_step(listing, plan, step, at, start_s, json);
		at.earliest_ns += span.least_ns;
		at.expected_ns += span.expected_ns;
		at.latest_ns += span.most_ns;
		bool last = i + 1 == plan->step_count || plan->steps[i + 1].trial != step->trial;
		if (last && step->trial >= 0 && plan->trials[step->trial].attempts > 1)
			at.latest_ns += (plan->trials[step->trial].attempts - 1) * (at.latest_ns - before_trial_ns);
	}
	return listing;
}

/* --- the rest --- */

struct listing *plan_channels(const struct plan *plan)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < plan->need_count; i++) {
		listing_row(listing);
		listing_text(listing, "channel", plan->needs[i].channel);
		listing_text(listing, "quantity", plan->needs[i].quantity);
		listing_text(listing, "need", plan->needs[i].required ? "needed" : "used when there");
	}
	return listing;
}

static char *answers_to(const struct question *question)
{
	if (question->kind == QUESTION_SCALE)
		return xasprintf("%.10g to %.10g", question->low, question->high);
	if (question->kind == QUESTION_TEXT)
		return xstrdup(question->optional ? "words, or nothing" : "words");
	char *text = xstrdup("");
	for (char **choice = question->choices; choice && *choice; choice++) {
		char *longer = xasprintf("%s%s%s", text, choice == question->choices ? "" : " / ", *choice);
		free(text);
		text = longer;
	}
	return text;
}

static char *answers_to_measure(const struct measurement *measurement)
{
	char *range = isnan(measurement->low) ? xstrdup("a number") : xasprintf("%.10g to %.10g", measurement->low, measurement->high);
	char *text = isnan(measurement->twice_within) ? xasprintf("%s %s", range, measurement->unit)
		: xasprintf("%s %s, typed twice, within %.10g", range, measurement->unit, measurement->twice_within);
	free(range);
	return text;
}

struct listing *plan_questions(const struct plan *plan)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		bool decides = step->kind == STEP_SETTLE && step->settling.otherwise == OTHERWISE_ASK;
		if (step->kind != STEP_ASK && step->kind != STEP_MEASURE && step->kind != STEP_TELL && step->kind != STEP_SENSOR_CHECK && !decides)
			continue;
		char *answers = step->kind == STEP_ASK ? answers_to(&step->question)
			: step->kind == STEP_MEASURE ? answers_to_measure(&step->measurement)
			: xstrdup(step->kind == STEP_TELL ? "confirmed" : "go on, try again or end, when it does not come out well");
		listing_row(listing);
		listing_text(listing, "trial", step->trial < 0 ? "" : plan->trials[step->trial].info.condition);
		listing_text(listing, "asked", step_kind_name(step->kind));
		listing_text(listing, "name", step->name);
		listing_text(listing, "answer", answers);
		listing_text(listing, "words", step->text ? step->text : "");
		free(answers);
	}
	return listing;
}

static void add_spans(struct listing *listing, const struct plan *plan, int start_s)
{
	struct span span = plan_span(plan);
	char text[TIME_TEXT_SIZE];
	listing_number(listing, "least_s", seconds_of(span.least_ns), 0);
	listing_number(listing, "expected_s", seconds_of(span.expected_ns), 0);
	listing_number(listing, "most_s", seconds_of(span.most_ns), 0);
	listing_integer(listing, "waits", span.waits);
	if (start_s >= 0)
		listing_text(listing, "ends_clock", moment(span.expected_ns, start_s, text));
}

struct listing *plan_overview(const struct plan *plan, const struct participant *participant, int visit, int start_s)
{
	struct listing *listing = listing_new();
	listing_row(listing);
	listing_text(listing, "id", plan->id);
	listing_text(listing, "title", plan->title);
	listing_text(listing, "version", plan->version);
	listing_text(listing, "participant", participant->id);
	listing_integer(listing, "number", participant->number);
	listing_text(listing, "group", participant->group);
	listing_integer(listing, "visit", visit);
	add_spans(listing, plan, start_s);
	listing_integer(listing, "orders", plan->orders);
	return listing;
}

void plan_add_order(struct listing *listing, const struct plan *plan, const struct participant *participant, int visit, int start_s)
{
	char *sequence = sequence_of(plan);
	listing_row(listing);
	listing_text(listing, "group", participant->group);
	listing_integer(listing, "number", participant->number);
	listing_integer(listing, "visit", visit);
	listing_text(listing, "sequence", sequence);
	add_spans(listing, plan, start_s);
	free(sequence);
}

void plan_print_head(const struct plan *plan, const struct participant *participant, int visit, int start_s)
{
	struct span span = plan_span(plan);
	char least[TIME_TEXT_SIZE], expected[TIME_TEXT_SIZE], most[TIME_TEXT_SIZE];
	printf("%s (%s, version %s)\n", plan->title, plan->id, plan->version);
	printf("For participant %s, number %d%s%s", participant->id, participant->number, participant->group[0] ? " of group " : "",
	       participant->group);
	if (plan->visits > 1)
		printf(", visit %d", visit);
	printf(plan->orders > 1 ? "; the order of conditions repeats after %d participants.\n" : ".\n", plan->orders);
	printf("Takes %s at the least, %s as expected, %s at the most", duration(span.least_ns, least),
	       duration(span.expected_ns, expected), duration(span.most_ns, most));
	printf(span.waits == 1 ? ", and once waits for a person, who may take longer.\n"
	       : span.waits ? ", and %d times waits for a person, who may take longer.\n" : ".\n", span.waits);
	if (start_s >= 0)
		printf("Begins %s, ends %s at the earliest, %s as expected, %s at the latest.\n", moment(0, start_s, (char[TIME_TEXT_SIZE]){0}),
		       moment(span.least_ns, start_s, least), moment(span.expected_ns, start_s, expected), moment(span.most_ns, start_s, most));
	puts("");
}
