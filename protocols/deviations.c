/* deviations.c - how far is too far from the plan */

#include "protocols/deviations.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "protocols/window.h"

static struct deviation deviation(enum deviation_kind kind, enum severity severity, const char *name,
                                  double planned, double actual, const char *unit)
{
	struct deviation made = { .kind = kind, .severity = severity, .planned = planned, .actual = actual, .reason = "" };
	name_copy(made.name, name);
	snprintf(made.unit, sizeof made.unit, "%s", unit);
	return made;
}

bool deviation_of_length(const struct step *phase, int64_t lasted_ns, struct deviation *found)
{
	double planned = (double)phase->lasts_ns / 1e9, lasted = (double)lasted_ns / 1e9;
	double off = fabs(lasted - planned);
	if (off <= fmax(1, 0.02 * planned) || (phase->ending == ENDS_BY_OPERATOR && lasted < planned))
		return false;
	*found = deviation(lasted < planned ? DEVIATION_PHASE_SHORT : DEVIATION_PHASE_LONG,
	                   off > 0.10 * planned ? SEVERITY_MAJOR : SEVERITY_MINOR, phase->name, planned, lasted, "s");
	return true;
}

bool deviation_of_cadence(const struct step *phase, double measured_per_min, struct deviation *found)
{
	double off = fabs(measured_per_min - phase->reps_per_min) / phase->reps_per_min;
	if (!(off > 0.10))
		return false;
	*found = deviation(DEVIATION_CADENCE, off > 0.20 ? SEVERITY_MAJOR : SEVERITY_MINOR, phase->name,
	                   phase->reps_per_min, measured_per_min, "/min");
	return true;
}

bool deviation_of_gap(const struct channel *channel, int64_t gap_ns, struct deviation *found)
{
	int64_t usual_ns = window_gap_ns(channel->interval_s), most_ns = usual_ns > 10 * NS_PER_S ? usual_ns : 10 * NS_PER_S;
	if (channel->afterwards || gap_ns <= most_ns)
		return false;
	*found = deviation(DEVIATION_SENSOR_LOST, gap_ns > 3 * most_ns ? SEVERITY_MAJOR : SEVERITY_MINOR,
	                   channel->name, NAN, (double)gap_ns / 1e9, "s");
	return true;
}

struct deviation deviation_of_skip(const struct step *step)
{
	return deviation(DEVIATION_SKIPPED, step_is_phase(step) ? SEVERITY_MAJOR : SEVERITY_MINOR,
	                 step->name[0] ? step->name : step_kind_name(step->kind), NAN, NAN, "");
}

struct deviation deviation_of_limit(const struct condition *limit, double value, const char *unit)
{
	bool measured = limit->kind == CONDITION_BELOW || limit->kind == CONDITION_ABOVE;
	return deviation(DEVIATION_LIMIT, SEVERITY_MAJOR, limit->channel, measured ? limit->threshold : NAN,
	                 measured ? value : NAN, measured ? unit : "");
}

struct deviation deviation_of_early_end(void)
{
	return deviation(DEVIATION_ENDED_EARLY, SEVERITY_MAJOR, "", NAN, NAN, "");
}
