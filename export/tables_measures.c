/*
 * tables_measures.c - a row per trial, phase and channel, with its measures
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/columns.h"
#include "export/export.h"
#include "export/measured.h"
#include "export/row.h"
#include "export/session.h"

static const struct column channel_columns[] = {
	{ .name = "channel", .label = "Channel: one quantity at one site", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "quantity", .label = "What the channel measures", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "site", .label = "Where it is measured", .type = CELL_TEXT, .source = "entered",
	  .formula = "As written in station.ini; missing when not written there." },
	{ .name = "unit", .label = "Unit of mean, sd, min, max, median, baseline and delta", .type = CELL_TEXT,
	  .source = "recorded" },
};

#define IN_UNIT "as in column unit"
#define VALID "A sample is valid when it has a value and no quality flag but low_perfusion. "
#define OF_BASELINE " Missing without baseline or valid samples."
#define ONLY_SPO2 "Only of SpO2."
#define ONLY_WAVES "Only of plethysmograms and reflected light with at least 20 samples a second; missing below 3 pairs " \
                   "of beats."
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
	{ .name = "phase_ok", .label = "The phase's samples are good enough", .type = CELL_INTEGER, .source = "derived",
	  .levels = "1=yes, 0=no", .formula = "pct_valid >= measures_ok_pct_valid (80) and longest_gap_s <= measures_ok_gap_s "
	  "(10, or 2.5 expected intervals when longer), and the phase was not cut off: phase_outcome is not interrupted, or duration_s "
	  "falls short of planned_s by at most 1 s or 2 %, or the operator ended the exercise (end_code of the table phases). A flag: all values are given all the same." },
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
	  .formula = "Mean, weighted as in column mean, of the valid samples in the last measures_baseline_s seconds (60 unless the "
	             "study set it: see the sheet about; all, when shorter) of the nearest phase named baseline that is this one or came before it in the same trial and attempt. Missing "
	             "when there is none, or none with valid samples: see missing_reason." },
	{ .name = "delta", .label = "Change from baseline", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "mean - baseline. Missing where one of them is." },
	{ .name = "area", .label = "Area over baseline", .type = CELL_NUMBER, .unit = "unit of the channel x min", .decimals = 3,
	  .source = "derived", .formula = "Trapezoids of value - baseline between neighbouring valid samples not further apart "
	  "than measures_area_gap_s (5, or 2.5 expected intervals when longer), / 60. Missing where no two stand so near." OF_BASELINE },
	{ .name = "area_s", .label = "Time that the area covers", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "What lies in longer gaps is left out." OF_BASELINE },
	{ .name = "peak_delta", .label = "Largest change from baseline", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "The valid value - baseline that is largest in size, signed; the first of equals."
	  OF_BASELINE },
	{ .name = "peak_s", .label = "Time to it, from the phase's beginning", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "Of peak_delta." OF_BASELINE },
	{ .name = "rise_s", .label = "Time to a lasting rise", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "First time from the phase's beginning with value - baseline >= measures_step_degc (0.5) "
	  "in all valid samples of the next measures_step_held_s (10) seconds. Only of temperatures; missing when not "
	  "reached: see rise_censored." },
	{ .name = "rise_censored", .label = "The rise was not reached in the phase", .type = CELL_INTEGER, .source = "derived",
	  .levels = "1=not reached: censored at duration_s, 0=reached", .formula = "Missing where it cannot be told." OF_BASELINE },
	{ .name = "fall_s", .label = "Time to a lasting fall", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "As rise_s with baseline - value." },
	{ .name = "fall_censored", .label = "The fall was not reached in the phase", .type = CELL_INTEGER, .source = "derived",
	  .levels = "1=not reached: censored at duration_s, 0=reached", .formula = "Missing where it cannot be told." OF_BASELINE },
	{ .name = "recovered", .label = "Part of the peak that was gone at the phase's end", .type = CELL_NUMBER, .unit = "1",
	  .decimals = 3, .source = "derived", .formula = "(peak_delta - end) / peak_delta, end being the mean of the valid values "
	  "in the phase's last measures_end_s (10) seconds - baseline. Meant for recovery. Missing where these hold no valid "
	  "value, and where peak_delta is 0." OF_BASELINE },
	{ .name = "spo2_nadir", .label = "Lowest SpO2 that lasted", .type = CELL_NUMBER, .unit = "%", .decimals = 0,
	  .source = "derived", .formula = "Lowest value at or below which SpO2 stays for measures_nadir_s (3) seconds; "
	  "missing where no valid values stand so long without a hole. " ONLY_SPO2 },
	{ .name = "spo2_low_s", .label = "Time below the first limit", .type = CELL_NUMBER, .unit = "s", .decimals = 1,
	  .source = "derived", .formula = "SpO2 < measures_spo2_low (94); a value stands until the next sample, at most 2.5 expected "
	  "intervals. " ONLY_SPO2 },
	{ .name = "spo2_low_pct", .label = "Share of the time below the first limit", .type = CELL_NUMBER, .unit = "%",
	  .decimals = 1, .source = "derived", .formula = "Of the time that valid values stand. " ONLY_SPO2 },
	{ .name = "spo2_very_low_s", .label = "Time below the second limit", .type = CELL_NUMBER, .unit = "s", .decimals = 1,
	  .source = "derived", .formula = "As spo2_low_s with measures_spo2_very_low (90)." },
	{ .name = "spo2_very_low_pct", .label = "Share of the time below the second limit", .type = CELL_NUMBER, .unit = "%",
	  .decimals = 1, .source = "derived", .formula = "As spo2_low_pct." },
	{ .name = "desaturations", .label = "Desaturations", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Stretches at least measures_desat_drop (3) below baseline for at least measures_desat_s (10) seconds. "
	  ONLY_SPO2 },
	{ .name = "wave_rate", .label = "Pulse rate from the wave", .type = CELL_NUMBER, .unit = "/min", .decimals = 1,
	  .source = "derived", .formula = "60 / median time between neighbouring beats, found as Elgendi et al. do (PLoS ONE 8, "
	  "2013, e76585). " ONLY_WAVES },
	{ .name = "wave_amplitude", .label = "Pulse amplitude", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 2,
	  .source = "derived", .formula = "Median over beats of the value at the beat minus the lowest since the beat before. "
	  ONLY_WAVES },
	{ .name = "wave_perfusion", .label = "Perfusion index from the wave", .type = CELL_NUMBER, .unit = "%", .decimals = 3,
	  .source = "derived", .formula = "100 x wave_amplitude / mean. Only of reflected light, whose constant part is kept; an "
	  "oximeter's own index is a channel of its own." },
	{ .name = "jumps", .label = "Values that moved faster than the body can", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Neighbouring valid samples, at most measures_area_gap_s (5, or 2.5 expected intervals when longer) apart, that differ by "
	             "more than measures_jump_degc_s (0.5), measures_jump_spo2_s (4) or measures_jump_pulse_s (30) times the seconds between them, "
	             "at least 1. A flag: they enter the measures all the same. Only of temperatures, SpO2 and pulse rates; missing below 2 valid "
	             "samples." },
	{ .name = "invalid_causes", .label = "Why samples were not valid", .type = CELL_TEXT, .source = "derived",
	  .formula = "Samples by quality flag, the commonest first; + joins flags of one sample. Missing when all are valid.",
	  .levels = "no_probe, no_finger, searching, artefact, out_of_range, stale, bad_checksum, saturated, missing" },
	{ .name = "missing_reason", .label = "Why measures of this row are missing", .type = CELL_TEXT,
	  .source = "derived", .formula = "Names what is missing of the phase's samples, of baseline, slope and wave, and the reason. "
	  "Missing when none of these is; what else a measure needs, its own formula says." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_place(columns);
	columns_add_factors(columns, export);
	columns_add_phase(columns, export);
	COLUMNS_ADD(columns, channel_columns);
	COLUMNS_ADD(columns, measure_columns);
}

static bool no_beats(const struct channel *channel, const struct measured *measured)
{
	return isnan(measured->wave.rate_bpm) && channel->interval_s <= 1.0 / WAVE_SLOWEST_HZ
		&& (strcmp(channel->quantity, "plethysmogram") == 0 || strcmp(channel->quantity, "light_reflection") == 0);
}

#define REASON_SIZE 512
static const char *missing_reason(const struct phase_row *phase, const struct channel *channel,
                                  const struct measured *measured, char text[static REASON_SIZE])
{
	const struct phase_measures *m = &measured->phase;
	char commonest[QUALITY_TEXT_SIZE];
	const char *of_baseline = !isnan(measured->baseline) ? "" : measured->has_baseline ? "baseline: its end has no valid samples; "
	                        : "baseline: no phase of that name so far in this trial; ";
	if (phase->ended_ns == TIME_NONE)
		snprintf(text, REASON_SIZE, "all: the phase's end is not in the record; ");
	else if (m->n == 0)
		snprintf(text, REASON_SIZE, "all: no samples; %s", of_baseline);
	else if (m->n_valid == 0)
		snprintf(text, REASON_SIZE, "all: no valid samples, %s; %s", causes_commonest(&measured->causes, commonest),
		         of_baseline);
	else
		snprintf(text, REASON_SIZE, "%s%s%s%s", isnan(m->sd) ? "sd: a single valid sample; " : "",
		         isnan(m->slope_per_min) ? "slope: fewer than 10 valid samples or less than 30 s; " : "",
		         no_beats(channel, measured) ? "wave: fewer than 3 pairs of beats; " : "", of_baseline);
	size_t length = strlen(text);
	if (length > 0)
		text[length - strlen("; ")] = '\0';
	return text;
}

static void set_channel(struct row *row, const struct channel *channel)
{
	row_set(row, "channel", cell_text(channel->name));
	row_set(row, "quantity", cell_text(channel->quantity));
	row_set(row, "site", cell_text(channel->site));
	row_set(row, "unit", cell_text(channel->unit));
}

static void set_phase_measures(struct row *row, const struct measured *measured, bool ended, int ok)
{
	const struct phase_measures *m = &measured->phase;
	row_set(row, "n_samples", ended ? cell_integer((int64_t)m->n) : cell_missing());
	row_set(row, "n_valid", ended ? cell_integer((int64_t)m->n_valid) : cell_missing());
	row_set(row, "pct_valid", cell_number(100 * m->coverage));
	row_set(row, "longest_gap_s", cell_number(m->longest_gap_s));
	row_set(row, "phase_ok", ok < 0 ? cell_missing() : cell_integer(ok));
	row_set(row, "mean", cell_number(m->mean));
	row_set(row, "sd", cell_number(m->sd));
	row_set(row, "min", cell_number(m->min));
	row_set(row, "max", cell_number(m->max));
	row_set(row, "median", cell_number(m->median));
	row_set(row, "slope_per_min", cell_number(m->slope_per_min));
	row_set(row, "baseline", cell_number(measured->baseline));
	row_set(row, "delta", cell_number(m->mean - measured->baseline));
}

static struct cell cell_whole(double number)
{
	return isnan(number) ? cell_missing() : cell_integer((int64_t)number);
}

static struct cell cell_first(const struct first_time *time)
{
	return time->censored > 0 ? cell_missing_for(MISSING_CENSORED) : cell_number(time->time_s);
}

static void set_other_measures(struct row *row, const struct measured *measured)
{
	const struct change_measures *change = &measured->change;
	const struct oxygen_measures *oxygen = &measured->oxygen;
	row_set(row, "area", cell_number(change->area));
	row_set(row, "area_s", cell_number(change->area_s));
	row_set(row, "peak_delta", cell_number(change->peak));
	row_set(row, "peak_s", cell_number(change->peak_s));
	row_set(row, "rise_s", cell_first(&change->rise));
	row_set(row, "rise_censored", cell_whole(change->rise.censored));
	row_set(row, "fall_s", cell_first(&change->fall));
	row_set(row, "fall_censored", cell_whole(change->fall.censored));
	row_set(row, "recovered", cell_number(change->recovered));
	row_set(row, "spo2_nadir", cell_number(oxygen->nadir));
	row_set(row, "spo2_low_s", cell_number(oxygen->low_s));
	row_set(row, "spo2_low_pct", cell_number(oxygen->low_pct));
	row_set(row, "spo2_very_low_s", cell_number(oxygen->very_low_s));
	row_set(row, "spo2_very_low_pct", cell_number(oxygen->very_low_pct));
	row_set(row, "desaturations", cell_whole(oxygen->desaturations));
	row_set(row, "jumps", cell_whole(measured->jumps));
	row_set(row, "wave_rate", cell_number(measured->wave.rate_bpm));
	row_set(row, "wave_amplitude", cell_number(measured->wave.amplitude));
	row_set(row, "wave_perfusion", cell_number(measured->perfusion_pct));
}

static enum missing_why why_missing(const struct phase_row *phase, const struct measured *measured)
{
	if (phase->ended_ns == TIME_NONE)
		return MISSING_STOPPED;
	if (measured->phase.n == 0)
		return MISSING_SENSOR;
	if (measured->phase.n_valid == 0)
		return causes_are_of_sensor(&measured->causes) ? MISSING_SENSOR : MISSING_ARTEFACT;
	return MISSING_PLAIN;
}

static bool one_phase(struct export *export, const struct session *session, const struct phase_row *phase,
                      const struct channel *channel, const struct measured *measured,
                      struct row *row, struct error *error)
{
	const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
	char causes[CAUSES_TEXT_SIZE], reason[REASON_SIZE];

	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_place(row, export, session, trial);
	row_set_factors(row, export, trial);
	row_set_phase(row, session, phase);
	set_channel(row, channel);
	set_phase_measures(row, measured, phase->ended_ns != TIME_NONE, measured_ok(export, measured, channel->interval_s));
	set_other_measures(row, measured);
	row_explain(row, "n_samples", "peak_s", why_missing(phase, measured));
	row_set(row, "invalid_causes", cell_text(causes_text(&measured->causes, causes)));
	row_set(row, "missing_reason", cell_text(missing_reason(phase, channel, measured, reason)));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	struct measured *measured = measure_session(export, session, true, error);
	bool well = measured != NULL;
	for (size_t p = 0; well && p < session->phase_count; p++)
		for (size_t c = 0; well && c < session->channel_count; c++)
			well = one_phase(export, session, &session->phases[p], &session->channels[c].channel,
			                 &measured[c * session->phase_count + p], row, error);
	free(measured);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind measures_table = {
	.name = "measures",
	.title = "One row per trial, attempt, phase and channel, with its measures",
	.effort = 6,
	.columns = add_columns,
	.rows = rows,
};
