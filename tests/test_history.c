/* test_history.c - a visit that is interrupted after any of its events goes on, and nothing is left out unsaid */

#include "protocols/history.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tests/conducted.h"
#include "tests/suites.h"

#define EVENTS_MOST 600

static struct conducted visit, later;
static struct event events[EVENTS_MOST];
static size_t count;

static const char script[] = PROTOCOL " }\n"
	"tell 'Shoes off.'\n"
	"measure { 'girth', text = 'Calf?', unit = 'cm', range = { 20, 60 }, twice_within = 0.2 }\n"
	"sensor_check { 'toe', text = 'Hold it.', rise = 1, at_most = 5 * seconds, otherwise = 'ask' }\n"
	"for _, condition in ipairs { 'still', 'spu' } do\n"
	"  checkpoint { max_gap = 15 * minutes }\n"
	"  tell 'Sit.'\n"
	"  trial({ condition = condition }, function()\n"
	"    settle { 'toe', within = 0.3, over = 30, at_most = 40, otherwise = 'ask' }\n"
	"    rest { 'baseline', lasts = 20 }\n"
	"    mark 'now'\n"
	"    exercise { 'work', lasts = 60, reps_per_min = 30, cues = { 'up', 'down' } }\n"
	"    ask { 'heaviness', text = 'How heavy?', scale = { 0, 10 } }\n"
	"    exercise { 'failure', at_most = 60, ends = 'operator' }\n"
	"    rest { 'recovery', lasts = 20 }\n"
	"  end)\n"
	"end\n"
	"ask { 'remarks', text = 'Anything?', words = true, optional = true }\n";

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind != MESSAGE_EVENT || count == EVENTS_MOST)
		return;
	events[count] = message->event;
	events[count++].text = xstrdup(message->event.text);
}

static void whole_visit(void)
{
	count = 0;
	conducted_plan(&visit, script);
	bus_add(&visit.bus, NULL, hear);
	conductor_begin(visit.conductor, 0);
	conducted_conduct(&visit);
}

static void forget(void)
{
	conducted_end(&visit);
	for (size_t i = 0; i < count; i++)
		free((char *)events[i].text);
}

/* The visit broken off behind its first `kept` events and gone on with after `away_s`. */
static void break_off(size_t kept, int64_t away_s)
{
	struct history history;
	conducted_plan(&later, script);
	history_open(&history, later.plan);
	for (size_t i = 0; i < kept; i++) {
		size_t length = strlen(later.heard);
		history_hear(&history, &events[i]);
		conducted_line(&events[i], later.heard + length, HEARD_SIZE - length);
		strcat(later.heard, "\n");
	}
	later.now_ns = (history.last_ns / NS_PER_S + away_s) * NS_PER_S;
	struct way way = conductor_return(later.conductor, &history, later.now_ns);
	conductor_resume(later.conductor, &history, &way, later.now_ns);
	conducted_conduct(&later);
	history_close(&history);
}

/* How many lines of `heard` hold that, from the last `from` on. */
static int lines_with(const char *heard, const char *what)
{
	int found = 0;
	while ((heard = strstr(heard, what))) {
		found++;
		heard += strlen(what);
	}
	return found;
}

/* What must be there once for a visit to be whole, and in which order. */
static const char *const must[] = {
	"session_begin\n", "tell 'Shoes off.'", "confirmed", "answer girth", "checked toe", "checkpoint 900",
	"trial_begin still", "settled toe", "phase_begin baseline", "phase_end baseline", "mark 'now'", "phase_begin work",
	"phase_end work", "answer heaviness", "phase_begin failure", "phase_end failure", "phase_begin recovery",
	"phase_end recovery", "trial_end still 'completed'", "trial_begin spu", "trial_end spu 'completed'",
	"answer remarks", "session_end 'completed'",
};

static bool is_whole(const char *heard)
{
	const char *at = heard;
	for (size_t i = 0; i < sizeof must / sizeof must[0]; i++)
		if (!(at = strstr(at, must[i])))
			return false;
	return lines_with(heard, "session_begin") == 1 && lines_with(heard, "session_end") == 1
		&& lines_with(heard, "trial_end spu 'completed'") == 1 && lines_with(heard, "trial_end still 'completed'") == 1
		&& lines_with(heard, "phase_begin") == lines_with(heard, "phase_end")
		&& lines_with(heard, "trial_begin") == lines_with(heard, "trial_end");
}

