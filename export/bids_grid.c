/* bids_grid.c - the channels of a session on even grids, one for each rate */

#include "export/bids_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/fields.h"
#include "export/json.h"
#include "export/number.h"
#include "export/out.h"

/* A channel on its way: the last valid sample at or before the grid's time, and the first after it. */
struct lane {
	const struct channel *channel;
	struct rows          *rows;
	struct sample         before, after;
	bool                  has_before, has_after;
};

struct grid {
	double       rate_hz;
	struct lane *lanes;
	size_t       count, capacity;
	int64_t      first_s;
};

static double rate_of(const struct channel *channel)
{
	double rate = channel->interval_s > 0 ? 1 / channel->interval_s : 1;
	return fabs(rate - round(rate)) < 1e-6 * rate ? round(rate) : rate;
}

static void next_valid(struct lane *lane)
{
	do
		lane->has_after = rows_next_sample(lane->rows, &lane->after);
	while (lane->has_after && !sample_is_valid(&lane->after));
}

static void open_lane(struct grid *grid, struct record *record, const struct channel_row *channel)
{
	array_reserve((void **)&grid->lanes, &grid->capacity, grid->count, sizeof *grid->lanes);
	struct lane *lane = &grid->lanes[grid->count++];
	*lane = (struct lane){
		.channel = &channel->channel,
		.rows = record_samples(record, channel->channel_id, INT64_MIN, TIME_NEVER),
	};
	next_valid(lane);
	int64_t second = lane->after.time_ns / NS_PER_S - (lane->after.time_ns % NS_PER_S < 0);
	if (lane->has_after && second < grid->first_s)
		grid->first_s = second;
}

static bool close_lanes(struct grid *grid, bool well, struct error *error)
{
	for (size_t i = 0; i < grid->count; i++)
		well = rows_done(grid->lanes[i].rows, well, error);
	free(grid->lanes);
	return well;
}

static int64_t time_at(const struct grid *grid, int64_t index)
{
	return grid->first_s * NS_PER_S + llround((double)index * 1e9 / grid->rate_hz);
}

static double off(const struct sample *sample, int64_t time_ns)
{
	return fabs((double)(sample->time_ns - time_ns));
}

/* The nearest valid value, or NAN. */
static double value_at(struct lane *lane, int64_t time_ns, double reach_ns)
{
	while (lane->has_after && lane->after.time_ns <= time_ns) {
		lane->before = lane->after;
		lane->has_before = true;
		next_valid(lane);
	}
	const struct sample *nearest = lane->has_before ? &lane->before : NULL;
	if (lane->has_after && (!nearest || off(&lane->after, time_ns) < off(nearest, time_ns)))
		nearest = &lane->after;
	return nearest && off(nearest, time_ns) <= reach_ns ? nearest->value : NAN;
}

static bool is_over(const struct grid *grid, int64_t time_ns, double reach_ns)
{
	for (size_t i = 0; i < grid->count; i++)
		if (grid->lanes[i].has_after || (grid->lanes[i].has_before && off(&grid->lanes[i].before, time_ns) <= reach_ns))
			return false;
	return true;
}

static bool write_samples(struct grid *grid, const char *path, struct error *error)
{
	struct out *out = out_open(path, true, error);
	if (!out)
		return false;
	struct fields fields = fields_begin(out, &dialect_tsv);
	double reach_ns = 1e9 / grid->rate_hz;
	bool well = true;
	for (int64_t i = 0; well && !is_over(grid, time_at(grid, i), reach_ns); i++) {
		for (size_t lane = 0; lane < grid->count; lane++) {
			double value = value_at(&grid->lanes[lane], time_at(grid, i), reach_ns);
			if (isfinite(value))
				fields_number(&fields, value);
			else
				fields_missing(&fields);
		}
		fields_end(&fields);
		well = out_well(out, error);
	}
	return out_close(out, well, error);
}

static bool write_sidecar(const struct grid *grid, const struct session *session, const char *path, struct error *error)
{
	struct out *out = out_open(path, false, error);
	if (!out)
		return false;
	struct json json = json_begin(out);
	json_open(&json, NULL, '{');
	json_number(&json, "SamplingFrequency", grid->rate_hz);
	json_number(&json, "StartTime", (double)grid->first_s);
	json_open(&json, "Columns", '[');
	for (size_t i = 0; i < grid->count; i++)
		json_text(&json, NULL, grid->lanes[i].channel->name);
	json_close(&json);
	json_text(&json, "SoftwareVersions", session->row.software_version);
	json_text(&json, "Description", "On an even grid: the nearest valid sample no more than one interval away, else n/a. StartTime "
	          "counts from the session's start, as onset in events does.");
	for (size_t i = 0; i < grid->count; i++) {
		const struct channel *channel = grid->lanes[i].channel;
		char *description = xasprintf("%s%s%s", channel->quantity, channel->site[0] ? ", " : "", channel->site);
		json_open(&json, channel->name, '{');
		json_text(&json, "Description", description);
		json_text(&json, "Units", channel->unit[0] ? channel->unit : "arbitrary");
		json_close(&json);
		free(description);
	}
	json_close(&json);
	return out_close(out, true, error);
}

static bool write_grid(struct grid *grid, const struct session *session, const char *stem, struct error *error)
{
	if (grid->first_s == INT64_MAX)
		return true;
	char number[NUMBER_SIZE];
	number_write(grid->rate_hz, number);
	for (char *at = number; *at; at++)      /* 0.5: recording-0p5hz */
		*at = *at == '.' ? 'p' : *at;
	char *samples = xasprintf("%s_recording-%shz_physio.tsv.gz", stem, number);
	char *sidecar = xasprintf("%s_recording-%shz_physio.json", stem, number);
	bool well = write_samples(grid, samples, error) && write_sidecar(grid, session, sidecar, error);
	free(samples);
	free(sidecar);
	return well;
}

static bool is_first_of_rate(const struct session *session, size_t channel)
{
	for (size_t i = 0; i < channel; i++)
		if (rate_of(&session->channels[i].channel) == rate_of(&session->channels[channel].channel))
			return false;
	return true;
}

bool bids_write_grids(struct export *export, const struct session *session, const char *stem, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < session->channel_count; i++) {
		if (!is_first_of_rate(session, i))
			continue;
		struct grid grid = { .rate_hz = rate_of(&session->channels[i].channel), .first_s = INT64_MAX };
		for (size_t k = i; k < session->channel_count; k++)
			if (rate_of(&session->channels[k].channel) == grid.rate_hz)
				open_lane(&grid, export->record, &session->channels[k]);
		well = write_grid(&grid, session, stem, error);
		well = close_lanes(&grid, well, error);
	}
	return well;
}
