/* measured.c - all measures of a session's phases and channels, from the record */

#include "export/measured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "export/measures/jumps.h"
#include "record/reading.h"

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

static bool is(const struct channel *channel, const char *quantity)
{
	return strcmp(channel->quantity, quantity) == 0;
}

static void measure_wave(const struct series *series, const struct channel *channel, struct measured *measured)
{
	bool light = is(channel, "light_reflection");
	if (!(light || is(channel, "plethysmogram")) || !(channel->interval_s <= 1.0 / WAVE_SLOWEST_HZ))
		return;
	measured->wave = wave_measure(series, light);
	if (light)
		measured->perfusion_pct = 100 * measured->wave.amplitude / measured->phase.mean;
}

static void measure_times(const struct export *export, const struct window *window, int64_t began_ns, int64_t ended_ns,
                          const struct channel *channel, struct measured *measured)
{
	const struct parameters *parameters = &export->parameters;
	double duration_s = (double)(ended_ns - began_ns) / (double)NS_PER_S;
	struct series series = series_of(window->samples, window->count, began_ns, ended_ns, began_ns);
	measured->phase = phase_measure(window->samples, window->count, began_ns, ended_ns, channel->interval_s);
	measured->own_baseline = phase_baseline(window->samples, window->count, began_ns, ended_ns, channel->interval_s,
	                                        parameters->values[PARAMETER_BASELINE_S]);
	if (measured->is_baseline)
		measured->baseline = measured->own_baseline;
	measured->change = change_measure(&series, duration_s, measured->baseline, channel->interval_s,
	                                  is(channel, "temperature"), parameters);
	if (is(channel, "spo2"))
		measured->oxygen = oxygen_measure(window->samples, window->count, began_ns, ended_ns, measured->baseline,
		                                  channel->interval_s, parameters);
	measure_wave(&series, channel, measured);
	series_free(&series);
	for (size_t i = 0; i < window->count; i++)
		if (window->samples[i].time_ns < ended_ns)
			causes_add(&measured->causes, &window->samples[i]);
}

/* On true times: nothing jumps across a pause. */
static void measure_jumps(const struct export *export, const struct session *session, const struct window *window,
                          const struct phase_row *phase, const struct channel *channel, struct measured *measured)
{
	struct window active = {0};
	for (size_t i = 0; i < window->count; i++)
		if (session_active_ns(session, phase->began_ns, window->samples[i].time_ns) != TIME_NONE)
			window_add(&active, &window->samples[i]);
	struct series series = series_of(active.samples, active.count, phase->began_ns, phase->ended_ns, phase->began_ns);
	measured->jumps = jumps_count(&series, channel->quantity, channel->interval_s, &export->parameters);
	series_free(&series);
	free(active.samples);
}

/* Pauses are cut out. */
static void measure_phase(const struct export *export, const struct session *session, const struct window *window,
                          const struct phase_row *phase, const struct channel *channel, struct measured *measured)
{
	if (phase->paused_ns == 0) {
		measure_times(export, window, phase->began_ns, phase->ended_ns, channel, measured);
		return;
	}
	struct window active = {0};
	for (size_t i = 0; i < window->count; i++) {
		struct sample sample = window->samples[i];
		int64_t active_ns = session_active_ns(session, phase->began_ns, sample.time_ns);
		sample.time_ns = phase->began_ns + active_ns;
		if (active_ns != TIME_NONE)
			window_add(&active, &sample);
	}
	measure_times(export, &active, phase->began_ns, phase->ended_ns - phase->paused_ns, channel, measured);
	free(active.samples);
}

/* Fills in one phase after the other; those without an end stay as they are. */
static bool measure_channel(struct export *export, const struct session *session, const struct channel_row *row,
                            struct measured *measured, struct error *error)
{
	const struct channel *channel = &row->channel;
	struct window window = {0};
	struct sample sample;
	struct rows *samples = record_samples(export->record, row->channel_id, session->phases[0].began_ns, TIME_NEVER);
	bool more = rows_next_sample(samples, &sample);
	for (size_t i = 0; i < session->phase_count; i++) {
		const struct phase_row *phase = &session->phases[i], *base = baseline_of(session, i);
		if (phase->ended_ns == TIME_NONE)
			continue;
		window_drop_before(&window, phase->began_ns);
		for (; more && sample.time_ns < phase->ended_ns; more = rows_next_sample(samples, &sample))
			if (sample.time_ns >= phase->began_ns)
				window_add(&window, &sample);
		measured[i].is_baseline = base == phase;
		measured[i].cut_off = session_cut_off(session, phase);
		measured[i].baseline = base ? measured[base - session->phases].own_baseline : NAN;
		measure_phase(export, session, &window, phase, channel, &measured[i]);
		measure_jumps(export, session, &window, phase, channel, &measured[i]);
	}
	free(window.samples);
	return rows_close(samples, error);
}

/* What is known about a phase that never ended. */
static struct measured unmeasured(void)
{
	return (struct measured){
		.phase = {
			.coverage = NAN, .longest_gap_s = NAN, .mean = NAN, .sd = NAN,
			.min = NAN, .max = NAN, .median = NAN, .slope_per_min = NAN,
		},
		.baseline = NAN, .own_baseline = NAN, .perfusion_pct = NAN, .jumps = NAN,
		.change = change_unknown, .oxygen = oxygen_unknown, .wave = wave_unknown,
	};
}

struct measured *measure_session(struct export *export, const struct session *session, bool waves,
                                 struct error *error)
{
	size_t phases = session->phase_count, channels = session->channel_count;
	struct measured *measured = xcalloc(phases * channels + 1, sizeof *measured);
	for (size_t i = 0; i < phases * channels; i++) {
		measured[i] = unmeasured();
		measured[i].has_baseline = baseline_of(session, i % phases) != NULL;
	}
	bool well = true;
	for (size_t c = 0; well && c < channels && phases > 0; c++)
		if (waves || !session->channels[c].channel.waveform)
			well = measure_channel(export, session, &session->channels[c], &measured[c * phases], error);
	/* A phase without an end has its trial's baseline all the same. */
	for (size_t i = 0; well && i < phases * channels; i++) {
		const struct phase_row *base = baseline_of(session, i % phases);
		if (base)
			measured[i].baseline = measured[i / phases * phases + (size_t)(base - session->phases)].own_baseline;
	}
	if (well)
		return measured;
	free(measured);
	return NULL;
}

int measured_ok(const struct export *export, const struct measured *measured, double interval_s)
{
	const double *values = export->parameters.values;
	if (isnan(measured->phase.coverage))
		return -1;
	return !measured->cut_off && 100 * measured->phase.coverage >= values[PARAMETER_OK_PCT_VALID]
		&& measured->phase.longest_gap_s <= longest_step(values[PARAMETER_OK_GAP_S], interval_s);
}
