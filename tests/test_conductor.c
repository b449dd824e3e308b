/* test_conductor.c - a visit, told by its events */

#include "protocols/conductor.h"
#include "tests/suites.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define S NS_PER_S

static char up[][NAME_SIZE] = { "up" };
static char shoes[] = "Shoes off.", heavy[] = "How heavy?", where[] = "Which leg?", other[] = "Anything else?";
static char go[] = "Raise both heels.", half[] = "half way";
static char left[] = "left", right[] = "right", both[] = "both";
static char *choices[] = { left, right, both, NULL };

#define PHASE(what, words, seconds, number) .kind = what, .name = words, .lasts_ns = (seconds) * S, .phase = number
#define STILL .reps_per_min = NAN

/* What the tests put together into plans. Trial 0 holds the middle. */
static const struct step tell_shoes = { .kind = STEP_TELL, .text = shoes, .trial = -1, STILL };
static const struct step baseline = { PHASE(STEP_REST, "baseline", 300, 1), STILL };
static const struct step pushups = { PHASE(STEP_EXERCISE, "pushups", 3, 2), .text = go,
	.reps_per_min = 60, .cues = up, .cue_count = 1 };
static const struct step recovery = { PHASE(STEP_REST, "recovery", 600, 3), STILL };
static const struct step mark_half = { .kind = STEP_MARK, .text = half, STILL };
static const struct step ask_scale = { .kind = STEP_ASK, .name = "heaviness", .text = heavy, STILL,
	.question = { .kind = QUESTION_SCALE, .low = 0, .high = 10 }};
static const struct step ask_choice = { .kind = STEP_ASK, .name = "leg", .text = where, STILL,
	.question = { .kind = QUESTION_CHOICES, .choices = choices }};
static const struct step ask_text = { .kind = STEP_ASK, .name = "remark", .text = other, STILL, .trial = -1,
	.question = { .kind = QUESTION_TEXT, .optional = true }};

static struct step steps[8];
static struct planned_trial trials[] = {{ .info = { .number = 1, .condition = "spu" }}};
static struct plan plan;
static struct bus bus;
static struct conductor *conductor;
static struct error error;
static char heard[4096];        /* a line an event */
static struct event last;

