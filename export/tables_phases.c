/* tables_phases.c - a row per phase: what was planned, the cues, and the pace that was really kept */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/end_code.h"
#include "base/memory.h"
#include "export/columns.h"
#include "export/cues.h"
#include "export/curves.h"
#include "export/export.h"
#include "export/measures/strokes.h"
#include "export/row.h"
#include "export/session.h"

static const struct column own_columns[] = {
	{ .name = "cues", .label = "Cues that were given", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing, as all that follows, in a blinded export." },
	{ .name = "cue_per_min", .label = "Pace of the cues", .type = CELL_NUMBER, .unit = "/min", .decimals = 2,
	  .source = "derived", .formula = "60 / median time between cues. Missing below 3 cues." },
	{ .name = "cue_late_ms", .label = "How late the cues were", .type = CELL_NUMBER, .unit = "ms", .decimals = 3,
	  .source = "derived", .formula = "Median of actual minus planned time. Missing without cues." },
	{ .name = "cue_late_most_ms", .label = "How late the latest cue was", .type = CELL_NUMBER, .unit = "ms", .decimals = 3,
	  .source = "derived", .formula = "Missing without cues." },
	{ .name = "strokes", .label = "Strokes that were seen", .type = CELL_INTEGER, .source = "derived",
	  .formula = "Maxima of a DC-coupled plethysmogram without its moving mean over two prescribed intervals (4 s where none is "
	             "prescribed), at least half its 10 % to 90 % spread above the minima on both sides; else the operator's "
	             "marks. Missing when there is neither: see strokes_missing." },
	{ .name = "strokes_from", .label = "Where strokes were seen", .type = CELL_TEXT, .source = "derived",
	  .formula = "The channel, or marks (unplanned marks of the operator, at least 3). Missing when nowhere." },
	{ .name = "cadence_per_min", .label = "Measured cadence", .type = CELL_NUMBER, .unit = "/min", .decimals = 2,
	  .source = "derived", .formula = "60 / median time between strokes. Missing below 3 strokes." },
	{ .name = "cues_followed_pct", .label = "Repetitions that followed their cue", .type = CELL_NUMBER, .unit = "%",
	  .decimals = 1, .source = "derived",
	  .formula = "Of the first cues of the repetitions: 100 x cues with a stroke within half the median time between "
	             "them around them / cues. Missing without strokes or below 2 repetitions." },
	{ .name = "stroke_lag_s", .label = "How long after a cue its stroke came", .type = CELL_NUMBER, .unit = "s",
	  .decimals = 3, .source = "derived", .formula = "Median, after the first cue of a repetition; negative when before. Missing without cues that were followed." },
	{ .name = "strokes_missing", .label = "Why there are no strokes", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing when there are, and outside exercises." },
	{ .name = "end_code", .label = "Why the operator ended the exercise", .type = CELL_TEXT, .source = "entered",
	  .levels = END_CODES, .formula = "The code that was typed first; what was typed behind it stands in events. Missing when it "
	                                  "ended by itself." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_factors(columns, export);
	columns_add_phase(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

/* Strokes of one phase, in seconds since its beginning. */
struct seen {
	double     *times;
	size_t      count;
	const char *from, *why;
};

static bool see_in_channel(struct export *export, const struct phase_row *exercise, const struct phase_row *rest,
                           const struct channel_row *channel, struct seen *seen, struct error *error)
{
	size_t count;
	int64_t zero_ns = exercise->began_ns;
	struct sample *samples = samples_load(export->record, channel->channel_id, rest->began_ns, exercise->ended_ns,
	                                      &count, error);
	if (!samples)
		return false;
	struct series before = series_of(samples, count, rest->began_ns, zero_ns, zero_ns);
	struct series during = series_of(samples, count, zero_ns, exercise->ended_ns, zero_ns);
	double sign = refill_is_volume(channel->channel.quantity) ? -1 : 1;
	seen->times = strokes_find(&during, &before, sign, 60 / exercise->reps_per_min, &seen->count, &seen->why);
	seen->from = channel->channel.name;
	series_free(&before);
	series_free(&during);
	free(samples);
	return true;
}

#define MARKS_LEAST 3

static bool see(struct export *export, const struct session *session, const struct phase_row *exercise,
                const struct cues *cues, struct seen *seen, struct error *error)
{
	const struct phase_row *rest = rest_before(session, exercise);
	*seen = (struct seen){ .why = "no DC-coupled plethysmogram and no marks" };
	for (size_t c = 0; rest && !seen->times && c < session->channel_count; c++) {
		const char *quantity = session->channels[c].channel.quantity;
		if (refill_concerns(quantity) && !refill_refusal(quantity)
		    && !see_in_channel(export, exercise, rest, &session->channels[c], seen, error))
			return false;
	}
	if (seen->times)
		return true;
	size_t count;
	double *marks = cues_of(cues, exercise, CUES_MARKS, exercise->began_ns, &count);
	if (count >= MARKS_LEAST) {
		*seen = (struct seen){ marks, count, "marks", NULL };
		return true;
	}
	free(marks);
	return true;
}

static void set_cues(struct row *row, const struct cues *cues, const struct phase_row *phase)
{
	size_t count = 0;
	double *late = xcalloc(cues->count + 1, sizeof *late), most = NAN;
	for (size_t i = 0; i < cues->count; i++) {
		const struct cue *cue = &cues->items[i];
		if (cue->mark || cue->trial != phase->trial || cue->attempt != phase->attempt || cue->phase != phase->number
		    || cue->planned_ns == TIME_NONE)
			continue;
		late[count] = (double)(cue->time_ns - cue->planned_ns) / (double)NS_PER_MS;
		most = fmax(most, late[count++]);
	}
	row_set(row, "cue_late_ms", cell_number(median_of(late, count)));
	row_set(row, "cue_late_most_ms", cell_number(most));
	free(late);
}

static void set_strokes(struct row *row, const struct seen *seen, const struct pace *pace, bool exercise)
{
	bool any = seen->times != NULL;
	row_set(row, "strokes", any ? cell_integer((int64_t)seen->count) : cell_missing());
	row_set(row, "strokes_from", any ? cell_text(seen->from) : cell_missing());
	row_set(row, "cadence_per_min", cell_number(any ? pace->per_min : NAN));
	row_set(row, "cues_followed_pct", cell_number(any ? pace->followed_pct : NAN));
	row_set(row, "stroke_lag_s", cell_number(any ? pace->lag_s : NAN));
	row_set(row, "strokes_missing", cell_text(any || !exercise ? "" : seen->why));
}

static bool one_phase(struct export *export, const struct session *session, const struct phase_row *phase,
                      const struct cues *cues, struct row *row, struct error *error)
{
	const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
	bool exercise = strcmp(phase->kind, "exercise") == 0 && !export->blinding;
	struct seen seen = { .why = "the phase's end is not in the record" };
	if (exercise && phase->ended_ns != TIME_NONE && !see(export, session, phase, cues, &seen, error))
		return false;
	size_t count, first_count;
	double *times = cues_of(cues, phase, CUES_ALL, phase->began_ns, &count);
	double *firsts = cues_of(cues, phase, CUES_FIRST, phase->began_ns, &first_count);
	struct pace told = pace_of(times, count, NULL, 0), kept = pace_of(seen.times, seen.count, firsts, first_count);
	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_factors(row, export, trial);
	row_set_phase(row, session, phase);
	row_set(row, "cues", export->blinding ? cell_missing() : cell_integer((int64_t)count));
	row_set(row, "cue_per_min", cell_number(told.per_min));
	set_cues(row, cues, phase);
	set_strokes(row, &seen, &kept, exercise);
	row_set(row, "end_code", cell_text(cues_end_code(cues, phase)));
	free(times);
	free(firsts);
	free(seen.times);
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	struct cues cues = {0};
	bool well = export->blinding || cues_load(&cues, export->record, session->row.session, error);
	for (size_t p = 0; well && p < session->phase_count; p++)
		well = one_phase(export, session, &session->phases[p], &cues, row, error);
	cues_free(&cues);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind phases_table = {
	.name = "phases",
	.title = "One row per trial, attempt and phase: cues and the pace that was really kept",
	.columns = add_columns,
	.rows = rows,
};
