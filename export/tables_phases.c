/*
 * tables_phases.c - a row per trial, phase and channel, with its measures
 *
 * The samples of a channel are read once, phase after phase; in memory are those of
 * one phase, and the measures of all phases and channels of one session.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/measures/causes.h"
#include "export/measures/phase.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"

static const struct column phase_columns[] = {
	{ .name = "phase", .label = "Phase of the trial", .type = CELL_TEXT, .source = "planned" },
	{ .name = "phase_no", .label = "Place of the phase in its trial", .type = CELL_INTEGER, .source = "planned",
	  .formula = "From 1." },
	{ .name = "phase_kind", .label = "What the participant does", .type = CELL_TEXT, .source = "planned",
	  .levels = "rest, exercise" },
	{ .name = "reps_per_min", .label = "Prescribed repetitions", .type = CELL_NUMBER, .unit = "/min", .decimals = 1,
	  .source = "planned", .formula = "Missing for rest and for an exercise that is not paced." },
	{ .name = "phase_outcome", .label = "How the phase ended", .type = CELL_TEXT, .source = "recorded",
	  .levels = "completed, interrupted, running (no end is in the record)" },
	{ .name = "phase_start_utc", .label = "Beginning of the phase", .type = CELL_TIME, .unit = "UTC",
	  .source = "recorded" },
	{ .name = "phase_start_s", .label = "Beginning of the phase, from the session's start", .type = CELL_NUMBER,
	  .unit = "s", .decimals = 3, .source = "recorded" },
	{ .name = "begin_late_ms", .label = "How late the phase began", .type = CELL_NUMBER, .unit = "ms", .decimals = 3,
	  .source = "derived", .formula = "Actual minus planned beginning. Missing when none was planned." },
	{ .name = "paused_s", .label = "How long the phase was paused", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "recorded", .formula = "Sum of its pauses. They are part neither of planned_s and duration_s nor of the "
	                                   "measures, for which the time behind a pause moves up to its beginning." },
	{ .name = "planned_s", .label = "Planned duration of the phase", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "planned", .formula = "Missing when no end was planned." },
	{ .name = "duration_s", .label = "Actual duration of the phase", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "End minus beginning minus paused_s, on the session's monotonic clock. Missing when phase_outcome "
	                                  "is running." },
	{ .name = "channel", .label = "Channel: one quantity at one site", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "quantity", .label = "What the channel measures", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "site", .label = "Where it is measured", .type = CELL_TEXT, .source = "entered",
	  .formula = "As written in station.ini; missing when not written there." },
	{ .name = "unit", .label = "Unit of mean, sd, min, max, median, baseline and delta", .type = CELL_TEXT,
	  .source = "recorded" },
};

#define IN_UNIT "as in column unit"
#define VALID "A sample is valid when it has a value and no quality flag but low_perfusion. "
#define NO_VALID " Missing without valid samples: see missing_reason."

static const struct column measure_columns[] = {
	{ .name = "n_samples", .label = "Samples in the phase", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Samples with beginning <= time < end of the phase." },
	{ .name = "n_valid", .label = "Valid samples in the phase", .type = CELL_INTEGER, .source = "derived",
	  .formula = VALID "Only valid samples enter the measures." },
	{ .name = "pct_valid", .label = "Share of the phase covered by valid samples", .type = CELL_NUMBER, .unit = "%",
	  .decimals = 1, .source = "derived",
	  .formula = "100 x n_valid / (duration_s / the channel's expected interval), at most 100; 100 x n_valid / n_samples where no "
	             "interval is known." },
	{ .name = "longest_gap_s", .label = "Longest time without a valid sample", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "derived", .formula = "The phase's beginning and end count as edges of gaps." },
	{ .name = "mean", .label = "Mean over time", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived",
	  .formula = "Valid values weighted by time: each counts for half the way to its valid neighbours, at most 2.5 expected "
	             "intervals on each side, and for half an expected interval where there is no neighbour. The plain mean "
	             "when samples are evenly spaced." NO_VALID },
	{ .name = "sd", .label = "Standard deviation", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Of the valid values, unweighted, divisor n_valid - 1. Missing below 2 valid "
	                                  "samples." },
	{ .name = "min", .label = "Lowest value", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Of the valid values." NO_VALID },
	{ .name = "max", .label = "Highest value", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Of the valid values." NO_VALID },
	{ .name = "median", .label = "Median", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Of the valid values, unweighted; of an even number the mean of the middle two."
	                                  NO_VALID },
	{ .name = "slope_per_min", .label = "Trend", .type = CELL_NUMBER, .unit = "unit of the channel per min",
	  .decimals = 4, .source = "derived",
	  .formula = "Ordinary least squares of value on time over the valid samples. Missing when these are fewer than 10 or "
	             "span less than 30 s." },
	{ .name = "baseline", .label = "Baseline that delta refers to", .type = CELL_NUMBER, .unit = IN_UNIT,
	  .decimals = 3, .source = "derived",
	  .formula = "Mean, weighted as in column mean, of the valid samples in the last 60 s (or all, when shorter) of the "
	             "nearest phase named baseline that is this one or came before it in the same trial and attempt. Missing "
	             "when there is none, or none with valid samples: see missing_reason." },
	{ .name = "delta", .label = "Change from baseline", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "mean - baseline. Missing where one of them is." },
	{ .name = "invalid_causes", .label = "Why samples were not valid", .type = CELL_TEXT, .source = "derived",
	  .formula = "Samples by quality flag, the commonest first; + joins flags of one sample. Missing when all are valid.",
	  .levels = "no_probe, no_finger, searching, artefact, out_of_range, stale, bad_checksum, saturated, missing" },
	{ .name = "missing_reason", .label = "Why measures of this row are missing", .type = CELL_TEXT,
	  .source = "derived", .formula = "Names the measures and the reason. Missing when no measure is." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_factors(columns, export);
	size_t first = columns->count;
	COLUMNS_ADD(columns, phase_columns);
	columns->items[first].levels = levels_of(export, &export->vocabulary.phases);
	COLUMNS_ADD(columns, measure_columns);
}

/* One phase of one channel. */
struct measured {
	struct phase_measures measures;
	double                baseline;     /* of this phase, if it is one */
	struct causes         causes;
};

