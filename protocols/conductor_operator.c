/* conductor_operator.c - what the operator does beside replying, and pauses */

#include "protocols/conductor_inside.h"

#include <math.h>

#include "base/clock.h"
#include "base/end_code.h"
#include "protocols/deviations.h"

/* A trial may be done so often by the operator's wish, where the script does not say more. */
#define ATTEMPTS_USUAL 3

void conductor_pause(struct conductor *conductor, int64_t now_ns, const char *text)
{
	if (conductor->paused)
		return;
	conductor_tell(conductor, EVENT_PAUSE, now_ns, text);
	if (conductor->in_phase)
		conductor_watch_phase(conductor, false, now_ns);
	conductor->paused = true;
	conductor->pause_wanted = false;
	conductor->paused_ns = now_ns;
}

/* Closes the pause without going on: all that counts from the step's beginning moves. */
static void end_pause(struct conductor *conductor, int64_t now_ns)
{
	if (!conductor->paused)
		return;
	int64_t stood_ns = now_ns - conductor->paused_ns;
	struct event event = conductor_event(conductor, EVENT_GO_ON, now_ns, TIME_NONE);
	event.value = (double)stood_ns / 1e9;
	conductor->paused = false;
	conductor->began_ns += stood_ns;
	conductor->look_ns += stood_ns;
	conductor->warming.stage_ns += stood_ns;
	if (conductor->in_phase) {
		conductor->stood_still_ns += stood_ns;
		conductor_watch_phase(conductor, true, now_ns);
	}
	conductor_say(conductor, event, "");
}

void conductor_unpause(struct conductor *conductor, int64_t now_ns)
{
	end_pause(conductor, now_ns);
	if (conductor->between) {
		conductor->between = false;
		conductor_enter_from(conductor, conductor->at, now_ns, now_ns);
	} else {
		conductor_ask_again(conductor, now_ns);
	}
}

void conductor_leave_step(struct conductor *conductor, int64_t now_ns, const char *why)
{
	const struct step *step = conductor_step(conductor);
	conductor_undecide(conductor);
	end_pause(conductor, now_ns);
	struct event event = conductor_event(conductor, EVENT_SKIP, now_ns, TIME_NONE);
	struct deviation deviation = deviation_of_skip(step);
	name_copy(event.name, deviation.name);
	conductor_say(conductor, event, why);
	conductor_cut_phase(conductor, now_ns, "interrupted", NULL);
	conductor_deviate(conductor, deviation, now_ns, why);
	conductor_go_on(conductor, now_ns, now_ns);
}

static int attempts_most(const struct conductor *conductor)
{
	int planned = conductor->plan->trials[conductor->trial].attempts;
	return planned > 1 ? planned : ATTEMPTS_USUAL;
}

bool conductor_may_redo(const struct conductor *conductor)
{
	return conductor->trial >= 0 && conductor->attempts[conductor->trial] < attempts_most(conductor);
}

void conductor_redo(struct conductor *conductor, int64_t now_ns, const char *why)
{
	size_t first = conductor->plan->trials[conductor->trial].first_step;
	conductor_undecide(conductor);
	end_pause(conductor, now_ns);
	conductor->between = false;
	conductor_cut_phase(conductor, now_ns, "interrupted", NULL);
	conductor_replace_attempt(conductor, now_ns, TIME_NONE, "interrupted", why);
	conductor_enter_from(conductor, first, now_ns, now_ns);
}

void conductor_finish(struct conductor *conductor, int64_t now_ns, enum event_kind kind, const char *why)
{
	conductor_tell(conductor, kind, now_ns, why);
	conductor_undecide(conductor);
	end_pause(conductor, now_ns);
	conductor_cut_phase(conductor, now_ns, "interrupted", why);
	conductor_deviate(conductor, deviation_of_early_end(), now_ns, why);
	conductor_end_session(conductor, now_ns, TIME_NONE, "interrupted");
}

void conductor_stop(struct conductor *conductor, int64_t now_ns, const char *why)
{
	if (!conductor->finished)
		conductor_finish(conductor, now_ns, EVENT_FINISH, why);
}

void conductor_note(struct conductor *conductor, int64_t now_ns, const char *text)
{
	conductor_tell(conductor, EVENT_NOTE, now_ns, text);
}

