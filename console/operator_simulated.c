/* operator_simulated.c - an operator and a participant who answer by themselves */

#include "console/operator_simulated.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "protocols/plan.h"

struct simulated_operator simulated_operator_new(uint64_t seed)
{
	return (struct simulated_operator){
		.chance = random_new(random_seed_of(seed, "operator"), 2), .reading = NAN,
	};
}

/* An exercise to failure fails somewhere in its second half. */
static int64_t due_of_exercise(struct simulated_operator *operator, const struct conductor *conductor, int64_t now_ns)
{
	struct progress progress = conductor_progress(conductor, now_ns);
	operator->prompt = 0;
	if (!progress.step || progress.step->ending != ENDS_BY_OPERATOR || progress.paused) {
		operator->step = 0;
		return TIME_NEVER;
	}
	if (operator->step != progress.step_index + 1) {
		double part = 0.5 + 0.45 * random_uniform(&operator->chance);
		operator->due_ns = now_ns + (int64_t)(part * (double)progress.step->lasts_ns / 1e6) * NS_PER_MS;
	}
	operator->step = progress.step_index + 1;
	return operator->due_ns;
}

static int64_t due_ns(void *self, const struct conductor *conductor, int64_t now_ns)
{
	struct simulated_operator *operator = self;
	struct prompt prompt;
	if (!conductor_prompt(conductor, &prompt))
		return due_of_exercise(operator, conductor, now_ns);
	if (prompt.number != operator->prompt) {
		double seconds = prompt.kind == PROMPT_CONFIRM ? 8 : 3;
		seconds += random_uniform(&operator->chance) * seconds;
		operator->due_ns = now_ns + (int64_t)(seconds * 1e3) * NS_PER_MS;
	}
	operator->prompt = prompt.number;
	operator->step = 0;
	return operator->due_ns;
}

/* The first reading lies in the middle of what can be true; a second one near it. */
static void draw_reading(struct simulated_operator *operator, const struct step *step, char *answer, size_t size)
{
	const struct measurement *measurement = &step->measurement;
	double low = isnan(measurement->low) ? 0 : measurement->low;
	double high = isnan(measurement->high) ? low + 100 : measurement->high;
	if (operator->read != step || isnan(operator->reading))
		operator->reading = low + (high - low) * (0.4 + 0.2 * random_uniform(&operator->chance));
	double off = isnan(measurement->twice_within) ? 0
		: measurement->twice_within * 0.4 * random_normal(&operator->chance);
	operator->read = step;
	snprintf(answer, size, "%.1f", fmin(high, fmax(low, operator->reading + off)));
}

static void draw_answer(struct simulated_operator *operator, const struct question *question,
                        char *answer, size_t size)
{
	uint32_t choices = 0;
	switch (question->kind) {
	case QUESTION_SCALE:
		snprintf(answer, size, "%.0f", ceil(question->low) + (double)random_below(&operator->chance,
			(uint32_t)(floor(question->high) - ceil(question->low)) + 1));
		break;
	case QUESTION_CHOICES:
		while (question->choices[choices])
			choices++;
		snprintf(answer, size, "%u", random_below(&operator->chance, choices) + 1);
		break;
	case QUESTION_TEXT:
		snprintf(answer, size, "nothing to remark");
		break;
	}
}

static void act(void *self, struct conductor *conductor, int64_t now_ns)
{
	struct simulated_operator *operator = self;
	struct prompt prompt;
	struct error error;
	char answer[64] = "";
	bool asked = conductor_prompt(conductor, &prompt);
	if (!asked && operator->step && now_ns >= operator->due_ns) {
		operator->step = 0;
		conductor_do(conductor, now_ns, &(struct operator_command){
			.verb = OPERATOR_END, .text = "fatigue cannot go on", .stamped_ns = now_ns }, &error);
		return;
	}
	if (!asked || prompt.number != operator->prompt || now_ns < operator->due_ns)
		return;
	if (prompt.kind == PROMPT_QUESTION)
		draw_answer(operator, prompt.question, answer, sizeof answer);
	else if (prompt.kind == PROMPT_NUMBER)
		draw_reading(operator, prompt.step, answer, sizeof answer);
	else if (prompt.kind == PROMPT_DECISION)
		snprintf(answer, sizeof answer, "1");
	operator->prompt = 0;
	if (!conductor_reply(conductor, now_ns, answer, &error))
		conductor_stop(conductor, now_ns, error.text);
}

static bool leaves(void *self)
{
	(void)self;
	return false;
}

struct operator_link simulated_operator_link(struct simulated_operator *operator)
{
	return (struct operator_link){
		.self = operator, .wake_fd = -1, .due_ns = due_ns, .act = act, .leaves = leaves,
	};
}
