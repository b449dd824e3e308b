/* test_look.c - what the keys mean, and what comes of them */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "console/screen/look.h"
#include "console/screen/screen_draw.h"
#include "tests/suites.h"

static struct look look;
static struct snapshot *snapshot;
static struct wish last;

static void fresh(void)
{
	look = look_new(LOOK_VISIT);
	snapshot = snapshot_new(3);
	snapshot->now_ns = 100 * NS_PER_S;
}

static void done(void)
{
	snapshot_free(snapshot);
}

/* Something is asked, and a second passes. */
static struct stage_prompt *asked(enum stage_prompt_kind kind)
{
	struct stage_prompt *prompt = &snapshot->stage.prompt;
	prompt->kind = kind;
	prompt->number++;
	look_follow(&look, snapshot);
	snapshot->now_ns += NS_PER_S;
	return prompt;
}

/* Presses keys one after the other; what the last one wished is left in `last`. */
#define PRESS(...) press((const int[]){ __VA_ARGS__, 0 })
static enum wish_kind press(const int *keys)
{
	for (; *keys; keys++)
		last = look_press(&look, *keys, snapshot);
	return last.kind;
}

static void enter_confirms_an_instruction(void)
{
	asked(ASKED_TO_CONFIRM);
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_ANSWER);
	CU_ASSERT_STRING_EQUAL(last.text, "");
}

static void enter_does_not_answer_what_nobody_can_have_read(void)
{
	asked(ASKED_TO_CONFIRM);
	snapshot->now_ns += -NS_PER_S + 200 * NS_PER_MS;
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_NONE);
}

static void a_number_is_typed_or_reached_by_arrows(void)
{
	struct stage_prompt *prompt = asked(ASKED_NUMBER);
	prompt->low = 0;
	prompt->high = 10;
	prompt->scale = true;
	PRESS('4', '.', '5', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "4.5");
	PRESS(PRESS_BACKSPACE, PRESS_BACKSPACE, PRESS_RIGHT, PRESS_RIGHT, PRESS_LEFT, PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "5");
	PRESS(PRESS_CONTROL_U, PRESS_LEFT, PRESS_RIGHT, PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "10");
}

static void what_was_not_taken_gives_way_to_what_is_typed_next(void)
{
	asked(ASKED_NUMBER);
	PRESS('7', '0', PRESS_ENTER);
	PRESS('3', '6', ',', '5', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "36,5");
	PRESS(PRESS_BACKSPACE, '9', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "36,9");
}

static void a_line_as_in_plain_lines_writes_nothing_down(void)
{
	asked(ASKED_NUMBER);
	CU_ASSERT_EQUAL(PRESS('/', 'p', 'a', 'u', 's', 'e'), WISH_NONE);
	CU_ASSERT_TRUE(look.helping);
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_NONE);
	CU_ASSERT_FALSE(look.helping || look.commanding);
	CU_ASSERT_EQUAL(PRESS('4', PRESS_ENTER), WISH_ANSWER);
	CU_ASSERT_STRING_EQUAL(last.text, "4");
	PRESS('/', PRESS_ESCAPE, 'a');
	CU_ASSERT_TRUE(look.commanding);
}

static void letters_stay_keys_while_a_number_is_asked(void)
{
	asked(ASKED_NUMBER);
	PRESS('4', 'n', 'u', 'p', PRESS_ENTER);
	CU_ASSERT_EQUAL(last.kind, WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_NOTE);
	CU_ASSERT_STRING_EQUAL(last.text, "up");
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_ANSWER);
	CU_ASSERT_STRING_EQUAL(last.text, "4");
}

static void a_choice_must_be_made_before_it_is_given(void)
{
	struct stage_prompt *prompt = asked(ASKED_CHOICE);
	prompt->choice_count = 3;
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_NONE);
	CU_ASSERT_EQUAL(PRESS(PRESS_DOWN, PRESS_DOWN, PRESS_ENTER), WISH_ANSWER);
	CU_ASSERT_STRING_EQUAL(last.text, "2");
	PRESS('3', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "3");
	PRESS('-', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "-");
}

static void a_decision_cannot_be_refused(void)
{
	struct stage_prompt *prompt = asked(ASKED_CHOICE);
	prompt->choice_count = 3;
	prompt->decision = true;
	CU_ASSERT_EQUAL(PRESS('-', PRESS_ENTER), WISH_NONE);
}

static void words_take_all_letters_until_tab(void)
{
	asked(ASKED_TEXT);
	PRESS('s', 't', 0xe9, 'p', PRESS_ENTER);
	CU_ASSERT_STRING_EQUAL(last.text, "st\u00e9p");
	CU_ASSERT_EQUAL(PRESS(PRESS_TAB, 'P'), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_PAUSE_NOW);
}

