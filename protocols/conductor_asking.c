/* conductor_asking.c - what waits for a person: tell, ask, measure, and decisions */

#include "protocols/conductor_inside.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "protocols/answer.h"

static void put(struct conductor *conductor, enum event_kind kind, int64_t now_ns, int64_t planned_ns, double value)
{
	const struct step *step = conductor_step(conductor);
	struct event event = conductor_event(conductor, kind, now_ns, planned_ns);
	name_copy(event.name, step->name);
	event.value = value;
	conductor->prompts++;
	conductor_say(conductor, event, step->text);
}

/* An event about the question that stands. */
static void answered(struct conductor *conductor, enum event_kind kind, int64_t now_ns, double value, const char *text)
{
	struct event event = conductor_event(conductor, kind, now_ns, TIME_NONE);
	name_copy(event.name, conductor_step(conductor)->name);
	event.value = value;
	conductor_say(conductor, event, text);
}

/* --- tell --- */

static void enter_tell(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	put(conductor, EVENT_TELL, now_ns, planned_ns, NAN);
}

static bool prompt_tell(const struct conductor *conductor, struct prompt *prompt)
{
	(void)conductor;
	prompt->kind = PROMPT_CONFIRM;
	return true;
}

static bool reply_tell(struct conductor *conductor, int64_t now_ns, const char *typed, struct error *error)
{
	(void)typed, (void)error;
	conductor_tell(conductor, EVENT_CONFIRMED, now_ns, "");
	conductor_go_on(conductor, now_ns, now_ns);
	return true;
}

const struct step_conduct tell_conduct = {
	.enter = enter_tell, .ask = enter_tell, .prompt = prompt_tell, .reply = reply_tell,
};

/* --- ask --- */

static void enter_ask(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	put(conductor, EVENT_ASK, now_ns, planned_ns, NAN);
}

static bool prompt_ask(const struct conductor *conductor, struct prompt *prompt)
{
	prompt->kind = PROMPT_QUESTION;
	prompt->question = &conductor_step(conductor)->question;
	return true;
}

static bool reply_ask(struct conductor *conductor, int64_t now_ns, const char *typed, struct error *error)
{
	struct answer answer;
	if (!answer_judge(&conductor_step(conductor)->question, typed, &answer, error)) {
		answered(conductor, EVENT_REJECTED, now_ns, NAN, typed);
		return false;
	}
	answered(conductor, answer.refused ? EVENT_REFUSAL : EVENT_ANSWER, now_ns, answer.value,
	         answer.refused ? "" : answer.text);
	conductor_go_on(conductor, now_ns, now_ns);
	return true;
}

const struct step_conduct ask_conduct = {
	.enter = enter_ask, .ask = enter_ask, .prompt = prompt_ask, .reply = reply_ask,
};

/* --- measure --- */

static void ask_reading(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	bool twice = !isnan(conductor_step(conductor)->measurement.twice_within);
	put(conductor, EVENT_ASK, now_ns, planned_ns, twice ? (double)conductor->reading_count + 1 : (double)NAN);
}

static void enter_measure(struct conductor *conductor, int64_t now_ns, int64_t planned_ns)
{
	conductor->reading_count = 0;
	ask_reading(conductor, now_ns, planned_ns);
}

static bool prompt_measure(const struct conductor *conductor, struct prompt *prompt)
{
	prompt->kind = PROMPT_NUMBER;
	prompt->measurement = &conductor_step(conductor)->measurement;
	prompt->reading = (int)conductor->reading_count + 1;
	return true;
}

/* Two readings that agree give their mean; of three the middle one is taken. A tolerance that is
 * met exactly is not to fail for the last bit of a double. */
static bool readings_suffice(const struct conductor *conductor, double *value)
{
	double within = conductor_step(conductor)->measurement.twice_within;
	const double *r = conductor->readings;
	*value = r[0];
	if (isnan(within))
		return true;
	if (conductor->reading_count == 2) {
		*value = (r[0] + r[1]) / 2;
		return fabs(r[0] - r[1]) <= within + 1e-9;
	}
	if (conductor->reading_count < READINGS_MOST)
		return false;
	*value = fmax(fmin(r[0], r[1]), fmin(fmax(r[0], r[1]), r[2]));
	return true;
}

