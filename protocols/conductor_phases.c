/* conductor_phases.c - rest and exercise: their time, their cues, their end; marks and checkpoints */

#include "protocols/conductor_inside.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "protocols/deviations.h"

/* PHASE_BEGIN, PHASE_END: the same facts, another text when it was interrupted. */
static void mark_phase(struct conductor *conductor, enum event_kind kind, int64_t now_ns,
                       int64_t planned_ns, const char *text)
{
	const struct step *step = conductor_step(conductor);
	struct event event = conductor_event(conductor, kind, now_ns, planned_ns);
	name_copy(event.name, step->name);
	event.value = step->reps_per_min;
	conductor_say(conductor, event, text);
}

static void enter(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = conductor_step(conductor);
	conductor->in_phase = true;
	conductor->phase_ns = now_ns;
	conductor->stood_still_ns = 0;
	conductor->cues_given = 0;
	conductor->kept_pace.sum = conductor->kept_pace.count = 0;
	mark_phase(conductor, EVENT_PHASE_BEGIN, now_ns, planned_ns, step_kind_name(step->kind));
	conductor_watch_phase(conductor, true, now_ns);
	if (step->text)
		conductor_say(conductor, conductor_event(conductor, EVENT_SAY, now_ns, planned_ns), step->text);
}

static int64_t due(const struct conductor *conductor)
{
	const struct step *step = conductor_step(conductor);
	int64_t after_ns = step->lasts_ns;
	if (step->cue_count > 0) {
		int64_t cue_ns = step_cue_ns(step, conductor->cues_given);
		after_ns = cue_ns < after_ns ? cue_ns : after_ns;
	}
	return conductor->began_ns + after_ns;
}

static void give_cue(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	const struct step *step = conductor_step(conductor);
	int64_t n = conductor->cues_given++, cues = (int64_t)step->cue_count;
	struct event event = conductor_event(conductor, EVENT_CUE, now_ns, planned_ns);
	name_copy(event.name, step->cues[n % cues]);
	event.value = (double)(n / cues + 1);
	conductor_say(conductor, event, "");
}

/* --- the cadence, where the station measures it --- */

/* Whatever measures it needs a few repetitions to know. */
#define REPS_TO_KNOW 3

void conductor_hear_pace(struct conductor *conductor, const struct sample *sample)
{
	struct kept_pace *kept = &conductor->kept_pace;
	if (sample->channel != kept->channel || !conductor->in_phase || conductor->paused)
		return;
	double known_after_s = REPS_TO_KNOW * 60 / conductor_step(conductor)->reps_per_min;
	if ((double)(sample->time_ns - conductor->phase_ns) / 1e9 < known_after_s)
		return;
	kept->sum += sample->value;
	kept->count++;
}

static void compare_cadence(struct conductor *conductor, int64_t now_ns)
{
	const struct step *step = conductor_step(conductor);
	const struct kept_pace *kept = &conductor->kept_pace;
	struct deviation deviation;
	if (!isnan(step->reps_per_min) && kept->count > 0 && deviation_of_cadence(step, kept->sum / kept->count, &deviation))
		conductor_deviate(conductor, deviation, now_ns, "");
}

/* --- its end --- */

/* `reason` NULL: a deviation of its length is told already. */
static void end_phase(struct conductor *conductor, int64_t now_ns, int64_t planned_ns, const char *text,
                      const char *reason)
{
	struct deviation deviation;
	const struct step *step = conductor_step(conductor);
	int64_t lasted_ns = now_ns - conductor->phase_ns - conductor->stood_still_ns;
	mark_phase(conductor, EVENT_PHASE_END, now_ns, planned_ns, text);
	conductor_tell_losses(conductor, now_ns, true);
	if (reason && deviation_of_length(step, lasted_ns, &deviation))
		conductor_deviate(conductor, deviation, now_ns, reason);
	compare_cadence(conductor, now_ns);
	conductor_watch_phase(conductor, false, now_ns);
	conductor->in_phase = false;
}

static void act(struct conductor *conductor, int64_t now_ns, int64_t due_ns)
{
	const struct step *step = conductor_step(conductor);
	if (due_ns < conductor->began_ns + step->lasts_ns) {
		give_cue(conductor, now_ns, due_ns);
		return;
	}
	end_phase(conductor, now_ns, due_ns, step_kind_name(step->kind), "");
	conductor_go_on(conductor, now_ns, due_ns);
}

int64_t phase_planned_end(const struct step *step, int64_t began_ns)
{
	return step->ending == ENDS_BY_OPERATOR ? TIME_NONE : began_ns + step->lasts_ns;
}

void conductor_cut_phase(struct conductor *conductor, int64_t now_ns, const char *text, const char *reason)
{
	if (conductor->in_phase)
		end_phase(conductor, now_ns, phase_planned_end(conductor_step(conductor), conductor->began_ns), text, reason);
}

const struct step_conduct phase_conduct = { .enter = enter, .due = due, .act = act };

static void enter_mark(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	conductor_say(conductor, conductor_event(conductor, EVENT_MARK, now_ns, planned_ns),
	              conductor_step(conductor)->text);
}

const struct step_conduct mark_conduct = { .instant = true, .enter = enter_mark };

static void enter_checkpoint(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	int64_t max_gap_ns = conductor_step(conductor)->max_gap_ns;
	struct event event = conductor_event(conductor, EVENT_CHECKPOINT, now_ns, planned_ns);
	event.value = max_gap_ns == TIME_NEVER ? (double)NAN : (double)max_gap_ns / 1e9;
	conductor_say(conductor, event, "");
}

const struct step_conduct checkpoint_conduct = { .instant = true, .enter = enter_checkpoint };