static void a_visit_broken_off_after_any_event_goes_on_with_the_next_step(void)
{
	CU_ASSERT_TRUE(count > 150);
	CU_ASSERT_TRUE(is_whole(visit.heard));
	int torn = 0;
	for (size_t kept = 1; kept < count; kept++) {
		break_off(kept, 60);
		torn += !is_whole(later.heard);
		torn += lines_with(later.heard, " resume next_step 6") != 1;
		torn += lines_with(later.heard, "trial_begin") != 2;
		conducted_end(&later);
	}
	CU_ASSERT_EQUAL(torn, 0);
}

static void after_too_long_it_goes_back_to_the_checkpoint_and_does_the_trial_again(void)
{
	int torn = 0;
	for (size_t kept = 1; kept < count; kept++) {
		break_off(kept, 1000);
		bool in_trial = lines_with(later.heard, "trial_end still 0 'interrupted'")
			+ lines_with(later.heard, "trial_end spu 0 'interrupted'") == 1;
		torn += !is_whole(later.heard);
		torn += lines_with(later.heard, " resume checkpoint 10") != 1;
		torn += lines_with(later.heard, "trial_begin") != 2 + in_trial;
		torn += in_trial != (events[kept - 1].trial > 0 && events[kept - 1].kind != EVENT_TRIAL_END);
		conducted_end(&later);
	}
	CU_ASSERT_EQUAL(torn, 0);
}

/* Everything that the second program said before it ended too. */
static void going_on_can_be_interrupted_as_well(void)
{
	struct history history;
	size_t first = count / 2;
	while (events[first].kind != EVENT_CUE)
		first++;
	history_open(&history, visit.plan);
	for (size_t i = 0; i < first; i++)
		history_hear(&history, &events[i]);
	int64_t last_ns = history.last_ns;
	struct event resume = event_at(EVENT_RESUME, last_ns + 2000 * NS_PER_S);
	name_copy(resume.name, "checkpoint");
	history_hear(&history, &resume);
	struct event preflight = event_at(EVENT_PREFLIGHT, last_ns + 2001 * NS_PER_S);
	history_hear(&history, &preflight);
	struct way way = history_way(&history, last_ns + 2010 * NS_PER_S);
	CU_ASSERT_EQUAL(way.away_ns, 2010 * NS_PER_S);
	CU_ASSERT_TRUE(way.from_checkpoint);
	CU_ASSERT_EQUAL(history.returned_ns, last_ns + 2000 * NS_PER_S);
	history_close(&history);
}

static void without_a_checkpoint_a_quarter_of_an_hour_is_the_limit(void)
{
	struct history history;
	conducted_begin(&later, PROTOCOL " }\n trial({ condition = 'spu' }, function()\n rest { 'baseline', lasts = 60 }\n"
	                "rest { 'recovery', lasts = 60 }\n end)");
	history_open(&history, later.plan);
	for (const char *kinds = "bt"; *kinds; kinds++) {
		struct event event = event_at(*kinds == 'b' ? EVENT_SESSION_BEGIN : EVENT_TRIAL_BEGIN, 0);
		event.trial = event.attempt = *kinds == 't';
		history_hear(&history, &event);
	}
	CU_ASSERT_FALSE(history_way(&history, 900 * NS_PER_S).from_checkpoint);
	CU_ASSERT_TRUE(history_way(&history, 901 * NS_PER_S).from_checkpoint);
	CU_ASSERT_EQUAL(history_way(&history, 901 * NS_PER_S).step, 0);
	history_close(&history);
	conducted_end(&later);
}

/* A pause over night: it ends with the program, and is no part of its phase. */
static void a_pause_ends_with_the_program(void)
{
	struct history history;
	size_t at = 0;
	while (!(events[at].kind == EVENT_PHASE_BEGIN && strcmp(events[at].name, "work") == 0))
		at++;
	conducted_plan(&later, script);
	history_open(&history, later.plan);
	for (size_t i = 0; i <= at; i++)
		history_hear(&history, &events[i]);
	struct event pause = event_at(EVENT_PAUSE, events[at].time_ns + 5 * NS_PER_S);
	pause.step = events[at].step;
	history_hear(&history, &pause);
	history_seen(&history, pause.time_ns + 90 * NS_PER_S);
	conductor_return(later.conductor, &history, pause.time_ns + 36000 * NS_PER_S);
	char expected[128];
	int64_t died_s = (pause.time_ns + 90 * NS_PER_S) / NS_PER_S;
	snprintf(expected, sizeof expected, "%lld go_on 90\n%lld phase_end work 30 'interrupted' due %lld\n%lld resume checkpoint 35910",
	         (long long)died_s, (long long)died_s, (long long)(events[at].time_ns / NS_PER_S + 90 + 60), (long long)(pause.time_ns / NS_PER_S + 36000));
	CU_ASSERT_EQUAL(strncmp(later.heard, expected, strlen(expected)), 0);
	history_close(&history);
	conducted_end(&later);
}

