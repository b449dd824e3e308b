/* tables_refills.c - a row per exercise and plethysmogram: how the veins filled again */

#include <math.h>

#include "export/columns.h"
#include "export/curves.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"

#define CURVE "R(t) is the signal turned to rise when blood leaves, B the baseline, A the amplitude, t0 the peak's time. "
#define RULES "True time, for veins fill while a visit is paused too, but samples of a pause are not used. Rules and their " \
              "figures: measures_refill_* in the sheet about. "
#define IN_UNIT "as in column unit"
#define BLIND_TOO "A blinded export, which must not tell the cues, has both after any exercise."
#define CENSORED "Whether the level was not met until observed_s. Missing without a curve, or where nothing was emptied."
#define CENSORED_LEVELS "1=not reached: censored at observed_s, 0=reached"

static const struct column own_columns[] = {
	{ .name = "exercise", .label = "Phase that emptied the veins", .type = CELL_TEXT, .source = "planned" },
	{ .name = "exercise_no", .label = "Its place in its trial", .type = CELL_INTEGER, .source = "planned" },
	{ .name = "cues", .label = "Cues that were given in it", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing in a blinded export." },
	{ .name = "channel", .label = "Channel", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "quantity", .label = "What the channel measures", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "site", .label = "Where it is measured", .type = CELL_TEXT, .source = "entered" },
	{ .name = "unit", .label = "Unit of base_level, peak_level, end_level and amplitude", .type = CELL_TEXT,
	  .source = "recorded" },
	{ .name = "refused", .label = "Why there is no curve", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing when there is one." },
	{ .name = "refill_flags", .label = "What speaks against the curve", .type = CELL_TEXT, .source = "derived",
	  .levels = "no_plateau, small, movement, saturated, gap, slow_sampling, paused",
	  .formula = "no_plateau: B steeper than measures_refill_plateau; small: A below measures_refill_least_pct of B; movement: a "
	             "sample farther from the curve than measures_refill_move_mad; saturated: at the converter's rail; gap: no valid "
	             "sample for measures_area_gap_s; slow_sampling: under 4 a second; paused: the visit stood still for some of it. The figures are given all the same. "
	             "Missing when nothing does." },
	{ .name = "refill_ok", .label = "Nothing speaks against the curve", .type = CELL_INTEGER, .source = "derived",
	  .levels = "1=yes, 0=no", .formula = "refill_flags is missing. Missing without a curve." },
	{ .name = "base_level", .label = "Baseline before the exercise (B)", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Median of the rest directly before the exercise, smoothed, over measures_refill_base_s "
	  "(5) seconds that end 1.5 x measures_refill_smooth_s before it." },
	{ .name = "peak_level", .label = "Value at the end of the exercise", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "t0 is the last time at which R, smoothed once, is within 1 % of the amplitude of its highest, from measures_refill_before_s (2) before "
	  "the last cue to measures_refill_after_s (5) behind it; around the exercise's end where there are no cues. The value is "
	  "that at t0 of a straight line fitted to measures_refill_fit_s (3) seconds from there on, at most that highest R." },
	{ .name = "end_level", .label = "Where the curve settled", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Median of the curve's last measures_refill_base_s seconds. It does not enter the times." },
	{ .name = "amplitude", .label = "Amplitude (A)", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = CURVE "A = R(t0) - B: positive when blood left." },
	{ .name = "peak_time_s", .label = "Time of the peak (t0), from the session's start", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "derived", .formula = "See peak_level." },
	{ .name = "observed_s", .label = "How long the refill was watched", .type = CELL_NUMBER, .unit = "s", .decimals = 3,
	  .source = "derived", .formula = "From t0 to the last valid sample before the next exercise or the trial's end. No refill "
	  "time: the time of censoring." },
	{ .name = "v0_pct", .label = "Venous pump power (V0)", .type = CELL_NUMBER, .unit = "%", .decimals = 2, .source = "derived",
	  .formula = "100 A / B. Only of reflected light." },
	{ .name = "t50_s", .label = "Half refill time", .type = CELL_NUMBER, .unit = "s", .decimals = 2, .source = "derived",
	  .formula = CURVE "First t with R(t) <= B + 0.5 A, minus t0, on straight lines between samples. " RULES },
	{ .name = "t50_censored", .label = "Half refill was not reached", .type = CELL_INTEGER, .source = "derived",
	  .levels = CENSORED_LEVELS, .formula = CENSORED },
	{ .name = "t90_s", .label = "Refill time to 90 %", .type = CELL_NUMBER, .unit = "s", .decimals = 2, .source = "derived",
	  .formula = "As t50_s with B + 0.1 A." },
	{ .name = "t90_censored", .label = "90 % was not reached", .type = CELL_INTEGER, .source = "derived",
	  .levels = CENSORED_LEVELS, .formula = CENSORED },
	{ .name = "t95_s", .label = "Refill time to 95 %", .type = CELL_NUMBER, .unit = "s", .decimals = 2, .source = "derived",
	  .formula = "As t50_s with B + 0.05 A." },
	{ .name = "t95_censored", .label = "95 % was not reached", .type = CELL_INTEGER, .source = "derived",
	  .levels = CENSORED_LEVELS, .formula = CENSORED },
	{ .name = "t100_s", .label = "Refill time to baseline", .type = CELL_NUMBER, .unit = "s", .decimals = 2,
	  .source = "derived", .formula = "As t50_s with B." },
	{ .name = "t100_censored", .label = "Baseline was not reached", .type = CELL_INTEGER, .source = "derived",
	  .levels = CENSORED_LEVELS, .formula = CENSORED },
	{ .name = "t0_s", .label = "Venous refill time (T0) to the study's end-point", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 2, .source = "derived", .formula = "As t50_s with B + measures_refill_endpoint (0.05) A." },
	{ .name = "t0_censored", .label = "The study's end-point was not reached", .type = CELL_INTEGER, .source = "derived",
	  .levels = CENSORED_LEVELS, .formula = CENSORED },
	{ .name = "ti_s", .label = "Initial inflow time (Ti)", .type = CELL_NUMBER, .unit = "s", .decimals = 2,
	  .source = "derived", .formula = "3 A / (R(t0) - R(t0 + 3 s)), 3 being measures_refill_ti_s. Missing where R falls by less "
	  "than 1 % of A." },
	{ .name = "f0_pct_s", .label = "Venous pump work (F0)", .type = CELL_NUMBER, .unit = "%.s", .decimals = 1,
	  .source = "derived", .formula = "Integral of 100 (R - B) / B from t0 to t0 + t0_s. Only of reflected light; missing where "
	  "t0_s is censored." },
	{ .name = "tau_s", .label = "Time constant", .type = CELL_NUMBER, .unit = "s", .decimals = 2, .source = "derived",
	  .formula = "Least squares of ln(R - B) on t from the first R <= B + 0.9 A to the first R <= B + 0.1 A: -1 / slope. Missing "
	             "where the latter is not reached." },
	{ .name = "empty_level", .label = "Level while the leg was raised", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "Median of the last measures_refill_base_s seconds of the phase before in the trial whose "
	  "name begins with raised, elevat or supine. Only of volumes and strains." },
	{ .name = "venous_volume", .label = "Venous volume (VV)", .type = CELL_NUMBER, .unit = IN_UNIT, .decimals = 3,
	  .source = "derived", .formula = "base_level - empty_level." },
	{ .name = "ef_pct", .label = "Ejection fraction (EF)", .type = CELL_NUMBER, .unit = "%", .decimals = 1,
	  .source = "derived", .formula = "100 A / VV after an exercise of one repetition (one tiptoe). Only of volumes and strains. " BLIND_TOO },
	{ .name = "rvf_pct", .label = "Residual volume fraction (RVF)", .type = CELL_NUMBER, .unit = "%", .decimals = 1,
	  .source = "derived", .formula = "100 (VV - A) / VV after an exercise of at least ten repetitions (ten tiptoes). Only of "
	  "volumes and strains. " BLIND_TOO },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_place(columns);
	columns_add_factors(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

static void set_where(struct row *row, const struct curve *curve, bool blind)
{
	const struct channel *channel = &curve->channel->channel;
	row_set(row, "exercise", cell_text(curve->exercise->name));
	row_set(row, "exercise_no", cell_integer(curve->exercise->number));
	row_set(row, "cues", blind ? cell_missing() : cell_integer((int64_t)curve->cues));
	row_set(row, "channel", cell_text(channel->name));
	row_set(row, "quantity", cell_text(channel->quantity));
	row_set(row, "site", cell_text(channel->site));
	row_set(row, "unit", cell_text(channel->unit));
}

static void set_levels(struct row *row, const struct refill *refill)
{
	row_set(row, "base_level", cell_number(refill->baseline));
	row_set(row, "peak_level", cell_number(refill->peak));
	row_set(row, "end_level", cell_number(refill->end));
	row_set(row, "amplitude", cell_number(refill->amplitude));
	row_set(row, "peak_time_s", cell_seconds(refill->peak_ns));
	row_set(row, "observed_s", cell_number(refill->observed_s));
	row_set(row, "v0_pct", cell_number(refill->v0_pct));
}

static void set_times(struct row *row, const struct refill *refill)
{
	static const struct { enum refill_level level; const char *time, *censored; } levels[] = {
		{ REFILL_50, "t50_s", "t50_censored" }, { REFILL_90, "t90_s", "t90_censored" },
		{ REFILL_95, "t95_s", "t95_censored" }, { REFILL_100, "t100_s", "t100_censored" },
		{ REFILL_ENDPOINT, "t0_s", "t0_censored" },
	};
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		const struct first_time *time = &refill->times[levels[i].level];
		row_set(row, levels[i].time, time->censored > 0 ? cell_missing_for(MISSING_CENSORED) : cell_number(time->time_s));
		row_set(row, levels[i].censored, isnan(time->censored) ? cell_missing() : cell_integer((int64_t)time->censored));
	}
	row_set(row, "ti_s", cell_number(refill->ti_s));
	row_set(row, "f0_pct_s", cell_number(refill->f0_pct_s));
	row_set(row, "tau_s", cell_number(refill->tau_s));
}

static void set_emptying(struct row *row, const struct curve *curve, bool blind)
{
	struct emptying emptying = curve_emptying(curve, blind);
	row_set(row, "empty_level", cell_number(curve->empty));
	row_set(row, "venous_volume", cell_number(emptying.venous_volume));
	row_set(row, "ef_pct", cell_number(emptying.ejected_pct));
	row_set(row, "rvf_pct", cell_number(emptying.residual_pct));
}

static bool one_curve(struct export *export, const struct session *session, const struct curve *curve, struct row *row,
                      struct error *error)
{
	const struct trial_row *trial = session_trial(session, curve->exercise->trial, curve->exercise->attempt);
	char flags[REFILL_FLAGS_SIZE];
	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_place(row, export, session, trial);
	row_set_factors(row, export, trial);
	set_where(row, curve, export->blinding);
	row_set(row, "refused", cell_text(curve->refill.missing));
	row_set(row, "refill_flags", cell_text(refill_flags_text(curve->refill.flags, flags)));
	row_set(row, "refill_ok", curve->refill.missing ? cell_missing() : cell_integer(curve->refill.flags == 0));
	set_levels(row, &curve->refill);
	set_times(row, &curve->refill);
	set_emptying(row, curve, export->blinding);
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	struct curves curves;
	bool well = curves_load(&curves, export, session, error);
	for (size_t i = 0; well && i < curves.count; i++)
		well = one_curve(export, session, &curves.items[i], row, error);
	curves_free(&curves);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind refills_table = {
	.name = "refills",
	.title = "One row per exercise and plethysmogram: how the veins filled again",
	.effort = 2,
	.columns = add_columns,
	.rows = rows,
};
