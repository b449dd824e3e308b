/* test_text_lines.c - lines of text become readings when they fit the pattern, and only then */

#include "acquisition/instrument.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

static const struct instrument_driver *driver;
static void *state;
static struct error error;
static struct reading last[READINGS_MAX];

/* A decoder of that pattern in `state`, or its complaint in `error`. */
static bool set_up(const char *pattern)
{
	char text[512];
	snprintf(text, sizeof text, "[instrument board]\ndriver = text_lines\ninterval = 0.25\npattern = %s\n", pattern);
	struct settings *settings = settings_of(text);
	free(state);
	driver = instrument_driver_find("text_lines", &error);
	state = calloc(1, driver->state_size);
	bool well = driver->setup(state, &settings->sections[0], &error);
	settings_free(settings);
	return well;
}

/* How many readings the text gave; the newest of each output is left in `last`. */
static size_t push(const char *text)
{
	struct reading readings[READINGS_MAX];
	size_t all = 0;
	for (; *text; text++) {
		size_t count = driver->push(state, (uint8_t)*text, readings);
		for (size_t r = 0; r < count; r++)
			last[readings[r].output] = readings[r];
		all += count;
	}
	return all;
}

/* How many readings one line gives, behind a first line that is not used. */
static size_t line(const char *pattern, const char *text)
{
	set_up(pattern);
	push("\n");
	return push(text) + push("\r\n");
}

static void forget(void)
{
	memset(last, 0, sizeof last);
}

static void free_decoder(void)
{
	free(state);
	state = NULL;
}

static void a_line_gives_a_reading_for_each_name_in_the_pattern(void)
{
	CU_ASSERT_EQUAL(line("T1={toe},T2={calf},amb={ambient}", "T1=30.51,T2=31.02,amb=-2.5e-1"), 3);
	CU_ASSERT_EQUAL(last[0].value, 30.51);
	CU_ASSERT_EQUAL(last[1].value, 31.02);
	CU_ASSERT_EQUAL(last[2].value, -0.25);
}

static void the_outputs_are_the_names_in_the_pattern(void)
{
	size_t count;
	CU_ASSERT_TRUE(set_up("{}: {toe};{calf}"));
	const struct instrument_output *outputs = driver->outputs(state, &count);
	CU_ASSERT_EQUAL(count, 2);
	CU_ASSERT_STRING_EQUAL(outputs[0].name, "toe");
	CU_ASSERT_STRING_EQUAL(outputs[1].name, "calf");
	CU_ASSERT_EQUAL(outputs[1].interval_s, 0.25);
}

static void a_line_that_does_not_fit_is_counted_and_never_guessed(void)
{
	const char *const misfits[] = { "T=", "T=31,5", "T=0x1F", "T=inf", "T=1e999", "T=31.5x", "t=31.5", "T=31.5.2", "T= 31.5" };
	const char *const fits[] = { "T=31.5", " T=31.5", "T=31.5 ", "T=31.", "T=.5", "T=+31.5", "T=3e1" };
	for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
		CU_ASSERT_EQUAL(line("T={toe}", misfits[i]), 0);
		CU_ASSERT_EQUAL(driver->dropped(state), 1);
	}
	for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++)
		CU_ASSERT_EQUAL(line("T={toe}", fits[i]), 1);
}

static void a_blank_in_the_pattern_stands_for_any_run_of_blanks(void)
{
	CU_ASSERT_EQUAL(line("T {toe} {calf}", "T   30.5\t31.5"), 2);
	CU_ASSERT_EQUAL(last[1].value, 31.5);
	CU_ASSERT_EQUAL(line("T {toe} {calf}", "T30.5 31.5"), 0);
	CU_ASSERT_EQUAL(line(" T={toe} ", "T=30.5"), 1);
}

static void numbers_and_words_can_be_skipped(void)
{
	CU_ASSERT_EQUAL(line("{},{toe} {}", "12:30:01,30.5 ok"), 1);
	CU_ASSERT_EQUAL(last[0].value, 30.5);
	CU_ASSERT_EQUAL(line("{},{toe} {}", ",30.5 ok"), 0);
}

static void braces_of_the_line_are_doubled_in_the_pattern(void)
{
	CU_ASSERT_EQUAL(line("{{\"toe\":{toe},\"calf\":{calf}}}", "{\"toe\":30.5,\"calf\":31.5}"), 2);
	CU_ASSERT_EQUAL(last[1].value, 31.5);
}

static void the_first_line_is_not_trusted(void)
{
	set_up("{toe}");
	CU_ASSERT_EQUAL(push("1.05\r\n"), 0);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
	CU_ASSERT_EQUAL(push("31.05\r\n"), 1);
	set_up("T={toe}");
	CU_ASSERT_EQUAL(push("=1.05\n"), 0);
	CU_ASSERT_EQUAL(driver->dropped(state), 1);
}