/* Of the first trial: the place of the n-th of those events, from 1. */
static size_t place_of(enum event_kind kind, const char *name, int n)
{
	size_t at = 0;
	while (events[at].kind != kind || strcmp(events[at].name, name) != 0 || --n > 0)
		at++;
	return at;
}

static void a_phase_that_an_interruption_cut_off_is_too_short(void)
{
	break_off(place_of(EVENT_CUE, "up", 10) + 1, 60);
	CU_ASSERT_EQUAL(lines_with(later.heard, "phase_end work 30 'interrupted' due 111\n* major phase_short work\n"), 1);
	conducted_end(&later);
	break_off(place_of(EVENT_CUE, "up", 30) + 2, 60);       /* 59 s of 60: as good as whole */
	CU_ASSERT_EQUAL(lines_with(later.heard, "phase_end work 30 'interrupted' due 111\n"), 1);
	CU_ASSERT_EQUAL(lines_with(later.heard, "phase_short"), lines_with(visit.heard, "phase_short"));
	conducted_end(&later);
	break_off(place_of(EVENT_CUE, "up", 10) + 1, 1000);     /* the trial is done again, and its phase with it */
	CU_ASSERT_EQUAL(lines_with(later.heard, "phase_short"), lines_with(visit.heard, "phase_short"));
	conducted_end(&later);
}

/* After 10 s, for 90 s, at the end of which it goes on for as long as 59.5 s of work take; or the program ends. */
static void a_pause_is_no_part_of_a_phase_that_was_cut_off(void)
{
	for (int goes_on = 0; goes_on < 2; goes_on++) {
		struct history history;
		size_t begin = place_of(EVENT_PHASE_BEGIN, "work", 1);
		int64_t worked_ns = goes_on ? 10 * NS_PER_S : 59 * NS_PER_S + NS_PER_S / 2, end_ns = events[begin].time_ns + worked_ns + 90 * NS_PER_S;
		conducted_plan(&later, script);
		history_open(&history, later.plan);
		for (size_t i = 0; i <= begin; i++)
			history_hear(&history, &events[i]);
		history_hear(&history, &(struct event){ .kind = EVENT_PAUSE, .time_ns = events[begin].time_ns + worked_ns, .step = -1 });
		if (goes_on) {
			history_hear(&history, &(struct event){ .kind = EVENT_GO_ON, .time_ns = end_ns, .step = -1 });
			end_ns += 49 * NS_PER_S + NS_PER_S / 2;
		}
		history_seen(&history, end_ns);
		conductor_return(later.conductor, &history, end_ns + 30 * NS_PER_S);
		CU_ASSERT_EQUAL(lines_with(later.heard, "phase_end work 30 'interrupted'"), 1);
		CU_ASSERT_EQUAL(lines_with(later.heard, "* major phase_") + lines_with(later.heard, "* minor phase_"), 0);
		history_close(&history);
		conducted_end(&later);
	}
}

static void it_is_told_what_was_interrupted(void)
{
	struct history history;
	char text[HISTORY_TEXT_SIZE];
	size_t at = 0;
	while (!(events[at].kind == EVENT_PHASE_BEGIN && events[at].trial == 2 && strcmp(events[at].name, "recovery") == 0))
		at++;
	history_open(&history, visit.plan);
	for (size_t i = 0; i <= at; i++)
		history_hear(&history, &events[i]);
	CU_ASSERT_STRING_EQUAL(history_text(&history, history.last_ns + 95 * NS_PER_S, text),
		"interrupted for 95 s in rest recovery of trial 2 (spu); it goes on with the next step");
	history_close(&history);
}

static CU_TestInfo tests[] = {
	TEST(a_visit_broken_off_after_any_event_goes_on_with_the_next_step),
	TEST(after_too_long_it_goes_back_to_the_checkpoint_and_does_the_trial_again),
	TEST(going_on_can_be_interrupted_as_well),
	TEST(without_a_checkpoint_a_quarter_of_an_hour_is_the_limit),
	TEST(a_pause_ends_with_the_program),
	TEST(a_phase_that_an_interruption_cut_off_is_too_short),
	TEST(a_pause_is_no_part_of_a_phase_that_was_cut_off),
	TEST(it_is_told_what_was_interrupted),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo history_suite = {
	.pName = "history", .pSetUpFunc = whole_visit, .pTearDownFunc = forget, .pTests = tests,
};