/* Samples that wait for their phase to be complete. */
struct window {
	struct sample *samples;
	size_t         count, capacity;
};

static void window_add(struct window *window, const struct sample *sample)
{
	array_reserve((void **)&window->samples, &window->capacity, window->count, sizeof *sample);
	window->samples[window->count++] = *sample;
}

static void window_drop_before(struct window *window, int64_t time_ns)
{
	size_t drop = 0;
	while (drop < window->count && window->samples[drop].time_ns < time_ns)
		drop++;
	if (drop == 0)
		return;
	window->count -= drop;
	memmove(window->samples, window->samples + drop, window->count * sizeof *window->samples);
}

static struct measured measure_all(const struct window *window, int64_t began_ns, int64_t ended_ns, double interval_s)
{
	struct measured measured = {
		.measures = phase_measure(window->samples, window->count, began_ns, ended_ns, interval_s),
		.baseline = phase_baseline(window->samples, window->count, began_ns, ended_ns, interval_s),
	};
	for (size_t i = 0; i < window->count; i++)
		if (window->samples[i].time_ns < ended_ns)
			causes_add(&measured.causes, &window->samples[i]);
	return measured;
}

/* Pauses are cut out. */
static struct measured measure(const struct session *session, const struct window *window,
                               const struct phase_row *phase, double interval_s)
{
	if (phase->paused_ns == 0)
		return measure_all(window, phase->began_ns, phase->ended_ns, interval_s);
	struct window active = {0};
	for (size_t i = 0; i < window->count; i++) {
		struct sample sample = window->samples[i];
		int64_t active_ns = session_active_ns(session, phase->began_ns, sample.time_ns);
		sample.time_ns = phase->began_ns + active_ns;
		if (active_ns != TIME_NONE)
			window_add(&active, &sample);
	}
	struct measured measured = measure_all(&active, phase->began_ns, phase->ended_ns - phase->paused_ns, interval_s);
	free(active.samples);
	return measured;
}