static void what_boards_send_for_a_missing_number_is_missing(void)
{
	CU_ASSERT_EQUAL(line("{toe} {calf} {foot} {ambient}", "nan -999 -127.00 85.00"), 4);
	CU_ASSERT_TRUE(isnan(last[0].value) && isnan(last[1].value) && isnan(last[2].value));
	CU_ASSERT_EQUAL(last[0].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last[1].quality, QUALITY_MISSING);
	CU_ASSERT_EQUAL(last[2].quality, QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(last[3].value, 85);
}

static void an_overlong_line_is_dropped_whole(void)
{
	set_up("{toe}");
	push("\n");
	for (int i = 0; i < 1000; i++)
		push("3");
	CU_ASSERT_EQUAL(push("\n"), 0);
	CU_ASSERT_EQUAL(driver->dropped(state), 1);
	CU_ASSERT_EQUAL(push("31.5\n"), 1);
}

static void an_empty_line_is_nothing(void)
{
	set_up("{toe}");
	CU_ASSERT_EQUAL(push("\n\r\n  \n31.5\r\n\r\n"), 1);
	CU_ASSERT_EQUAL(driver->dropped(state), 0);
}

static void a_wrong_pattern_is_explained(void)
{
	CU_ASSERT_FALSE(set_up("T={Toe}"));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:4: the pattern 'T={Toe}' has the name 'Toe', but a name is "
		NAME_RULE ".");
	CU_ASSERT_FALSE(set_up("{toe},{toe}"));
	CU_ASSERT_STRING_EQUAL(error.text, "station.ini:4: the pattern '{toe},{toe}' has the name 'toe' twice.");
	CU_ASSERT_FALSE(set_up("{toe}{calf}"));
	CU_ASSERT_FALSE(set_up("{toe}5"));
	CU_ASSERT_FALSE(set_up("{toe"));
	CU_ASSERT_FALSE(set_up("toe}"));
	CU_ASSERT_FALSE(set_up("no field {}"));
	CU_ASSERT_EQUAL(error.kind, ERROR_MALFORMED);
}

static const struct conversion ysi400 = {
	.kind = CONVERSION_STEINHART_HART, .p = { 1.474447721e-3, 2.370486854e-4, 1.079376360e-7 },
};

static void the_twin_sends_what_is_converted_back_into_the_truth(void)
{
	const struct simulated_channel channels[] = {
		{ 0, { .name = "toe", .quantity = "temperature" }, ysi400 },
		{ 1, { .name = "calf", .quantity = "temperature" }, { .kind = CONVERSION_NONE } },
	};
	struct person *person = person_new(5);
	struct random_source noise = random_new(1, 1);
	const struct simulated_world world = { .person = person, .channels = channels, .count = 2, .noise = &noise };
	uint8_t bytes[1024];
	uint32_t quality = 0;
	set_up("{} R1={toe} T2={calf}; {unused}");
	for (uint64_t n = 0; n < 200; n++) {
		person_advance(person, driver->simulated_due_ns(state, n));
		size_t size = driver->simulate(state, n, &world, bytes, sizeof bytes - 1);
		bytes[size] = '\0';
		CU_ASSERT_EQUAL(push((const char *)bytes), n == 0 ? 0 : 3);
		if (n == 0)
			continue;
		CU_ASSERT_DOUBLE_EQUAL(conversion_apply(&ysi400, last[0].value, &quality), person_temperature(person, "toe"), 0.01);
		CU_ASSERT_DOUBLE_EQUAL(last[1].value, person_temperature(person, "calf"), 0.01);
		CU_ASSERT_TRUE(isnan(last[2].value));
	}
	CU_ASSERT_EQUAL(driver->simulated_due_ns(state, 4), NS_PER_S);
	person_free(person);
}

static CU_TestInfo tests[] = {
	TEST(a_line_gives_a_reading_for_each_name_in_the_pattern),
	TEST(the_outputs_are_the_names_in_the_pattern),
	TEST(a_line_that_does_not_fit_is_counted_and_never_guessed),
	TEST(a_blank_in_the_pattern_stands_for_any_run_of_blanks),
	TEST(numbers_and_words_can_be_skipped),
	TEST(braces_of_the_line_are_doubled_in_the_pattern),
	TEST(the_first_line_is_not_trusted),
	TEST(what_boards_send_for_a_missing_number_is_missing),
	TEST(an_overlong_line_is_dropped_whole),
	TEST(an_empty_line_is_nothing),
	TEST(a_wrong_pattern_is_explained),
	TEST(the_twin_sends_what_is_converted_back_into_the_truth),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo text_lines_suite = {
	.pName = "text lines", .pSetUpFunc = forget, .pTearDownFunc = free_decoder, .pTests = tests,
};
