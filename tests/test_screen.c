/* test_screen.c - what the screen shows of a visit, at moments that are the same in every run (tests/moments.h) */

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "console/screen/picture.h"
#include "tests/golden.h"
#include "tests/moments.h"
#include "tests/scratch.h"
#include "tests/suites.h"

/* True when what was seen is as the golden file has it. */
static bool is_golden(const char *name)
{
	struct error error;
	struct canvas *canvas = moment_canvas(moment_find(name), NULL, &error);
	char *text = canvas ? canvas_text(canvas) : xstrdup(error.text), *path = xasprintf("tests/golden/%s.txt", name);
	bool golden = golden_holds(path, text);
	canvas_free(canvas);
	free(text);
	free(path);
	return golden;
}

static void an_exercise_with_its_countdown_cues_and_a_gap_in_a_trace(void)
{
	CU_ASSERT_TRUE(is_golden("exercise_80x24"));
}

static void the_same_in_ascii(void)
{
	CU_ASSERT_TRUE(is_golden("exercise_80x24_ascii"));
}

static void more_room_gives_larger_letters_and_taller_traces(void)
{
	CU_ASSERT_TRUE(is_golden("exercise_120x40"));
}

static void a_settle_tells_what_it_has_reached(void)
{
	CU_ASSERT_TRUE(is_golden("settle_80x24"));
}

static void a_scale_is_answered_by_the_arrows(void)
{
	CU_ASSERT_TRUE(is_golden("scale_80x24"));
}

static void a_choice_is_marked_by_more_than_its_colour(void)
{
	CU_ASSERT_TRUE(is_golden("choice_80x24_ascii"));
}

static void a_number_to_be_measured_shows_its_unit_and_range(void)
{
	CU_ASSERT_TRUE(is_golden("measure_80x24"));
}

static void a_frozen_screen_says_so_and_shows_what_was(void)
{
	CU_ASSERT_TRUE(is_golden("frozen_80x24"));
}

static void a_note_is_written_while_the_exercise_goes_on(void)
{
	CU_ASSERT_TRUE(is_golden("note_80x24"));
}

static void channels_that_are_hidden_and_shown_have_a_cross_or_none(void)
{
	CU_ASSERT_TRUE(is_golden("choosing_80x24"));
}

static void an_emergency_asks_to_be_confirmed(void)
{
	CU_ASSERT_TRUE(is_golden("stop_80x24"));
}

static void what_a_key_does_is_told_in_whole_clauses_where_there_is_little_room(void)
{
	CU_ASSERT_TRUE(is_golden("leave_80x24"));
}

static void help_lists_every_key(void)
{
	CU_ASSERT_TRUE(is_golden("help_80x24"));
}

/* The same moment in lines, for logs and for who hears instead of looking. */
static bool is_told(const char *name)
{
	struct error error;
	char *told = NULL, *path = xasprintf("tests/golden/told_%s.txt", name);
	canvas_free(moment_canvas(moment_find(name), &told, &error));
	bool golden = told && golden_holds(path, told);
	free(told);
	free(path);
	return golden;
}

static void everything_that_is_shown_is_told_in_plain_lines_too(void)
{
	CU_ASSERT_TRUE(is_told("exercise_80x24"));
	CU_ASSERT_TRUE(is_told("settle_80x24"));
	CU_ASSERT_TRUE(is_told("measure_80x24"));
}

static void a_picture_of_it_stands_in_the_readme(void)
{
	struct error error;
	struct canvas *canvas = moment_canvas(moment_find("picture_104x32"), NULL, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(canvas);
	char *svg = picture_svg(canvas);
	CU_ASSERT_TRUE(golden_holds("docs/screen.svg", svg));
	canvas_free(canvas);
	free(svg);
}

/* Big-endian, as PNG's header has it. */
static long number_at(const char *bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;
	return (long)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void what_is_seen_is_kept_as_a_png_too(void)
{
	struct error error;
	char *folder = scratch_folder(), *path = xasprintf("%s/screen.png", folder);
	struct canvas *canvas = canvas_new(24, 80, false);
	canvas_put(canvas, 2, 3, 40, INK_STRONG, "\u2588\u28ff 31.4 \ufffe \xed\xa0\x80");
	size_t size[2];
	char *bytes[2];
	for (int i = 0; i < 2; i++) {
		CU_ASSERT_TRUE(picture_png(canvas, path, &error));
		CU_ASSERT_PTR_NOT_NULL_FATAL(bytes[i] = file_read(path, (size_t)1 << 24, &size[i], &error));
		canvas_put(canvas, 2, 5, 40, INK_STRONG, "32.4");
	}
	CU_ASSERT_EQUAL(memcmp(bytes[0], "\x89PNG\r\n\x1a\n", 8), 0);
	CU_ASSERT_EQUAL(number_at(bytes[0] + 16), 2 * (80 * 8 + 16));
	CU_ASSERT_EQUAL(number_at(bytes[0] + 20), 2 * (24 * 17 + 16));
	CU_ASSERT_TRUE(size[0] != size[1] || memcmp(bytes[0], bytes[1], size[0]) != 0);
	CU_ASSERT_FALSE(picture_png(canvas, "/nowhere/at/all.png", &error));
	for (int i = 0; i < 2; i++)
		free(bytes[i]);
	canvas_free(canvas);
	free(path);
	scratch_remove(folder);
}

static CU_TestInfo tests[] = {
	TEST(a_picture_of_it_stands_in_the_readme),
	TEST(an_exercise_with_its_countdown_cues_and_a_gap_in_a_trace),
	TEST(the_same_in_ascii),
	TEST(more_room_gives_larger_letters_and_taller_traces),
	TEST(a_settle_tells_what_it_has_reached),
	TEST(a_scale_is_answered_by_the_arrows),
	TEST(a_choice_is_marked_by_more_than_its_colour),
	TEST(a_number_to_be_measured_shows_its_unit_and_range),
	TEST(a_frozen_screen_says_so_and_shows_what_was),
	TEST(a_note_is_written_while_the_exercise_goes_on),
	TEST(what_is_seen_is_kept_as_a_png_too),
	TEST(channels_that_are_hidden_and_shown_have_a_cross_or_none),
	TEST(an_emergency_asks_to_be_confirmed),
	TEST(what_a_key_does_is_told_in_whole_clauses_where_there_is_little_room),
	TEST(help_lists_every_key),
	TEST(everything_that_is_shown_is_told_in_plain_lines_too),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo screen_suite = {
	.pName = "screen", .pTests = tests,
};
