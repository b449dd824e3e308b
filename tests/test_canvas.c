/* test_canvas.c - characters in cells: widths, marks that combine, and what is no character */

#include <stdlib.h>
#include <string.h>

#include "console/screen/big_letters.h"
#include "console/screen/canvas.h"
#include "console/screen/picture.h"
#include "tests/suites.h"

static struct canvas *canvas;

static void fresh(void)
{
	canvas = canvas_new(3, 10, false);
}

static void done(void)
{
	canvas_free(canvas);
}

#define SHOWS(text) do { \
		char *found = canvas_text(canvas); \
		CU_ASSERT_STRING_EQUAL(found, text); \
		free(found); \
	} while (0)

static void a_text_is_cut_at_its_width_and_at_the_edge(void)
{
	CU_ASSERT_EQUAL(canvas_put(canvas, 0, 1, 4, INK_PLAIN, "abcdef"), 4);
	CU_ASSERT_EQUAL(canvas_put(canvas, 1, 8, 40, INK_PLAIN, "abcdef"), 2);
	CU_ASSERT_EQUAL(canvas_put(canvas, 7, 0, 40, INK_PLAIN, "abcdef"), 0);
	SHOWS(" abcd\n        ab\n\n");
}

static void wide_characters_take_two_cells_and_are_never_halved(void)
{
	CU_ASSERT_EQUAL(canvas_put(canvas, 0, 0, 5, INK_PLAIN, "足首足"), 4);
	CU_ASSERT_STRING_EQUAL(canvas_cell(canvas, 0, 1)->text, "");
	SHOWS("足首\n\n\n");
}

static void marks_join_the_character_before_them(void)
{
	CU_ASSERT_EQUAL(canvas_put(canvas, 0, 0, 10, INK_PLAIN, "e\u0301a"), 2);
	CU_ASSERT_STRING_EQUAL(canvas_cell(canvas, 0, 0)->text, "e\u0301");
}

static void what_is_no_utf8_or_controls_the_terminal_is_a_question_mark(void)
{
	canvas_put(canvas, 0, 0, 10, INK_PLAIN, "a\xff" "b\033[c\x9f\xc3");
	SHOWS("a?b?[c??\n\n\n");
}

static void on_a_canvas_of_ascii_nothing_else_is_put(void)
{
	canvas_free(canvas);
	canvas = canvas_new(3, 10, true);
	canvas_put(canvas, 0, 0, 10, INK_PLAIN, "Fu\u00df 足");
	canvas_fill(canvas, 1, 0, 3, INK_PLAIN, "\u2500", '-');
	SHOWS("Fu? ??\n---\n\n");
}

static void a_line_breaks_at_blanks_where_there_are_some(void)
{
	CU_ASSERT_EQUAL(text_break("raise both heels", 20), 16);
	CU_ASSERT_EQUAL(text_break("raise both heels", 12), 10);
	CU_ASSERT_EQUAL(text_break("raise both heels", 10), 10);
	CU_ASSERT_EQUAL(text_break("unbreakable", 4), 4);
}

static void large_letters_stand_whole_or_not_at_all(void)
{
	CU_ASSERT_EQUAL(big_columns("1:2"), 9);
	CU_ASSERT_EQUAL(big_put(canvas, 0, 0, 8, INK_STRONG, "11"), 8);
	CU_ASSERT_EQUAL(big_put(canvas, 0, 0, 6, INK_STRONG, "11"), 4);
}

static void a_picture_escapes_what_svg_reserves(void)
{
	canvas_put(canvas, 0, 0, 10, INK_PLAIN, "a<b&c");
	char *svg = picture_svg(canvas);
	CU_ASSERT_PTR_NOT_NULL(strstr(svg, ">a&lt;b&amp;c</text>"));
	free(svg);
}

static CU_TestInfo tests[] = {
	TEST(a_text_is_cut_at_its_width_and_at_the_edge),
	TEST(wide_characters_take_two_cells_and_are_never_halved),
	TEST(marks_join_the_character_before_them),
	TEST(what_is_no_utf8_or_controls_the_terminal_is_a_question_mark),
	TEST(on_a_canvas_of_ascii_nothing_else_is_put),
	TEST(a_line_breaks_at_blanks_where_there_are_some),
	TEST(large_letters_stand_whole_or_not_at_all),
	TEST(a_picture_escapes_what_svg_reserves),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo canvas_suite = {
	.pName = "canvas", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
