/* test_cue.c - the participant's screen: which cue comes when, and what is shown */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "console/cue_board.h"
#include "console/screen/cue_draw.h"
#include "tests/golden.h"
#include "tests/scratch.h"
#include "tests/suites.h"

static struct cue_notice notice;
static const char *name;

/* Up and down thirty times a minute, from second 100 to second 160. */
static void fresh(void)
{
	notice = (struct cue_notice){
		.word = "exercise", .text = "At each tone raise both heels to the top, then let them drop.", .moving = true,
		.began_ns = 100 * NS_PER_S, .ends_ns = 160 * NS_PER_S, .reps_per_min = 30,
		.cue_count = 2, .cues = { "up", "down" }, .evenly = true,
	};
}

static double next_s(double from_s)
{
	int64_t next_ns = cue_next_ns(&notice, (int64_t)(from_s * 1e9), &name);
	return next_ns == TIME_NEVER ? INFINITY : (double)next_ns / 1e9;
}

static void cues_follow_one_another_evenly(void)
{
	CU_ASSERT_EQUAL(next_s(90), 100);
	CU_ASSERT_STRING_EQUAL(name, "up");
	CU_ASSERT_EQUAL(next_s(100), 100);
	CU_ASSERT_EQUAL(next_s(100.001), 101);
	CU_ASSERT_STRING_EQUAL(name, "down");
	CU_ASSERT_EQUAL(next_s(158.5), 159);
	CU_ASSERT_EQUAL(next_s(159.5), INFINITY);
}

static void or_at_times_of_their_own(void)
{
	notice.evenly = false;
	notice.cue_at_ns[1] = NS_PER_S / 2;
	CU_ASSERT_EQUAL(next_s(102.1), 102.5);
	CU_ASSERT_STRING_EQUAL(name, "down");
	CU_ASSERT_EQUAL(next_s(102.6), 104);
}

static void a_pause_has_no_cues(void)
{
	notice.paused = true;
	CU_ASSERT_EQUAL(next_s(110), INFINITY);
}

static void what_is_put_on_the_board_is_read_from_it_until_it_is_taken_down(void)
{
	struct cue_notice read;
	struct timespec now;
	char *folder = scratch_folder();
	CU_ASSERT_FALSE(cue_board_read(folder, &read));
	struct clock *clock = clock_new_real();
	struct cue_board *board = cue_board_open(folder, clock);
	CU_ASSERT_PTR_NOT_NULL_FATAL(board);
	clock_gettime(CLOCK_MONOTONIC, &now);
	notice.alive_ns = now.tv_sec * NS_PER_S;
	cue_board_put(board, &notice);
	CU_ASSERT_TRUE(cue_board_read(folder, &read));
	CU_ASSERT_STRING_EQUAL(read.word, "exercise");
	notice.alive_ns -= 60 * NS_PER_S;       /* a program that crashed */
	cue_board_put(board, &notice);
	CU_ASSERT_FALSE(cue_board_read(folder, &read));
	cue_board_close(board);
	CU_ASSERT_FALSE(cue_board_read(folder, &read));
	clock_free(clock);
	scratch_remove(folder);
}

static bool shows(const char *golden, bool ascii, double at_s)
{
	struct canvas *canvas = canvas_new(24, 80, ascii);
	cue_draw(canvas, &notice, (int64_t)(at_s * 1e9));
	char *text = canvas_text(canvas);
	bool holds = golden_holds(golden, text);
	free(text);
	canvas_free(canvas);
	return holds;
}

static void the_bar_has_risen_and_the_word_of_the_cue_has_gone(void)
{
	CU_ASSERT_TRUE(shows("tests/golden/cue_high.txt", false, 110.8));
}

static void the_word_of_the_cue_stands_for_a_moment(void)
{
	CU_ASSERT_TRUE(shows("tests/golden/cue_word_ascii.txt", true, 112.2));
}

static CU_TestInfo tests[] = {
	TEST(cues_follow_one_another_evenly),
	TEST(or_at_times_of_their_own),
	TEST(a_pause_has_no_cues),
	TEST(what_is_put_on_the_board_is_read_from_it_until_it_is_taken_down),
	TEST(the_bar_has_risen_and_the_word_of_the_cue_has_gone),
	TEST(the_word_of_the_cue_stands_for_a_moment),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo cue_suite = {
	.pName = "cue", .pSetUpFunc = fresh, .pTests = tests,
};