/* Fills in one phase after the other; those without an end stay as they are. */
static bool measure_channel(struct export *export, const struct session *session, const struct channel_row *channel,
                            struct measured *measured, struct error *error)
{
	struct window window = {0};
	struct sample sample;
	struct rows *samples = record_samples(export->record, channel->channel_id, session->phases[0].began_ns, TIME_NEVER);
	bool more = rows_next_sample(samples, &sample);
	for (size_t i = 0; i < session->phase_count; i++) {
		const struct phase_row *phase = &session->phases[i];
		if (phase->ended_ns == TIME_NONE)
			continue;
		window_drop_before(&window, phase->began_ns);
		for (; more && sample.time_ns < phase->ended_ns; more = rows_next_sample(samples, &sample))
			if (sample.time_ns >= phase->began_ns)
				window_add(&window, &sample);
		measured[i] = measure(session, &window, phase, channel->channel.interval_s);
	}
	free(window.samples);
	return rows_close(samples, error);
}

/* The nearest phase named baseline, this one or before it in its trial; NULL when there is none. */
static const struct phase_row *baseline_of(const struct session *session, size_t phase)
{
	const struct phase_row *of = &session->phases[phase];
	for (size_t i = phase + 1; i-- > 0;) {
		const struct phase_row *before = &session->phases[i];
		if (before->trial == of->trial && before->attempt == of->attempt && strcmp(before->name, "baseline") == 0)
			return before;
	}
	return NULL;
}

#define REASON_SIZE 512
/* `baseline` is that of the trial, NAN when missing; has_phase: there is a phase named so. */
static const char *missing_reason(const struct phase_row *phase, const struct measured *measured, bool has_phase,
                                  double baseline, char text[static REASON_SIZE])
{
	const struct phase_measures *m = &measured->measures;
	char commonest[QUALITY_TEXT_SIZE];
	const char *of_baseline = !isnan(baseline) ? "" : has_phase ? "baseline: its last 60 s have no valid samples; "
	                                                            : "baseline: no phase of that name so far in this trial; ";
	if (phase->ended_ns == TIME_NONE)
		snprintf(text, REASON_SIZE, "all: the phase's end is not in the record; ");
	else if (m->n == 0)
		snprintf(text, REASON_SIZE, "all: no samples; %s", of_baseline);
	else if (m->n_valid == 0)
		snprintf(text, REASON_SIZE, "all: no valid samples, %s; %s", causes_commonest(&measured->causes, commonest),
		         of_baseline);
	else
		snprintf(text, REASON_SIZE, "%s%s%s", isnan(m->sd) ? "sd: a single valid sample; " : "",
		         isnan(m->slope_per_min) ? "slope: fewer than 10 valid samples or less than 30 s; " : "", of_baseline);
	size_t length = strlen(text);
	if (length > 0)
		text[length - strlen("; ")] = '\0';
	return text;
}

static struct cell without_pauses(const struct phase_row *phase, int64_t from_ns, int64_t until_ns)
{
	return until_ns == TIME_NONE ? cell_missing() : cell_lasting(from_ns, until_ns - phase->paused_ns);
}

static void set_phase(struct row *row, const struct session *session, const struct phase_row *phase)
{
	row_set(row, "phase", cell_text(phase->name));
	row_set(row, "phase_no", cell_integer(phase->number));
	row_set(row, "phase_kind", cell_text(phase->kind));
	row_set(row, "reps_per_min", cell_number(phase->reps_per_min));
	row_set(row, "phase_outcome", cell_text(phase->outcome));
	row_set_utc(row, "phase_start_utc", session_utc(session, phase->began_ns));
	row_set(row, "phase_start_s", cell_seconds(phase->began_ns));
	row_set(row, "begin_late_ms", cell_late_ms(phase->planned_began_ns, phase->began_ns));
	row_set(row, "paused_s", phase->ended_ns == TIME_NONE ? cell_missing() : cell_seconds(phase->paused_ns));
	row_set(row, "planned_s", without_pauses(phase, phase->planned_began_ns, phase->planned_ended_ns));
	row_set(row, "duration_s", without_pauses(phase, phase->began_ns, phase->ended_ns));
}

