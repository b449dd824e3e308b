/* conductor_limits.c - what the samples mean for the visit: stop_if, redo_if, sensors that are lost */

#include "protocols/conductor_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/deviations.h"

static void open_settling(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	size_t count = 0;
	for (size_t i = 0; i < plan->step_count; i++)
		count += plan->steps[i].settling.until_count;
	conductor->settling = xcalloc(count, sizeof *conductor->settling);
	for (size_t i = 0; i < plan->step_count; i++)
		for (size_t c = 0; c < plan->steps[i].settling.until_count; c++)
			watch_open(&conductor->settling[conductor->settling_count++], &plan->steps[i].settling.until[c],
			           conductor->channels, conductor->channel_count);
}

static void open_needed(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	conductor->needed = xcalloc(plan->need_count, sizeof *conductor->needed);
	for (size_t i = 0; i < plan->need_count; i++)
		for (size_t c = 0; c < conductor->channel_count; c++)
			if (plan->needs[i].required && strcmp(plan->needs[i].channel, conductor->channels[c].name) == 0)
				conductor->needed[conductor->needed_count++] = (struct needed){ .channel = (int)c };
}

/* The first one that the script has asked for. */
static void open_pace(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	conductor->kept_pace.channel = -1;
	for (size_t i = 0; i < plan->need_count && conductor->kept_pace.channel < 0; i++)
		for (size_t c = 0; c < conductor->channel_count; c++)
			if (strcmp(plan->needs[i].channel, conductor->channels[c].name) == 0
			    && strcmp(conductor->channels[c].quantity, "cadence") == 0)
				conductor->kept_pace.channel = (int)c;
}

void conductor_open_watches(struct conductor *conductor)
{
	const struct plan *plan = conductor->plan;
	open_settling(conductor);
	open_needed(conductor);
	open_pace(conductor);
	conductor->stop = xcalloc(plan->stop_count, sizeof *conductor->stop);
	conductor->stop_told = xcalloc(plan->stop_count, sizeof *conductor->stop_told);
	for (size_t i = 0; i < plan->stop_count; i++)
		watch_open(&conductor->stop[i], &plan->stop_if[i], conductor->channels, conductor->channel_count);
}

static void close_all(struct watch *watches, size_t count)
{
	for (size_t i = 0; i < count; i++)
		watch_close(&watches[i]);
	free(watches);
}

static size_t redo_count(const struct conductor *conductor)
{
	return conductor->trial >= 0 && conductor->redo ? conductor->plan->trials[conductor->trial].redo_count : 0;
}

void conductor_close_watches(struct conductor *conductor)
{
	close_all(conductor->redo, redo_count(conductor));
	close_all(conductor->settling, conductor->settling_count);
	close_all(conductor->stop, conductor->plan->stop_count);
	free(conductor->stop_told);
	free(conductor->needed);
}

void conductor_begin_watches(struct conductor *conductor, int64_t now_ns)
{
	for (size_t i = 0; i < conductor->plan->stop_count; i++)
		watch_anew(&conductor->stop[i], now_ns);
}

void conductor_watch_trial(struct conductor *conductor, int trial, int64_t now_ns)
{
	close_all(conductor->redo, redo_count(conductor));
	conductor->redo = NULL;
	conductor->redo_why[0] = '\0';
	if (trial < 0 || conductor->plan->trials[trial].redo_count == 0)
		return;
	const struct planned_trial *planned = &conductor->plan->trials[trial];
	conductor->redo = xcalloc(planned->redo_count, sizeof *conductor->redo);
	for (size_t i = 0; i < planned->redo_count; i++) {
		watch_open(&conductor->redo[i], &planned->redo_if[i], conductor->channels, conductor->channel_count);
		watch_anew(&conductor->redo[i], now_ns);
	}
}

void conductor_watch_phase(struct conductor *conductor, bool runs, int64_t now_ns)
{
	for (size_t i = 0; i < redo_count(conductor); i++)
		watch_phase(&conductor->redo[i], runs, now_ns);
	for (size_t i = 0; i < conductor->needed_count; i++) {
		struct needed *needed = &conductor->needed[i];
		int64_t gap_ns = now_ns - needed->heard_ns;
		if (!runs && gap_ns > needed->lost_ns)
			needed->lost_ns = gap_ns;
		if (runs && now_ns == conductor->phase_ns)
			*needed = (struct needed){ .channel = needed->channel };
		needed->heard_ns = now_ns;
	}
}

static void hear_needed(struct conductor *conductor, const struct sample *sample)
{
	for (size_t i = 0; conductor->in_phase && !conductor->paused && i < conductor->needed_count; i++) {
		struct needed *needed = &conductor->needed[i];
		if (needed->channel != sample->channel || !sample_is_valid(sample) || sample->time_ns < needed->heard_ns)
			continue;
		int64_t gap_ns = sample->time_ns - needed->heard_ns;
		if (gap_ns > needed->lost_ns)
			needed->lost_ns = gap_ns;
		needed->heard_ns = sample->time_ns;
	}
}

void conductor_hear(void *self, const struct message *message)
{
	struct conductor *conductor = self;
	if (message->kind != MESSAGE_SAMPLE)
		return;
	const struct sample *sample = &message->sample;
	for (size_t i = 0; i < conductor->settling_count; i++)
		watch_hear(&conductor->settling[i], sample);
	for (size_t i = 0; i < conductor->plan->stop_count; i++)
		watch_hear(&conductor->stop[i], sample);
	for (size_t i = 0; i < redo_count(conductor); i++)
		watch_hear(&conductor->redo[i], sample);
	hear_needed(conductor, sample);
	if (!sample_is_valid(sample))
		return;
	conductor_hear_pace(conductor, sample);
	conductor_hear_warming(conductor, sample);
}

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

static void heed_redo(struct conductor *conductor, int64_t now_ns)
{
	char text[WATCH_TEXT_SIZE];
	for (size_t i = 0; i < redo_count(conductor) && !conductor->redo_why[0]; i++) {
		struct watch *watch = &conductor->redo[i];
		if (watch->condition->kind != CONDITION_COVERAGE_BELOW && watch_holds(watch, now_ns))
			snprintf(conductor->redo_why, sizeof conductor->redo_why, "%s", watch_text(watch, text));
	}
}

void conductor_heed_limits(struct conductor *conductor, int64_t now_ns)
{
	char why[WHY_SIZE] = "";
	conductor_tell_losses(conductor, now_ns, false);
	heed_redo(conductor, now_ns);
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
	for (size_t i = 0; i < redo_count(conductor) && !conductor->redo_why[0]; i++) {
		int64_t one_ns = watch_due(&conductor->redo[i]);
		due_ns = one_ns < due_ns ? one_ns : due_ns;
	}
	return due_ns;
}

bool conductor_wants_redo(struct conductor *conductor, int64_t now_ns)
{
	const struct planned_trial *trial = &conductor->plan->trials[conductor->trial];
	char text[WATCH_TEXT_SIZE];
	for (size_t i = 0; i < redo_count(conductor) && !conductor->redo_why[0]; i++)
		if (watch_holds(&conductor->redo[i], now_ns))
			snprintf(conductor->redo_why, sizeof conductor->redo_why, "%s", watch_text(&conductor->redo[i], text));
	if (!conductor->redo_why[0] || conductor->attempts[conductor->trial] < trial->attempts)
		return conductor->redo_why[0] != '\0';
	char note[WHY_SIZE + 64];
	snprintf(note, sizeof note, "%s, and no further attempt is planned: this one counts", conductor->redo_why);
	conductor_tell(conductor, EVENT_LIMIT, now_ns, note);
	return false;
}