/* Adds to what was heard; what no longer fits is lost. */
static void write_down(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void write_down(const char *format, ...)
{
	size_t length = strlen(heard);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(heard + length, sizeof heard - length, format, arguments);
	va_end(arguments);
}

static void hear(void *self, const struct message *message)
{
	(void)self;
	const struct event *event = &message->event;
	if (message->kind == MESSAGE_DEVIATION)
		write_down("deviation %s %s %s\n", deviation_kind_name(message->deviation.kind),
		           severity_name(message->deviation.severity), message->deviation.name);
	if (message->kind != MESSAGE_EVENT)
		return;
	last = *event;
	write_down("%.10g %s", (double)event->time_ns / S, event_kind_name(event->kind));
	if (event->name[0])
		write_down(" %s", event->name);
	if (!isnan(event->value))
		write_down(" %g", event->value);
	if (event->text[0])
		write_down(" '%s'", event->text);
	if (event->planned_ns != TIME_NONE && event->planned_ns != event->time_ns)
		write_down(" due %.10g", (double)event->planned_ns / S);
	write_down("\n");
}

static void fresh_bus(void)
{
	plan = (struct plan){ .steps = steps, .trials = trials, .trial_count = 1 };
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
}

static void free_conductor(void)
{
	conductor_free(conductor);
	conductor = NULL;
}

static void forget(void)
{
	heard[0] = '\0';
}

/* A conductor that has begun these steps at `now`. */
#define BEGIN(now, ...) begin(now, (const struct step[]){ __VA_ARGS__ }, sizeof (const struct step[]){ __VA_ARGS__ })
static void begin(int64_t now_ns, const struct step *from, size_t size)
{
	memcpy(steps, from, size);
	plan.step_count = size / sizeof *from;
	forget();
	conductor = conductor_new(&plan, &bus, NULL, 0);
	conductor_begin(conductor, now_ns);
}

static void a_visit_goes_from_beginning_to_end(void)
{
	BEGIN(0, tell_shoes, baseline, pushups, ask_scale, recovery);
	conductor_reply(conductor, 7 * S, "", &error);
	for (int64_t t = conductor_deadline(conductor); t != TIME_NEVER; t = conductor_deadline(conductor))
		conductor_advance(conductor, t);
	conductor_reply(conductor, 315 * S, "6.5", &error);
	conductor_advance(conductor, 915 * S);
	CU_ASSERT_STRING_EQUAL(heard,
		"0 session_begin\n"
		"0 tell 'Shoes off.'\n"
		"7 confirmed\n"
		"7 trial_begin spu\n"
		"7 phase_begin baseline 'rest'\n"
		"307 phase_end baseline 'rest'\n"
		"307 phase_begin pushups 60 'exercise'\n"
		"307 say 'Raise both heels.'\n"
		"307 cue up 1\n"
		"308 cue up 2\n"
		"309 cue up 3\n"
		"310 phase_end pushups 60 'exercise'\n"
		"310 ask heaviness 'How heavy?'\n"
		"315 answer heaviness 6.5 '6.5'\n"
		"315 phase_begin recovery 'rest'\n"
		"915 phase_end recovery 'rest'\n"
		"915 trial_end spu 'completed'\n"
		"915 session_end 'completed'\n");
	CU_ASSERT_TRUE(conductor_finished(conductor));
	CU_ASSERT_EQUAL(conductor_deadline(conductor), TIME_NEVER);
}

static void a_late_wake_up_delays_no_deadline(void)
{
	BEGIN(0, baseline, pushups, recovery);
	forget();
	conductor_advance(conductor, 302 * S + 500 * NS_PER_MS);
	CU_ASSERT_STRING_EQUAL(heard,
		"302.5 phase_end baseline 'rest' due 300\n"
		"302.5 phase_begin pushups 60 'exercise' due 300\n"
		"302.5 say 'Raise both heels.' due 300\n"
		"302.5 cue up 1 due 300\n"
		"302.5 cue up 2 due 301\n"
		"302.5 cue up 3 due 302\n");
	CU_ASSERT_EQUAL(conductor_deadline(conductor), 303 * S);
}

static void the_cue_of_minute_30_comes_at_minute_30(void)
{
	struct step hour = pushups;
	hour.lasts_ns = 3600 * S;
	hour.reps_per_min = 70;
	BEGIN(11 * S, hour);
	while (conductor_deadline(conductor) < 1811 * S)
		conductor_advance(conductor, conductor_deadline(conductor) + 3 * NS_PER_MS);
	CU_ASSERT_EQUAL(conductor_deadline(conductor), 1811 * S);
	conductor_advance(conductor, 1811 * S);
	CU_ASSERT_EQUAL(last.value, 2101);
	CU_ASSERT_EQUAL(last.planned_ns, 1811 * S);
}

static void an_early_wake_up_does_nothing(void)
{
	BEGIN(0, baseline);
	forget();
	conductor_advance(conductor, 299 * S);
	CU_ASSERT_STRING_EQUAL(heard, "");
}

static void a_mark_takes_no_time(void)
{
	BEGIN(0, mark_half, baseline, mark_half, recovery);
	conductor_advance(conductor, 301 * S);
	CU_ASSERT_STRING_EQUAL(heard,
		"0 session_begin\n"
		"0 trial_begin spu\n"
		"0 mark 'half way'\n"
		"0 phase_begin baseline 'rest'\n"
		"301 phase_end baseline 'rest' due 300\n"
		"301 mark 'half way' due 300\n"
		"301 phase_begin recovery 'rest' due 300\n");
}

static void an_event_knows_its_place_in_the_plan(void)
{
	BEGIN(0, tell_shoes, baseline, pushups);
	CU_ASSERT_EQUAL(last.step, 0);
	CU_ASSERT_EQUAL(last.trial, 0);
	CU_ASSERT_EQUAL(last.attempt, 0);
	CU_ASSERT_EQUAL(last.phase, 0);
	conductor_reply(conductor, 0, "", &error);
	conductor_advance(conductor, 300 * S);
	CU_ASSERT_EQUAL(last.kind, EVENT_CUE);
	CU_ASSERT_EQUAL(last.step, 2);
	CU_ASSERT_EQUAL(last.trial, 1);
	CU_ASSERT_EQUAL(last.attempt, 1);
	CU_ASSERT_EQUAL(last.phase, 2);
}

static void a_scale_takes_numbers_on_it_with_one_decimal_at_most(void)
{
	static const char *const refused[] = { "11", "-1", "6.55", "six", "0x5", "1e1", "inf", "nan", "", "5 6", "." };
	BEGIN(0, ask_scale, recovery);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		CU_ASSERT_FALSE(conductor_reply(conductor, S, refused[i], &error));
		CU_ASSERT_EQUAL(last.kind, EVENT_REJECTED);
	}
	CU_ASSERT_TRUE(conductor_prompt(conductor, &(struct prompt){0}));
	CU_ASSERT_TRUE(conductor_reply(conductor, 2 * S, " 6,5 ", &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(heard, "2 answer heaviness 6.5 '6,5'\n"));
}

static void a_scale_may_go_below_zero(void)
{
	struct step both_ways = ask_scale;
	both_ways.question.low = -5;
	BEGIN(0, both_ways, recovery);
	CU_ASSERT_TRUE(conductor_reply(conductor, S, "-3.5", &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(heard, "1 answer heaviness -3.5 '-3.5'\n"));
}

static void a_rejected_answer_is_kept_and_says_what_is_expected(void)
{
	BEGIN(0, ask_scale);
	forget();
	CU_ASSERT_FALSE(conductor_reply(conductor, 4 * S, "12", &error));
	CU_ASSERT_STRING_EQUAL(heard, "4 rejected heaviness '12'\n");
	CU_ASSERT_STRING_EQUAL(error.text, "'12' is not on the scale; please give a number from 0 to 10 with at most "
	                       "one decimal, or - when there is no answer.");
}

static void a_choice_is_taken_by_number_words_or_a_beginning_that_fits_one(void)
{
	static const char *const given[] = { "2", "RIGHT", "r", " right " };
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		BEGIN(0, ask_choice, recovery);
		forget();
		CU_ASSERT_TRUE(conductor_reply(conductor, S, given[i], &error));
		CU_ASSERT_EQUAL(strncmp(heard, "1 answer leg 2 'right'\n", 23), 0);
		free_conductor();
	}
}

static void a_choice_that_fits_none_is_rejected_with_the_list(void)
{
	BEGIN(0, ask_choice);
	CU_ASSERT_FALSE(conductor_reply(conductor, S, "4", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "'4' does not tell which choice is meant; please give the number of one: "
	                       "1 left, 2 right, 3 both, or - when there is no answer.");
}

static void a_dash_refuses_and_nothing_refuses_an_optional_question(void)
{
	BEGIN(0, ask_choice, ask_text);
	forget();
	CU_ASSERT_TRUE(conductor_reply(conductor, S, "-", &error));
	CU_ASSERT_TRUE(conductor_reply(conductor, 2 * S, "", &error));
	CU_ASSERT_STRING_EQUAL(heard,
		"1 refusal leg\n"
		"1 trial_end spu 'completed'\n"
		"1 ask remark 'Anything else?'\n"
		"2 refusal remark\n"
		"2 session_end 'completed'\n");
}

static void a_reply_that_nobody_asked_for_is_refused(void)
{
	BEGIN(0, baseline);
	CU_ASSERT_FALSE(conductor_reply(conductor, S, "hello", &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
}

static void a_stop_ends_phase_trial_and_visit_as_interrupted(void)
{
	BEGIN(0, baseline, recovery);
	forget();
	conductor_stop(conductor, 100 * S, "feels unwell");
	CU_ASSERT_STRING_EQUAL(heard,
		"100 finish 'feels unwell'\n"
		"100 phase_end baseline 'interrupted' due 300\n"
		"deviation phase_short major baseline\n"
		"deviation ended_early major \n"
		"100 trial_end spu 'interrupted'\n"
		"100 session_end 'interrupted'\n");
	CU_ASSERT_TRUE(conductor_finished(conductor));
	conductor_stop(conductor, 101 * S, "again");
	CU_ASSERT_EQUAL(last.time_ns, 100 * S);
}

static void progress_tells_where_the_visit_stands(void)
{
	BEGIN(0, baseline, pushups, ask_scale, recovery);
	conductor_advance(conductor, 301 * S + S / 2);
	struct progress exercising = conductor_progress(conductor, 301 * S + S / 2);
	CU_ASSERT_EQUAL(exercising.step_index, 1);
	CU_ASSERT_EQUAL(exercising.began_ns, 300 * S);
	CU_ASSERT_EQUAL(exercising.ends_ns, 303 * S);
	CU_ASSERT_EQUAL(exercising.repetitions, 2);
	CU_ASSERT_EQUAL(exercising.expected_end_ns, (303 + 10 + 600) * S);
	conductor_advance(conductor, 303 * S);
	struct progress asking = conductor_progress(conductor, 333 * S);
	CU_ASSERT_EQUAL(asking.ends_ns, TIME_NONE);
	CU_ASSERT_EQUAL(asking.expected_end_ns, (333 + 600) * S);
	conductor_stop(conductor, 340 * S, "");
	CU_ASSERT_PTR_NULL(conductor_progress(conductor, 340 * S).step);
}

static CU_TestInfo tests[] = {
	TEST(a_visit_goes_from_beginning_to_end),
	TEST(a_late_wake_up_delays_no_deadline),
	TEST(the_cue_of_minute_30_comes_at_minute_30),
	TEST(an_early_wake_up_does_nothing),
	TEST(a_mark_takes_no_time),
	TEST(an_event_knows_its_place_in_the_plan),
	TEST(a_scale_takes_numbers_on_it_with_one_decimal_at_most),
	TEST(a_scale_may_go_below_zero),
	TEST(a_rejected_answer_is_kept_and_says_what_is_expected),
	TEST(a_choice_is_taken_by_number_words_or_a_beginning_that_fits_one),
	TEST(a_choice_that_fits_none_is_rejected_with_the_list),
	TEST(a_dash_refuses_and_nothing_refuses_an_optional_question),
	TEST(a_reply_that_nobody_asked_for_is_refused),
	TEST(a_stop_ends_phase_trial_and_visit_as_interrupted),
	TEST(progress_tells_where_the_visit_stands),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo conductor_suite = {
	.pName = "conductor", .pSetUpFunc = fresh_bus, .pTearDownFunc = free_conductor, .pTests = tests,
};
