/* conductor_limits.c - what the samples mean for the visit: stop_if, redo_if, sensors that are lost */

#include "protocols/conductor_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "protocols/deviations.h"

static void tell_loss(struct conductor *conductor, const struct needed *needed, int64_t gap_ns, int64_t now_ns)
{
	struct deviation deviation;
	if (deviation_of_gap(&conductor->channels[needed->channel], gap_ns, &deviation))
		conductor_deviate(conductor, deviation, now_ns, "");
}

void conductor_tell_losses(struct conductor *conductor, int64_t now_ns, bool at_end)
{
	for (size_t i = 0; conductor->in_phase && i < conductor->needed_count; i++) {
		struct needed *needed = &conductor->needed[i];
		tell_loss(conductor, needed, needed->lost_ns, now_ns);
		needed->lost_ns = 0;
		if (at_end && !conductor->paused)
			tell_loss(conductor, needed, now_ns - needed->heard_ns, now_ns);
	}
}

static void decided_limit(struct conductor *conductor, enum meaning meaning, int64_t now_ns)
{
	char why[WHY_SIZE];
	snprintf(why, sizeof why, "%s", conductor->decision.why);
	switch (meaning) {
	case MEANS_GO_ON:
	case MEANS_AGAIN:
	case MEANING_COUNT:
		conductor_unpause(conductor, now_ns);
		break;
	case MEANS_LEAVE:
		conductor_leave_step(conductor, now_ns, why);
		break;
	case MEANS_REDO:
		conductor_redo(conductor, now_ns, why);
		break;
	case MEANS_END:
		conductor_finish(conductor, now_ns, EVENT_FINISH, why);
		break;
	}
}

/* Says that a limit was reached, and adds it to the reasons. */
static void tell_limit(struct conductor *conductor, const struct watch *watch, int64_t now_ns, char why[static WHY_SIZE])
{
	char text[WATCH_TEXT_SIZE];
	size_t length = strlen(why);
	struct event event = conductor_event(conductor, EVENT_LIMIT, now_ns, TIME_NONE);
	name_copy(event.name, watch->condition->channel);
	event.value = watch->last_value;
	conductor_say(conductor, event, watch_text(watch, text));
	conductor_deviate(conductor, deviation_of_limit(watch->condition, watch->last_value,
		watch->channel >= 0 ? conductor->channels[watch->channel].unit : ""), now_ns, "");
	snprintf(why + length, WHY_SIZE - length, "%s%s", length ? ", and " : "", text);
}

/* What is under way stops at once, and a person decides. */
static void stop_there(struct conductor *conductor, const char *why, int64_t now_ns)
{
	enum meaning meanings[MEANING_COUNT] = { MEANS_GO_ON, MEANS_LEAVE };
	size_t count = 2;
	conductor_pause(conductor, now_ns, PAUSED_BY_LIMIT);
	if (conductor_may_redo(conductor))
		meanings[count++] = MEANS_REDO;
	meanings[count++] = MEANS_END;
	conductor_decide(conductor, now_ns, why, meanings, count, decided_limit);
}

/* Whether one of redo_if speaks against this attempt. How much of it was covered is only known at its end. */
static void heed_redo(struct conductor *conductor, int64_t now_ns, bool at_end)
{
	char text[WATCH_TEXT_SIZE];
	for (size_t i = 0; i < conductor->redo_count && !conductor->redo_why[0]; i++) {
		struct watch *watch = &conductor->redo[i];
		if ((at_end || watch->condition->kind != CONDITION_COVERAGE_BELOW) && watch_holds(watch, now_ns))
			snprintf(conductor->redo_why, sizeof conductor->redo_why, "%s", watch_text(watch, text));
	}
}

void conductor_heed_limits(struct conductor *conductor, int64_t now_ns)
{
	char why[WHY_SIZE] = "";
	conductor_tell_losses(conductor, now_ns, false);
	heed_redo(conductor, now_ns, false);
	for (size_t i = 0; i < conductor->plan->stop_count; i++) {
		bool holds = watch_holds(&conductor->stop[i], now_ns);
		if (holds && !conductor->stop_told[i])
			tell_limit(conductor, &conductor->stop[i], now_ns, why);
		conductor->stop_told[i] = holds;
	}
	if (why[0])
		stop_there(conductor, why, now_ns);
}

int64_t conductor_limits_due(const struct conductor *conductor)
{
	int64_t due_ns = TIME_NEVER;
	for (size_t i = 0; conductor->begun && i < conductor->plan->stop_count; i++) {
		int64_t one_ns = conductor->stop_told[i] ? TIME_NEVER : watch_due(&conductor->stop[i]);
		due_ns = one_ns < due_ns ? one_ns : due_ns;
	}
	for (size_t i = 0; i < conductor->redo_count && !conductor->redo_why[0]; i++) {
		int64_t one_ns = watch_due(&conductor->redo[i]);
		due_ns = one_ns < due_ns ? one_ns : due_ns;
	}
	return due_ns;
}

bool conductor_wants_redo(struct conductor *conductor, int64_t now_ns)
{
	const struct planned_trial *trial = &conductor->plan->trials[conductor->trial];
	heed_redo(conductor, now_ns, true);
	if (!conductor->redo_why[0] || conductor->attempts[conductor->trial] < trial->attempts)
		return conductor->redo_why[0] != '\0';
	char note[WHY_SIZE + 64];
	snprintf(note, sizeof note, "%s, and no further attempt is planned: this one counts", conductor->redo_why);
	conductor_tell(conductor, EVENT_LIMIT, now_ns, note);
	return false;
}