static void end_exercise(struct conductor *conductor, int64_t now_ns, const char *typed)
{
	char why[WHY_SIZE];
	end_code_put(typed, why, sizeof why);
	const struct step *step = conductor_step(conductor);
	int64_t cues = (int64_t)step->cue_count;
	end_pause(conductor, now_ns);
	struct event event = conductor_event(conductor, EVENT_EXERCISE_END, now_ns, TIME_NONE);
	name_copy(event.name, step->name);
	if (cues > 0)
		event.value = (double)((conductor->cues_given + cues - 1) / cues);
	conductor_say(conductor, event, why);
	conductor_cut_phase(conductor, now_ns, step->ending == ENDS_BY_OPERATOR ? "exercise" : "interrupted", why);
	conductor_go_on(conductor, now_ns, now_ns);
}

static void go(struct conductor *conductor, int64_t now_ns)
{
	if (conductor->paused)
		conductor_unpause(conductor, now_ns);
	conductor->pause_wanted = false;
}

/* Why a verb is not possible now; NULL: it is. */
static const char *objection(const struct conductor *conductor, enum operator_verb verb)
{
	const struct step *step = conductor_step(conductor);
	bool deciding = conductor->decision.stands;
	switch (verb) {
	case OPERATOR_PAUSE:
	case OPERATOR_PAUSE_NOW:
		return deciding || conductor->paused ? "The visit stands still already." : NULL;
	case OPERATOR_GO:
		return deciding ? "Somebody has to decide first how it goes on."
			: !conductor->paused && !conductor->pause_wanted ? "The visit is not paused." : NULL;
	case OPERATOR_REDO:
		return conductor->trial < 0 ? "There is no trial under way that could be done again."
			: !conductor_may_redo(conductor) ? "This trial has had all its attempts." : NULL;
	case OPERATOR_SKIP:
		return !step ? "There is no step under way that could be left out." : NULL;
	case OPERATOR_END:
		return !step || step->kind != STEP_EXERCISE || deciding
			? "There is no exercise under way; /skip leaves another step out." : NULL;
	default:
		return NULL;
	}
}

static void carry_out(struct conductor *conductor, int64_t now_ns, const struct operator_command *command)
{
	struct event mark;
	switch (command->verb) {
	case OPERATOR_PAUSE:
		conductor->pause_wanted = true;
		break;
	case OPERATOR_PAUSE_NOW:
		conductor_pause(conductor, now_ns, "at once");
		break;
	case OPERATOR_GO:
		go(conductor, now_ns);
		break;
	case OPERATOR_MARK:
		mark = conductor_event(conductor, EVENT_MARK, command->stamped_ns, TIME_NONE);
		conductor_say(conductor, mark, command->text);
		break;
	case OPERATOR_NOTE:
		conductor_note(conductor, now_ns, command->text);
		break;
	case OPERATOR_REDO:
		conductor_redo(conductor, now_ns, command->text);
		break;
	case OPERATOR_SKIP:
		conductor_leave_step(conductor, now_ns, command->text);
		break;
	case OPERATOR_END:
		end_exercise(conductor, now_ns, command->text);
		break;
	case OPERATOR_ADVERSE:
		conductor_tell(conductor, EVENT_ADVERSE, now_ns, command->text);
		break;
	case OPERATOR_FINISH:
		conductor_finish(conductor, now_ns, EVENT_FINISH, command->text);
		break;
	case OPERATOR_STOP:
		conductor_finish(conductor, now_ns, EVENT_EMERGENCY, command->text);
		break;
	case OPERATOR_LEAVE:
		conductor_tell(conductor, EVENT_LEAVE, now_ns, command->text);
		conductor->finished = true;
		break;
	case OPERATOR_VERB_COUNT:
		break;
	}
}

bool conductor_do(struct conductor *conductor, int64_t now_ns, const struct operator_command *command,
                  struct error *error)
{
	if (conductor->finished)
		return error_set(error, ERROR_REFUSED, "The visit has ended.");
	const char *why_not = objection(conductor, command->verb);
	if (why_not)
		return error_set(error, ERROR_REFUSED, "%s", why_not);
	carry_out(conductor, now_ns, command);
	return true;
}