static void a_new_prompt_begins_with_an_empty_form(void)
{
	asked(ASKED_NUMBER);
	PRESS('4');
	asked(ASKED_NUMBER);
	CU_ASSERT_STRING_EQUAL(look.answer, "");
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_NONE);
}

static void a_note_goes_on_while_a_prompt_comes(void)
{
	PRESS('n', 'o', 'n', 'e');
	asked(ASKED_TO_CONFIRM);
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_DO);
	CU_ASSERT_STRING_EQUAL(last.text, "one");
}

static void a_mark_has_the_time_of_its_first_key(void)
{
	PRESS('m');
	snapshot->now_ns += 5 * NS_PER_S;
	CU_ASSERT_EQUAL(PRESS('x', PRESS_ENTER), WISH_DO);
	CU_ASSERT_EQUAL(last.stamped_ns, 100 * NS_PER_S);
}

static void a_redo_wants_its_reason_and_can_be_taken_back(void)
{
	CU_ASSERT_EQUAL(PRESS('r', PRESS_ENTER), WISH_NONE);
	CU_ASSERT_TRUE(look.commanding);
	CU_ASSERT_EQUAL(PRESS(PRESS_ESCAPE), WISH_NONE);
	CU_ASSERT_FALSE(look.commanding);
	CU_ASSERT_EQUAL(PRESS('r', 'x', PRESS_ENTER), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_REDO);
}

/* A pause is taken back by going on, and going on by a pause. */
static void every_verb_that_is_typed_or_confirmed_can_be_taken_back(void)
{
	static const char keys[] = { 'n', 'm', 'e', 'k', 'r', 'a', 'F', 'Q' };
	for (size_t i = 0; i < sizeof keys; i++) {
		CU_ASSERT_EQUAL(PRESS(keys[i], 'x'), WISH_NONE);
		CU_ASSERT_TRUE(look.commanding);
		CU_ASSERT_EQUAL(PRESS(PRESS_ESCAPE), WISH_NONE);
		CU_ASSERT_FALSE(look.commanding);
	}
}

static void a_stop_holds_everything_up_until_it_is_confirmed(void)
{
	CU_ASSERT_EQUAL(PRESS('s'), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_PAUSE_NOW);
	CU_ASSERT_EQUAL(PRESS(PRESS_ESCAPE), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_GO);
	CU_ASSERT_EQUAL(PRESS('s', PRESS_ENTER), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_STOP);
}

static void control_c_leaves_from_anywhere_but_asks(void)
{
	asked(ASKED_TEXT);
	CU_ASSERT_EQUAL(PRESS(PRESS_CONTROL_C), WISH_NONE);
	CU_ASSERT_EQUAL(PRESS(PRESS_ENTER), WISH_DO);
	CU_ASSERT_EQUAL(last.verb, OPERATOR_LEAVE);
}

static void scrolling_back_freezes_and_end_goes_on(void)
{
	PRESS('z', 'z', 'z', 'z', PRESS_PAGE_UP);
	CU_ASSERT_TRUE(look.frozen);
	CU_ASSERT_EQUAL(look_until_ns(&look, snapshot->now_ns), 95 * NS_PER_S);
	snapshot->now_ns += NS_PER_S;
	CU_ASSERT_EQUAL(look_until_ns(&look, snapshot->now_ns), 95 * NS_PER_S);
	PRESS(PRESS_END);
	CU_ASSERT_EQUAL(look_until_ns(&look, snapshot->now_ns), 101 * NS_PER_S);
}

static void channels_are_hidden_and_shown(void)
{
	PRESS('c', PRESS_DOWN, ' ', PRESS_ENTER);
	CU_ASSERT_EQUAL(look.hidden, 2);
	PRESS('c', ' ', 'c');
	CU_ASSERT_EQUAL(look.hidden, 0);
}

static void every_verb_has_a_key(void)
{
	static const int keys[OPERATOR_VERB_COUNT] = {
		[OPERATOR_PAUSE] = 'p', [OPERATOR_PAUSE_NOW] = 'P', [OPERATOR_GO] = 'g', [OPERATOR_MARK] = 'm',
		[OPERATOR_NOTE] = 'n', [OPERATOR_REDO] = 'r', [OPERATOR_SKIP] = 'k', [OPERATOR_END] = 'e',
		[OPERATOR_ADVERSE] = 'a', [OPERATOR_FINISH] = 'F', [OPERATOR_STOP] = 's', [OPERATOR_LEAVE] = 'Q',
	};
	for (int verb = 0; verb < OPERATOR_VERB_COUNT; verb++) {
		look.commanding = false;
		enum wish_kind wish = PRESS(keys[verb]);
		CU_ASSERT((wish == WISH_DO && (last.verb == (enum operator_verb)verb || verb == OPERATOR_STOP))
		          || (look.commanding && look.verb == (enum operator_verb)verb));
	}
}

