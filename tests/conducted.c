/* conducted.c - a script taken through the conductor by hand, told as a text */

#include "tests/conducted.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/script.h"

const struct channel conducted_channels[3] = {
	{ .name = "toe", .quantity = "temperature", .unit = "degC", .low = 5, .high = 50, .interval_s = 1 },
	{ .name = "spo2", .quantity = "spo2", .unit = "%", .low = 50, .high = 100, .interval_s = 1 },
	{ .name = "pace", .quantity = "cadence", .unit = "/min", .low = 0, .high = 400, .interval_s = 1 },
};

void conducted_line(const struct event *event, char *line, size_t size)
{
	char value[32] = "", due[48] = "", text[512] = "";
	if (!isnan(event->value))
		snprintf(value, sizeof value, " %g", event->value);
	if (event->text[0])
		snprintf(text, sizeof text, " '%s'", event->text);
	if (event->planned_ns != TIME_NONE && event->planned_ns != event->time_ns)
		snprintf(due, sizeof due, " due %.10g", (double)event->planned_ns / 1e9);
	snprintf(line, size, "%.10g %s%s%s%s%s%s", (double)event->time_ns / 1e9, event_kind_name(event->kind),
	         event->name[0] ? " " : "", event->name, value, text, due);
}

static void hear(void *self, const struct message *message)
{
	struct conducted *conducted = self;
	char line[1024];
	if (message->kind == MESSAGE_EVENT) {
		conducted->last = message->event;
		conducted_line(&message->event, line, sizeof line);
	} else if (message->kind == MESSAGE_DEVIATION) {
		const struct deviation *deviation = &message->deviation;
		snprintf(line, sizeof line, "* %s %s %s", severity_name(deviation->severity),
		         deviation_kind_name(deviation->kind), deviation->name);
	} else {
		return;
	}
	size_t length = strlen(conducted->heard);
	snprintf(conducted->heard + length, HEARD_SIZE - length, "%s\n", line);
}

void conducted_plan(struct conducted *conducted, const char *script)
{
	struct participant participant = { .id = "P01", .number = 1 };
	struct script_context context = { .text = script, .participant = &participant, .visit = 1, .seed = 7 };
	struct problems problems = {0};
	*conducted = (struct conducted){ .plan = script_plan("test.lua", &context, &problems), .cadence = -1 };
	for (size_t i = 0; !conducted->plan && i < problems.count; i++)
		fprintf(stderr, "test.lua:%d: %s\n", problems.list[i].line, problems.list[i].text);
	problems_free(&problems);
	if (!conducted->plan)
		abort();
	conducted->conductor = conductor_new(conducted->plan, &conducted->bus, conducted_channels, 3);
	bus_add(&conducted->bus, conducted->conductor, conductor_hear);
	bus_add(&conducted->bus, conducted, hear);
}

void conducted_end(struct conducted *conducted)
{
	conductor_free(conducted->conductor);
	plan_free(conducted->plan);
	conducted->conductor = NULL;
	conducted->plan = NULL;
}

void conducted_begin(struct conducted *conducted, const char *script)
{
	conducted_plan(conducted, script);
	conductor_begin(conducted->conductor, 0);
}

void conducted_forget(struct conducted *conducted)
{
	conducted->heard[0] = '\0';
}

static void pass_until(struct conducted *conducted, int64_t until_ns)
{
	int64_t due_ns;
	while ((due_ns = conductor_deadline(conducted->conductor)) < until_ns)
		conductor_advance(conducted->conductor, due_ns);
	conducted->now_ns = until_ns;
}

static void measure(struct conducted *conducted, int channel, double value)
{
	if (value == -1)
		return;
	bus_sample(&conducted->bus, &(struct sample){
		.channel = channel, .time_ns = conducted->now_ns, .arrival_ns = conducted->now_ns,
		.value = value, .quality = isnan(value) ? QUALITY_MISSING : 0,
	});
}

void conducted_measure(struct conducted *conducted, double toe, double spo2)
{
	measure(conducted, 0, toe);
	measure(conducted, 1, spo2);
	measure(conducted, 2, conducted->cadence);
}

void conducted_run(struct conducted *conducted, int64_t until_s, double toe, double spo2)
{
	while (conducted->now_ns < until_s * NS_PER_S) {
		int64_t next_ns = conducted->now_ns + NS_PER_S;
		pass_until(conducted, next_ns);
		conducted_measure(conducted, toe, spo2);
		conductor_advance(conducted->conductor, next_ns);
	}
}

void conducted_second(struct conducted *conducted, double toe)
{
	conducted_run(conducted, conducted->now_ns / NS_PER_S + 1, toe, -1);
}

bool conducted_reply(struct conducted *conducted, const char *answer)
{
	return conductor_reply(conducted->conductor, conducted->now_ns, answer, &conducted->error);
}

bool conducted_do(struct conducted *conducted, enum operator_verb verb, const char *text)
{
	struct operator_command command = { .verb = verb, .text = text, .stamped_ns = conducted->now_ns };
	return conductor_do(conducted->conductor, conducted->now_ns, &command, &conducted->error);
}

void conducted_conduct(struct conducted *conducted)
{
	while (!conductor_finished(conducted->conductor)) {
		struct prompt prompt;
		conducted_run(conducted, conducted->now_ns / NS_PER_S + 1, 31, 97);
		struct progress progress = conductor_progress(conducted->conductor, conducted->now_ns);
		bool works = progress.step && progress.step->ending == ENDS_BY_OPERATOR;
		if (works && conducted->now_ns - progress.began_ns >= 30 * NS_PER_S)
			conducted_do(conducted, OPERATOR_END, "cannot go on");
		if (conductor_prompt(conducted->conductor, &prompt))
			conducted_reply(conducted, prompt.kind == PROMPT_NUMBER ? "36" : prompt.kind == PROMPT_DECISION ? "1" : "5");
	}
}
