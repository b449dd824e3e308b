/* polling.c - one question at a time */

#include "acquisition/text/polling.h"

#include <math.h>

#include "base/clock.h"

static bool seconds_from(const char *key, double least, double *seconds, const struct section *section, struct error *error)
{
	if (!section_number(section, key, seconds, error))
		return false;
	return (*seconds >= least && *seconds <= 86400) || section_error(section, key, error,
		"%s is %g, but its seconds lie between %g and 86400", key, *seconds, least);
}

bool polling_from(struct polling *polling, double interval_s, double timeout_s,
                  const struct section *section, struct error *error)
{
	if (!seconds_from("interval", 0.01, &interval_s, section, error)
	    || !seconds_from("timeout", 0.01, &timeout_s, section, error))
		return false;
	polling->interval_ns = llround(interval_s * (double)NS_PER_S);
	polling->timeout_ns = llround(timeout_s * (double)NS_PER_S);
	return true;
}

static void next_target(struct polling *polling)
{
	polling->awaiting = false;
	polling->until_ns = TIME_NONE;
	polling->target = (polling->target + 1) % polling->targets;
	if (polling->target == 0)
		polling->until_ns = polling->round_ns += polling->interval_ns;
}

static void begin(struct polling *polling, int64_t now_ns)
{
	polling->begun = true;
	polling->round_ns = polling->until_ns = now_ns + polling->timeout_ns;
}

/* Rounds that should have begun already are left out, but for the last one. */
static void catch_up(struct polling *polling, int64_t now_ns)
{
	int64_t late_ns = now_ns - polling->round_ns;
	if (polling->target == 0 && late_ns > 0)
		polling->round_ns += late_ns / polling->interval_ns * polling->interval_ns;
}

static bool put_off(struct polling *polling)
{
	bool noise = polling->noise && polling->put_off < NOISE_MOST;
	polling->put_off = noise ? polling->put_off + 1 : 0;
	polling->noise = false;
	return noise;
}

enum polling_step polling_step(struct polling *polling, int64_t now_ns, int64_t *again_ns)
{
	enum polling_step step = POLLING_WAIT;
	if (!polling->begun)
		begin(polling, now_ns);
	if (now_ns >= polling->until_ns && polling->awaiting) {
		step = POLLING_GIVEN_UP;
		polling->given_up = polling->target;
		next_target(polling);
		if (polling->until_ns < now_ns + polling->timeout_ns)
			polling->until_ns = now_ns + polling->timeout_ns;
	} else if (now_ns >= polling->until_ns) {
		if (!put_off(polling)) {
			step = POLLING_ASK;
			catch_up(polling, now_ns);
			polling->awaiting = true;
		}
		polling->until_ns = now_ns + polling->timeout_ns;
	}
	*again_ns = polling->until_ns;
	return step;
}

void polling_noise(struct polling *polling)
{
	polling->noise = true;
}

void polling_answered(struct polling *polling)
{
	next_target(polling);
}

void polling_ask_on(struct polling *polling)
{
	polling->awaiting = false;
	polling->until_ns = TIME_NONE;
}

void polling_ask_later(struct polling *polling, int64_t now_ns, int64_t pause_ns, int64_t *again_ns)
{
	polling->awaiting = false;
	*again_ns = polling->until_ns = now_ns + pause_ns;
}