/* "36.1, 36.2": all readings, as the answer's words. */
static void list_readings(const struct conductor *conductor, char *text, size_t size)
{
	size_t length = 0;
	for (size_t i = 0; i < conductor->reading_count && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%.10g", i ? ", " : "", conductor->readings[i]);
}

static bool reply_measure(struct conductor *conductor, int64_t now_ns, const char *typed, struct error *error)
{
	struct answer answer;
	double value;
	char text[96] = "";
	if (!answer_judge_reading(&conductor_step(conductor)->measurement, typed, &answer, error)) {
		answered(conductor, EVENT_REJECTED, now_ns, NAN, typed);
		return false;
	}
	if (answer.refused) {
		answered(conductor, EVENT_REFUSAL, now_ns, NAN, "");
		conductor_go_on(conductor, now_ns, now_ns);
		return true;
	}
	answered(conductor, EVENT_READING, now_ns, answer.value, typed);
	conductor->readings[conductor->reading_count++] = answer.value;
	if (!readings_suffice(conductor, &value)) {
		ask_reading(conductor, now_ns, now_ns);
		return true;
	}
	list_readings(conductor, text, sizeof text);
	answered(conductor, EVENT_ANSWER, now_ns, value, text);
	conductor_go_on(conductor, now_ns, now_ns);
	return true;
}

const struct step_conduct measure_conduct = {
	.enter = enter_measure, .ask = ask_reading, .prompt = prompt_measure, .reply = reply_measure,
};

/* --- decisions --- */

static const char *const words[MEANING_COUNT] = {
	[MEANS_GO_ON] = DECISION_GO_ON,
	[MEANS_AGAIN] = "try again",
	[MEANS_LEAVE] = "leave this step",
	[MEANS_REDO] = "redo the trial",
	[MEANS_END] = "end the visit",
};

void conductor_undecide(struct conductor *conductor)
{
	struct decision *decision = &conductor->decision;
	for (char **choice = decision->question.choices; choice && *choice; choice++)
		free(*choice);
	free(decision->question.choices);
	decision->question.choices = NULL;
	decision->stands = false;
}

static void put_decision(struct conductor *conductor, int64_t now_ns)
{
	const struct decision *decision = &conductor->decision;
	char text[WHY_SIZE + 128];
	size_t length = (size_t)snprintf(text, sizeof text, "%s:", decision->why);
	for (size_t i = 0; decision->question.choices[i] && length < sizeof text; i++)
		length += (size_t)snprintf(text + length, sizeof text - length, "  [%zu] %s", i + 1,
		                           decision->question.choices[i]);
	conductor->prompts++;
	conductor->decision.asked_ns = now_ns;
	conductor_tell(conductor, EVENT_DECIDE, now_ns, text);
}

void conductor_decide(struct conductor *conductor, int64_t now_ns, const char *why,
                      const enum meaning *meanings, size_t count,
                      void (*decided)(struct conductor *conductor, enum meaning meaning, int64_t now_ns))
{
	struct decision *decision = &conductor->decision;
	assert(!decision->stands && count <= MEANING_COUNT);
	*decision = (struct decision){ .stands = true, .decided = decided, .question = { .kind = QUESTION_CHOICES }};
	snprintf(decision->why, sizeof decision->why, "%s", why);
	decision->question.choices = xcalloc(count + 1, sizeof *decision->question.choices);
	for (size_t i = 0; i < count; i++) {
		decision->meanings[i] = meanings[i];
		decision->question.choices[i] = xstrdup(words[meanings[i]]);
	}
	put_decision(conductor, now_ns);
}

static bool reply_decision(struct conductor *conductor, int64_t now_ns, const char *typed, struct error *error)
{
	struct answer answer;
	if (!answer_judge(&conductor->decision.question, typed, &answer, error))
		return false;
	if (answer.refused)
		return error_set(error, ERROR_REFUSED, "Somebody has to decide; please give the number of a choice.");
	enum meaning meaning = conductor->decision.meanings[(size_t)answer.value - 1];
	conductor_tell(conductor, EVENT_DECISION, now_ns, answer.text);
	conductor_undecide(conductor);
	conductor->decision.decided(conductor, meaning, now_ns);
	return true;
}

/* --- all of them --- */

void conductor_ask_again(struct conductor *conductor, int64_t now_ns)
{
	const struct step_conduct *conduct = conductor_conduct(conductor);
	if (conductor->decision.stands)
		put_decision(conductor, now_ns);
	else if (conduct && conduct->ask)
		conduct->ask(conductor, now_ns, TIME_NONE);
}

static char *without_blanks_around(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	size_t length = strlen(text);
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return xstrndup(text, length);
}

bool conductor_reply(struct conductor *conductor, int64_t now_ns, const char *answer, struct error *error)
{
	struct prompt prompt;
	if (!conductor_prompt(conductor, &prompt))
		return error_set(error, ERROR_REFUSED, "%s", conductor->paused
			? "The visit is paused; /go goes on."
			: "Nothing is being asked at the moment; to keep a remark, write a note.");
	char *typed = without_blanks_around(answer);
	bool taken = prompt.kind == PROMPT_DECISION ? reply_decision(conductor, now_ns, typed, error)
		: conductor_conduct(conductor)->reply(conductor, now_ns, typed, error);
	free(typed);
	return taken;
}
