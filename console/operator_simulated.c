/* operator_simulated.c - an operator and a participant who answer by themselves */

#include "console/operator_simulated.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "protocols/plan.h"

struct simulated_operator simulated_operator_new(uint64_t seed)
{
	return (struct simulated_operator){ .chance = random_new(random_seed_of(seed, "operator"), 2) };
}

static int64_t due_ns(void *self, const struct conductor *conductor, int64_t now_ns)
{
	struct simulated_operator *operator = self;
	const struct step *prompt = conductor_prompt(conductor);
	if (prompt && prompt != operator->prompt) {
		double seconds = prompt->kind == STEP_TELL ? 8 : 3;
		seconds += random_uniform(&operator->chance) * seconds;
		operator->due_ns = now_ns + (int64_t)(seconds * 1e3) * NS_PER_MS;
	}
	operator->prompt = prompt;
	return prompt ? operator->due_ns : TIME_NEVER;
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
	const struct step *prompt = conductor_prompt(conductor);
	if (!prompt || prompt != operator->prompt || now_ns < operator->due_ns)
		return;
	char answer[64] = "";
	if (prompt->kind == STEP_ASK)
		draw_answer(operator, &prompt->question, answer, sizeof answer);
	struct error error;
	operator->prompt = NULL;
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