static void the_monitor_knows_no_verbs(void)
{
	look = look_new(LOOK_CHANNELS);
	CU_ASSERT_EQUAL(PRESS('s'), WISH_NONE);
	CU_ASSERT_EQUAL(PRESS('q'), WISH_CLOSE);
}

static void a_picture_is_png_or_svg(void)
{
	CU_ASSERT_EQUAL(PRESS('w'), WISH_SAVE);
	CU_ASSERT_EQUAL(last.picture, PICTURE_PNG);
	CU_ASSERT_EQUAL(PRESS('W'), WISH_SAVE);
	CU_ASSERT_EQUAL(last.picture, PICTURE_SVG);
}

/* True when the table of keys names it. */
static bool is_listed(const struct key_help *const *keys, size_t count, char key)
{
	for (size_t i = 0; i < count; i++) {
		char words[64];
		snprintf(words, sizeof words, " %s ", keys[i]->key);
		if (strstr(words, (char[]){ ' ', key, ' ', '\0' }))
			return true;
	}
	return false;
}

/* The first key that does something and is not listed; 0: none. */
static int unlisted_key(enum look_kind kind)
{
	const struct key_help *keys[KEYS_MOST];
	size_t count = keys_of_look(kind, keys);
	for (char key = '!'; key <= '~'; key++) {
		struct look before = look_new(kind), after = before;
		struct wish wish = look_press(&after, key, snapshot);
		bool does = wish.kind != WISH_NONE || memcmp(&before, &after, sizeof before) != 0;
		if (does && !is_listed(keys, count, key))
			return key;
	}
	return 0;
}

static void every_key_that_does_something_is_listed(void)
{
	CU_ASSERT_EQUAL(unlisted_key(LOOK_VISIT), 0);
	CU_ASSERT_EQUAL(unlisted_key(LOOK_CHANNELS), 0);
	CU_ASSERT_EQUAL(unlisted_key(LOOK_REPLAY), 0);
}

static void on_a_screen_that_is_too_small_nobody_answers_what_he_cannot_see(void)
{
	struct canvas *small = canvas_new(20, 60, false), *large = canvas_new(24, 80, false);
	asked(ASKED_NUMBER);
	CU_ASSERT_FALSE(screen_heeds(small, &look, '3') || screen_heeds(small, &look, 'a') || screen_heeds(small, &look, PRESS_ENTER));
	CU_ASSERT_TRUE(screen_heeds(small, &look, 's') && screen_heeds(small, &look, PRESS_CONTROL_C));
	CU_ASSERT_TRUE(screen_heeds(large, &look, '3'));
	PRESS('s');
	CU_ASSERT_TRUE(screen_heeds(small, &look, PRESS_ENTER) && screen_heeds(small, &look, PRESS_ESCAPE));
	strcpy(snapshot->stage.prompt.text, "Calf circumference");
	screen_draw(small, snapshot, &look);
	char *text = canvas_text(small);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "60 x 20 is too small; it takes 80 x 24."));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Calf circumference"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "stop: Enter confirms, Esc takes it back."));
	free(text);
	canvas_free(small);
	canvas_free(large);
}

static CU_TestInfo tests[] = {
	TEST(enter_confirms_an_instruction),
	TEST(enter_does_not_answer_what_nobody_can_have_read),
	TEST(a_number_is_typed_or_reached_by_arrows),
	TEST(what_was_not_taken_gives_way_to_what_is_typed_next),
	TEST(a_line_as_in_plain_lines_writes_nothing_down),
	TEST(letters_stay_keys_while_a_number_is_asked),
	TEST(a_choice_must_be_made_before_it_is_given),
	TEST(a_decision_cannot_be_refused),
	TEST(words_take_all_letters_until_tab),
	TEST(a_new_prompt_begins_with_an_empty_form),
	TEST(a_note_goes_on_while_a_prompt_comes),
	TEST(a_mark_has_the_time_of_its_first_key),
	TEST(a_redo_wants_its_reason_and_can_be_taken_back),
	TEST(every_verb_that_is_typed_or_confirmed_can_be_taken_back),
	TEST(a_stop_holds_everything_up_until_it_is_confirmed),
	TEST(control_c_leaves_from_anywhere_but_asks),
	TEST(scrolling_back_freezes_and_end_goes_on),
	TEST(channels_are_hidden_and_shown),
	TEST(every_verb_has_a_key),
	TEST(the_monitor_knows_no_verbs),
	TEST(a_picture_is_png_or_svg),
	TEST(every_key_that_does_something_is_listed),
	TEST(on_a_screen_that_is_too_small_nobody_answers_what_he_cannot_see),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo look_suite = {
	.pName = "look", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
