/*
 * tables_gradients.c - a row per trial, phase and pair of temperatures: how much one exceeds the other
 *
 * A gradient within a phase takes away what both sites have in common: the room, the day, the whole body. Pairs
 * are found by the channels' names (see pair_of); each pair has its difference of means over time, so that channels
 * with different intervals can be paired.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/site.h"
#include "export/columns.h"
#include "export/export.h"
#include "export/measured.h"
#include "export/row.h"
#include "export/session.h"

static const struct column own_columns[] = {
	{ .name = "gradient", .label = "What is compared", .type = CELL_TEXT, .source = "derived",
	  .levels = "left_right, site, ambient",
	  .formula = "left_right: two channels whose names differ in left and right alone; ambient: a channel against one whose "
	             "name has ambient or room; site: toe or foot against calf, of the same leg." },
	{ .name = "channel", .label = "Channel", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "other_channel", .label = "Channel that is taken off", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "unit", .label = "Unit of the differences", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "difference", .label = "Difference of the means", .type = CELL_NUMBER, .unit = "as in column unit",
	  .decimals = 3, .source = "derived",
	  .formula = "mean of channel - mean of other_channel, both as in the table measures. Missing where one of them is." },
	{ .name = "baseline_difference", .label = "The same in the baseline", .type = CELL_NUMBER, .unit = "as in column unit",
	  .decimals = 3, .source = "derived", .formula = "Of the column baseline of the table measures. Missing where one is." },
	{ .name = "difference_delta", .label = "Change of the difference from baseline", .type = CELL_NUMBER,
	  .unit = "as in column unit", .decimals = 3, .source = "derived",
	  .formula = "difference - baseline_difference. Missing where one of them is." },
	{ .name = "both_ok", .label = "Samples of both channels are good enough", .type = CELL_INTEGER, .source = "derived",
	  .levels = "1=yes, 0=no", .formula = "phase_ok of both, as in the table measures. Missing while the phase has no end." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	columns_add_session(columns, export);
	columns_add_trial(columns, export);
	columns_add_place(columns);
	columns_add_factors(columns, export);
	columns_add_phase(columns, export);
	COLUMNS_ADD(columns, own_columns);
}

/* The name without the word for its side: toe_left and left_toe are of one site. */
static bool same_but_side(const char *left, const char *right)
{
	const char *at = strstr(left, "left"), *other = strstr(right, "right");
	size_t before = (size_t)(at - left);
	return before == (size_t)(other - right) && strncmp(left, right, before) == 0
		&& strcmp(at + strlen("left"), other + strlen("right")) == 0;
}

/* What a pair compares, the second being taken off the first; NULL when nothing. */
static const char *pair_of(const struct channel *first, const struct channel *second)
{
	const char *one = first->name, *two = second->name;
	if (first == second || strcmp(first->quantity, "temperature") != 0 || strcmp(second->quantity, "temperature") != 0
	    || site_of(one) == SITE_ROOM)
		return NULL;
	if (site_of(two) == SITE_ROOM)
		return "ambient";
	if (side_of(one) == SIDE_LEFT && side_of(two) == SIDE_RIGHT && same_but_side(one, two))
		return "left_right";
	if (side_of(one) == side_of(two) && (site_of(one) == SITE_TOE || site_of(one) == SITE_FOOT) && site_of(two) == SITE_CALF)
		return "site";
	return NULL;
}

static bool one_pair(struct export *export, const struct session *session, const struct phase_row *phase,
                     const struct channel *channels[2], const struct measured *measured[2], struct row *row,
                     struct error *error)
{
	const struct trial_row *trial = session_trial(session, phase->trial, phase->attempt);
	double difference = measured[0]->phase.mean - measured[1]->phase.mean;
	double baseline = measured[0]->baseline - measured[1]->baseline;
	int one_ok = measured_ok(export, measured[0], channels[0]->interval_s);
	int other_ok = measured_ok(export, measured[1], channels[1]->interval_s);
	row_set_session(row, export, session);
	row_set_trial(row, trial);
	row_set_place(row, export, session, trial);
	row_set_factors(row, export, trial);
	row_set_phase(row, session, phase);
	row_set(row, "gradient", cell_text(pair_of(channels[0], channels[1])));
	row_set(row, "channel", cell_text(channels[0]->name));
	row_set(row, "other_channel", cell_text(channels[1]->name));
	row_set(row, "unit", cell_text(channels[0]->unit));
	row_set(row, "difference", cell_number(difference));
	row_set(row, "baseline_difference", cell_number(baseline));
	row_set(row, "difference_delta", cell_number(difference - baseline));
	row_set(row, "both_ok", one_ok < 0 || other_ok < 0 ? cell_missing() : cell_integer(one_ok && other_ok));
	return row_send(row, error);
}

static bool one_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	struct measured *measured = measure_session(export, session, false, error);
	size_t phases = session->phase_count, count = session->channel_count;
	bool well = measured != NULL;
	for (size_t at = 0; well && at < phases * count * count; at++) {
		size_t p = at / (count * count), a = at / count % count, b = at % count;
		const struct channel *pair[] = { &session->channels[a].channel, &session->channels[b].channel };
		const struct measured *of[] = { &measured[a * phases + p], &measured[b * phases + p] };
		if (pair_of(pair[0], pair[1]))
			well = one_pair(export, session, &session->phases[p], pair, of, row, error);
	}
	free(measured);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	return export_each_session(export, table, sink, one_session, error);
}

const struct table_kind gradients_table = {
	.name = "gradients",
	.title = "One row per trial, attempt, phase and pair of temperatures",
	.effort = 3,
	.columns = add_columns,
	.rows = rows,
};