static void set_channel(struct row *row, const struct channel *channel)
{
	row_set(row, "channel", cell_text(channel->name));
	row_set(row, "quantity", cell_text(channel->quantity));
	row_set(row, "site", cell_text(channel->site));
	row_set(row, "unit", cell_text(channel->unit));
}

static void set_measures(struct row *row, const struct phase_measures *m, bool ended, double baseline)
{
	row_set(row, "n_samples", ended ? cell_integer((int64_t)m->n) : cell_missing());
	row_set(row, "n_valid", ended ? cell_integer((int64_t)m->n_valid) : cell_missing());
	row_set(row, "pct_valid", cell_number(100 * m->coverage));
	row_set(row, "longest_gap_s", cell_number(m->longest_gap_s));
	row_set(row, "mean", cell_number(m->mean));
	row_set(row, "sd", cell_number(m->sd));
	row_set(row, "min", cell_number(m->min));
	row_set(row, "max", cell_number(m->max));
	row_set(row, "median", cell_number(m->median));
	row_set(row, "slope_per_min", cell_number(m->slope_per_min));
	row_set(row, "baseline", cell_number(baseline));
	row_set(row, "delta", cell_number(m->mean - baseline));
}

static enum missing_why why_missing(const struct phase_row *phase, const struct measured *measured)
{
	if (phase->ended_ns == TIME_NONE)
		return MISSING_STOPPED;
	if (measured->measures.n == 0)
		return MISSING_SENSOR;
	if (measured->measures.n_valid == 0)
		return causes_are_of_sensor(&measured->causes) ? MISSING_SENSOR : MISSING_ARTEFACT;
	return MISSING_PLAIN;
}

/* `measured` holds the session's phases of that channel. */
static bool one_phase(struct export *export, const struct session *session, size_t at,
                      const struct channel *channel, const struct measured *measured,
                      struct row *row, struct error *error)
{
	const struct phase_row *phase = &session->phases[at], *base = baseline_of(session, at);
	const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
	double baseline = base ? measured[base - session->phases].baseline : NAN;
	char causes[CAUSES_TEXT_SIZE], reason[REASON_SIZE];

	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_factors(row, export, trial);
	set_phase(row, session, phase);
	set_channel(row, channel);
	set_measures(row, &measured[at].measures, phase->ended_ns != TIME_NONE, baseline);
	row_explain(row, "n_samples", "delta", why_missing(phase, &measured[at]));
	row_set(row, "invalid_causes", cell_text(causes_text(&measured[at].causes, causes)));
	row_set(row, "missing_reason", cell_text(missing_reason(phase, &measured[at], base, baseline, reason)));
	return row_send(row, error);
}

/* What is known about a phase that never ended. */
static const struct measured unmeasured = {
	.measures = {
		.coverage = NAN, .longest_gap_s = NAN, .mean = NAN, .sd = NAN,
		.min = NAN, .max = NAN, .median = NAN, .slope_per_min = NAN,
	},
	.baseline = NAN,
};

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	size_t phases = session->phase_count, channels = session->channel_count;
	struct measured *measured = xcalloc(phases * channels, sizeof *measured);
	for (size_t i = 0; i < phases * channels; i++)
		measured[i] = unmeasured;

	bool well = true;
	for (size_t c = 0; well && c < channels && phases > 0; c++)
		well = measure_channel(export, session, &session->channels[c], &measured[c * phases], error);
	for (size_t p = 0; well && p < phases; p++)
		for (size_t c = 0; well && c < channels; c++)
			well = one_phase(export, session, p, &session->channels[c].channel, &measured[c * phases], row, error);
	free(measured);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind phases_table = {
	.name = "phases",
	.title = "One row per trial, attempt, phase and channel, with its measures",
	.effort = 6,
	.columns = add_columns,
	.rows = rows,
};
