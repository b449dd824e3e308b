/* curves.c - a session's refill curves: which samples of the record belong to one */

#include "export/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/cues.h"
#include "record/reading.h"

#define TIPTOES_MANY 10         /* repetitions of an exercise after which what is left is the residual volume */

static bool is_exercise(const struct phase_row *phase)
{
	return strcmp(phase->kind, "exercise") == 0;
}

static bool same_trial(const struct phase_row *one, const struct phase_row *other)
{
	return one->trial == other->trial && one->attempt == other->attempt;
}

const struct phase_row *rest_before(const struct session *session, const struct phase_row *exercise)
{
	if (exercise == session->phases || !same_trial(exercise - 1, exercise) || is_exercise(exercise - 1))
		return NULL;
	return exercise - 1;
}

static int64_t watched_until(const struct session *session, const struct phase_row *exercise)
{
	const struct phase_row *end = session->phases + session->phase_count, *phase = exercise + 1;
	int64_t until_ns = exercise->ended_ns;
	for (; phase < end && same_trial(phase, exercise) && !is_exercise(phase) && phase->ended_ns != TIME_NONE; phase++)
		until_ns = phase->ended_ns;
	return until_ns;
}

bool phase_raises(const char *name)
{
	static const char *const names[] = { "raised", "elevat", "supine" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(name, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* The phase before the exercise in which the leg was raised so that its veins ran empty; NULL. */
static const struct phase_row *raised(const struct session *session, const struct phase_row *exercise)
{
	for (const struct phase_row *phase = exercise; phase-- > session->phases && same_trial(phase, exercise);)
		if (phase_raises(phase->name) && phase->ended_ns != TIME_NONE)
			return phase;
	return NULL;
}

struct sample *samples_load(struct record *record, int64_t channel_id, int64_t from_ns, int64_t until_ns,
                            size_t *count, struct error *error)
{
	struct sample *samples = NULL;
	size_t capacity = 0;
	*count = 0;
	struct rows *rows = record_samples(record, channel_id, from_ns, until_ns);
	array_reserve((void **)&samples, &capacity, 0, sizeof *samples);
	for (struct sample sample; rows_next_sample(rows, &sample);) {
		array_reserve((void **)&samples, &capacity, *count, sizeof *samples);
		samples[(*count)++] = sample;
	}
	if (rows_close(rows, error))
		return samples;
	free(samples);
	return NULL;
}

/* Of the rest, what lies before a pause moves up to its end, as in all measures of rest; the veins' filling behind the
 * exercise goes on in its own time. Samples of pauses go. How many stay. */
static size_t leave_pauses_out(const struct session *session, const struct refill_times *times, struct sample *samples,
                               size_t count)
{
	int64_t rest_ns = session_active_ns(session, times->rest_began_ns, times->exercise_began_ns);
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		struct sample sample = samples[i];
		int64_t active_ns = session_active_ns(session, times->rest_began_ns, sample.time_ns);
		if (active_ns == TIME_NONE)
			continue;
		if (sample.time_ns < times->exercise_began_ns && rest_ns != TIME_NONE)
			sample.time_ns = times->exercise_began_ns - (rest_ns - active_ns);
		samples[kept++] = sample;
	}
	return kept;
}

static bool paused_within(const struct session *session, int64_t from_ns, int64_t until_ns)
{
	for (size_t i = 0; i < session->pause_count; i++)
		if (session->pauses[i].from_ns < until_ns && session->pauses[i].to_ns > from_ns)
			return true;
	return false;
}

static bool measure_curve(struct curve *curve, struct export *export, const struct session *session, struct error *error)
{
	const struct channel *channel = &curve->channel->channel;
	struct sample *samples = NULL;
	size_t count = 0;
	if (!refill_refusal(channel->quantity) && curve->rest) {
		samples = samples_load(export->record, curve->channel->channel_id, curve->times.rest_began_ns,
		                       curve->times.until_ns, &count, error);
		if (!samples)
			return false;
		count = leave_pauses_out(session, &curve->times, samples, count);
	}
	curve->refill = refill_measure(samples, count, &curve->times, channel->quantity, channel->interval_s,
	                               &export->parameters);
	if (!curve->refill.missing && paused_within(session, curve->refill.peak_ns, curve->times.until_ns))
		curve->refill.flags |= REFILL_PAUSED;
	free(samples);
	return true;
}

static bool measure_empty(struct curve *curve, struct export *export, struct error *error)
{
	curve->empty = NAN;
	if (!curve->raised)
		return true;
	int64_t until_ns = curve->raised->ended_ns;
	int64_t from_ns = until_ns - llround(export->parameters.values[PARAMETER_REFILL_BASE_S] * (double)NS_PER_S);
	size_t count;
	struct sample *samples = samples_load(export->record, curve->channel->channel_id, from_ns, until_ns, &count, error);
	if (!samples)
		return false;
	struct series series = series_of(samples, count, from_ns, until_ns, from_ns);
	curve->empty = median_of(series.values, series.count);
	series_free(&series);
	free(samples);
	return true;
}

static void add_curve(struct curves *curves, const struct session *session, const struct phase_row *exercise,
                      const struct channel_row *channel, const struct cues *cues)
{
	array_reserve((void **)&curves->items, &curves->capacity, curves->count, sizeof *curves->items);
	struct curve *curve = &curves->items[curves->count++];
	const struct phase_row *rest = rest_before(session, exercise);
	*curve = (struct curve){
		.exercise = exercise, .rest = rest, .channel = channel,
		.raised = refill_is_volume(channel->channel.quantity) ? raised(session, exercise) : NULL,
		.times = {
			.rest_began_ns = rest ? rest->began_ns : TIME_NONE, .exercise_began_ns = exercise->began_ns,
			.exercise_ended_ns = exercise->ended_ns, .last_cue_ns = cues_last(cues, exercise),
			.until_ns = watched_until(session, exercise),
		},
	};
	free(cues_of(cues, exercise, CUES_ALL, 0, &curve->cues));
	free(cues_of(cues, exercise, CUES_FIRST, 0, &curve->repetitions));
}

bool curves_list(struct curves *curves, struct record *record, const struct session *session, struct error *error)
{
	*curves = (struct curves){0};
	struct cues cues;
	bool well = cues_load(&cues, record, session->row.session, error);
	for (size_t p = 0; well && p < session->phase_count; p++)
		for (size_t c = 0; c < session->channel_count; c++)
			if (is_exercise(&session->phases[p]) && session->phases[p].ended_ns != TIME_NONE
			    && refill_concerns(session->channels[c].channel.quantity))
				add_curve(curves, session, &session->phases[p], &session->channels[c], &cues);
	cues_free(&cues);
	return well;
}

bool curves_load(struct curves *curves, struct export *export, const struct session *session, struct error *error)
{
	bool well = curves_list(curves, export->record, session, error);
	for (size_t i = 0; well && i < curves->count; i++)
		well = measure_curve(&curves->items[i], export, session, error) && measure_empty(&curves->items[i], export, error);
	if (!well)
		curves_free(curves);
	return well;
}

bool curve_tells_ejected(const struct curve *curve, bool blind)
{
	return curve->raised && (blind || curve->repetitions == 1);
}

bool curve_tells_residual(const struct curve *curve, bool blind)
{
	return curve->raised && (blind || curve->repetitions >= TIPTOES_MANY);
}

struct emptying curve_emptying(const struct curve *curve, bool blind)
{
	struct emptying emptying = emptying_of(curve->empty, curve->refill.baseline, curve->refill.amplitude);
	if (!curve_tells_ejected(curve, blind))
		emptying.ejected_pct = NAN;
	if (!curve_tells_residual(curve, blind))
		emptying.residual_pct = NAN;
	return emptying;
}

void curves_free(struct curves *curves)
{
	for (size_t i = 0; i < curves->count; i++)
		refill_free(&curves->items[i].refill);
	free(curves->items);
	*curves = (struct curves){0};
}
