/* parameter.c - the figures that the measures depend on, which a study may set */

#include "base/parameter.h"

static const struct parameter_kind kinds[PARAMETER_COUNT] = {
	[PARAMETER_BASELINE_S] = { "baseline_s", "s", 60, 1, 3600,
		"The end of the phase named baseline over which the baseline is averaged." },
	[PARAMETER_AREA_GAP_S] = { "area_gap_s", "s", 5, 0.1, 600,
		"No area is integrated and no change is called lasting across a longer time without a valid sample; "
		"or than 2.5 expected intervals where these are longer." },
	[PARAMETER_STEP_DEGC] = { "step_degc", "degC", 0.5, 0.01, 20, "The change of a temperature that is timed." },
	[PARAMETER_STEP_HELD_S] = { "step_held_s", "s", 10, 0, 600, "How long that change must last." },
	[PARAMETER_END_S] = { "end_s", "s", 10, 0.1, 600,
		"The end of a phase over which the value that it ended with is averaged." },
	[PARAMETER_OK_PCT_VALID] = { "ok_pct_valid", "%", 80, 0, 100, "phase_ok is 1 when pct_valid is at least this." },
	[PARAMETER_OK_GAP_S] = { "ok_gap_s", "s", 10, 0, 3600,
		"And longest_gap_s at most this, or 2.5 expected intervals where these are longer." },
	[PARAMETER_NADIR_S] = { "nadir_s", "s", 3, 0, 600, "An SpO2 counts as reached when it lasts that long." },
	[PARAMETER_SPO2_LOW] = { "spo2_low", "%", 94, 50, 100, "The first limit of SpO2." },
	[PARAMETER_SPO2_VERY_LOW] = { "spo2_very_low", "%", 90, 50, 100, "The second limit of SpO2." },
	[PARAMETER_DESAT_DROP] = { "desat_drop", "%", 3, 0.5, 50, "A desaturation is at least this far below baseline." },
	[PARAMETER_DESAT_S] = { "desat_s", "s", 10, 0, 600, "And lasts at least this long." },
	[PARAMETER_JUMP_DEGC_S] = { "jump_degc_s", "degC/s", 0.5, 0.01, 50, "A temperature that changes faster has jumped." },
	[PARAMETER_JUMP_SPO2_S] = { "jump_spo2_s", "%/s", 4, 0.5, 50, "A saturation that changes faster has jumped." },
	[PARAMETER_JUMP_PULSE_S] = { "jump_pulse_s", "/min/s", 30, 1, 250, "A pulse rate that changes faster has jumped." },
	[PARAMETER_REFILL_ENDPOINT] = { "refill_endpoint", "1", 0.05, 0, 0.5,
		"The part of the amplitude that is left when the veins count as refilled." },
	[PARAMETER_REFILL_BASE_S] = { "refill_base_s", "s", 5, 0.5, 120,
		"The end of the rest before the exercise whose median is the curve's baseline." },
	[PARAMETER_REFILL_SMOOTH_S] = { "refill_smooth_s", "s", 1, 0, 10,
		"Width of the centred moving mean that parts the veins from the pulse; 0 leaves the signal as it is." },
	[PARAMETER_REFILL_BEFORE_S] = { "refill_before_s", "s", 2, 0, 60,
		"The curve's peak is looked for from this long before the last cue (or the exercise's end without cues)" },
	[PARAMETER_REFILL_AFTER_S] = { "refill_after_s", "s", 5, 0, 60, "to this long behind it." },
	[PARAMETER_REFILL_FIT_S] = { "refill_fit_s", "s", 3, 0, 10,
		"R_max is the value at the peak's time of the straight line fitted to this much of the smoothed curve behind it, so "
		"that a single beat does not lift it; 0 takes the peak itself." },
	[PARAMETER_REFILL_TI_S] = { "refill_ti_s", "s", 3, 0.5, 30,
		"The line of the initial inflow goes through the peak and the curve's point this much later." },
	[PARAMETER_REFILL_MOVE_MAD] = { "refill_move_mad", "MAD", 5, 1, 1000,
		"A sample of the refill farther from the smoothed curve than this many median absolute deviations, and than "
		"5 % of the amplitude, is flagged as movement." },
	[PARAMETER_REFILL_PLATEAU] = { "refill_plateau", "%/s", 2, 0, 100,
		"A baseline steeper than this part of the amplitude is flagged as no plateau." },
	[PARAMETER_REFILL_LEAST_PCT] = { "refill_least_pct", "%", 0.5, 0, 100,
		"An amplitude smaller than this part of the baseline is flagged as small." },
};

const struct parameter_kind *parameter_kind(enum parameter parameter)
{
	return &kinds[parameter];
}

struct parameters parameters_initial(void)
{
	struct parameters parameters;
	for (int i = 0; i < PARAMETER_COUNT; i++)
		parameters.values[i] = kinds[i].initial;
	return parameters;
}
