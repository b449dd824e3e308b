/* test_shapes.c - columns, pairs and JSON lines: what fits, what is missing, what is refused */

#include "acquisition/text/shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/sample.h"
#include "tests/decoding.h"
#include "tests/suites.h"

static struct decoding decoding;
static struct error error;

static void end_decoding(void)
{
	decoding_end(&decoding);
}

/* How many readings a line gives, behind a first one that is not used. */
static size_t line(const char *keys, const char *text)
{
	decoding_begin(&decoding, "text_lines", keys, &error);
	PUSH_TEXT(&decoding, "\n");
	return PUSH_TEXT(&decoding, text) + PUSH_TEXT(&decoding, "\r\n");
}

static double value(const char *output)
{
	return decoding_last(&decoding, output).value;
}

static uint32_t quality(const char *output)
{
	return decoding_last(&decoding, output).quality;
}

/* The complaint about the keys; "" when there is none. */
static const char *complaint(const char *keys)
{
	return decoding_begin(&decoding, "text_lines", keys, &error) ? "" : error.text;
}

/* Columns. */

static void columns_are_named_or_skipped(void)
{
	CU_ASSERT_EQUAL(line("columns = time, toe, -, calf\n", "1042,30.51,ok,31.02"), 3);
	CU_ASSERT_EQUAL(value("time"), 1042);
	CU_ASSERT_EQUAL(value("toe"), 30.51);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line("shape = columns\ncolumns = toe, calf\n", " 30.51 ,\t31.02 "), 2);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
}

static void columns_are_told_apart_by_any_delimiter(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = semicolon\n", "30.51;31.02"), 2);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = ;\n", "30.51; 31.02"), 2);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = bar\n", "30.51|31.02"), 2);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = tab\n", "30.51\t31.02"), 2);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = blank\n", "  30.51 \t  31.02 "), 2);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = blank\n", "30.51,31.02"), 0);
}

static void a_line_of_other_columns_is_refused(void)
{
	const char *const misfits[] = { "30.51", "30.51,31.02,32", "toe,calf", "30.51,31.02 C", "30.5.1,31.02", "30.51;31.02", ",,,",
		"0x1F,3", "30.51,inf", "30.51,1e999" };
	for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
		CU_ASSERT_EQUAL(line("columns = toe, calf\n", misfits[i]), 0);
		CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	}
}

static void an_empty_column_is_a_missing_number(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf\n", ",31.02"), 2);
	CU_ASSERT_TRUE(isnan(value("toe")));
	CU_ASSERT_EQUAL(quality("toe"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line("columns = toe, calf\n", "30.51,"), 2);
	CU_ASSERT_TRUE(isnan(value("calf")));
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = tab\n", "\t31.02"), 2);
	CU_ASSERT_TRUE(isnan(value("toe")));
}

static void a_delimiter_at_the_end_means_nothing(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf\n", "30.51,31.02,"), 2);
	CU_ASSERT_EQUAL(line("columns = toe, calf\n", "30.51,31.02,,"), 0);
}

static void columns_at_the_end_may_be_absent_when_they_are_said_to(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf?, ambient?\n", "30.51,31.02"), 3);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_TRUE(isnan(value("ambient")));
	CU_ASSERT_EQUAL(quality("ambient"), QUALITY_MISSING);
}

static void a_status_in_hexadecimal_becomes_the_flags(void)
{
	CU_ASSERT_EQUAL(line("columns = #, toe, #\n", "0A,30.51,e2"), 1);
	CU_ASSERT_EQUAL(decoding_last(&decoding, "toe").flags, 0x0AE2);
	CU_ASSERT_EQUAL(line("columns = #, toe, #\n", "0A,30.51,-1"), 0);
	CU_ASSERT_EQUAL(line("columns = #, toe, #\n", "0A,30.51,"), 0);
}

static void wrong_columns_are_explained(void)
{
	CU_ASSERT_STRING_EQUAL(complaint("columns = toe, toe\n"), "station.ini:2: the columns 'toe, toe' have the name 'toe' twice.");
	CU_ASSERT_STRING_EQUAL(complaint("columns = Toe\n"), "station.ini:2: the columns 'Toe' have the name 'Toe', but a name is " NAME_RULE ".");
	CU_ASSERT_STRING_EQUAL(complaint("columns = -, -\n"), "station.ini:2: no column has a name.");
	CU_ASSERT_STRING_EQUAL(complaint("columns = toe?, calf\n"), "station.ini:2: columns that may be absent stand at the end.");
	CU_ASSERT_STRING_EQUAL(complaint("columns = toe\ndelimiter = x\n"),
		"station.ini:3: delimiter is 'x', but it is comma, semicolon, tab, bar or blank.");
	CU_ASSERT_STRING_EQUAL(complaint("columns = toe\ndecimal = comma\n"),
		"station.ini:3: a comma cannot be the decimal mark and the delimiter of columns as well.");
	CU_ASSERT_STRING_EQUAL(complaint("shape = colums\n"),
		"station.ini:2: no shape is called 'colums' (there are pattern, columns, pairs and json); did you mean 'columns'?");
	CU_ASSERT_STRING_EQUAL(complaint("shape = json\ncolumns = toe\n"),
		"station.ini:3: the key 'columns' means nothing to a line whose shape is json.");
	CU_ASSERT_STRING_EQUAL(complaint("shape = pairs\n"), "station.ini:1: [instrument oximeter] needs the key 'fields'.");
	CU_ASSERT_STRING_EQUAL(complaint("fields = toe\n"),
		"station.ini:2: fields stand in pairs or in json; please say which by the key 'shape'.");
}

/* What stands in place of a number. */

static void what_is_missing_is_a_matter_of_configuration(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf, foot\nmissing = 85.00 -99\n", "85,-99.0,-127.00"), 3);
	CU_ASSERT_TRUE(isnan(value("toe")) && isnan(value("calf")) && isnan(value("foot")));
	CU_ASSERT_EQUAL(quality("toe"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(quality("foot"), QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(line("columns = toe, calf\nmissing = Err* ovf=saturated calf:0=no_probe\n", "Err.17,0.00"), 2);
	CU_ASSERT_EQUAL(quality("toe"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(quality("calf"), QUALITY_NO_PROBE);
	CU_ASSERT_EQUAL(line("columns = toe, calf\nmissing = Err* ovf=saturated calf:0=no_probe\n", "0.00,ovf"), 2);
	CU_ASSERT_EQUAL(value("toe"), 0);
	CU_ASSERT_EQUAL(quality("calf"), QUALITY_SATURATED);
	CU_ASSERT_EQUAL(line("columns = toe, calf\n", "---,nan"), 2);
	CU_ASSERT_EQUAL(quality("toe"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(line("columns = toe\nmissing = Err\n", "Error"), 0);
}

static void an_instrument_may_measure_minus_127_of_something(void)
{
	CU_ASSERT_EQUAL(line("columns = flow, mean\nmissing = only -1000\n", "-127,-999"), 2);
	CU_ASSERT_EQUAL(value("flow"), -127);
	CU_ASSERT_EQUAL(value("mean"), -999);
	CU_ASSERT_EQUAL(line("columns = flow, mean\nmissing = only -1000\n", "-1000,nan"), 2);
	CU_ASSERT_TRUE(isnan(value("flow")) && isnan(value("mean")));
}

static void a_decimal_comma_is_read_where_it_is_said_to_be_one(void)
{
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = semicolon\ndecimal = comma\n", "30,51;-2,5e1"), 2);
	CU_ASSERT_EQUAL(value("toe"), 30.51);
	CU_ASSERT_EQUAL(value("calf"), -25);
	CU_ASSERT_EQUAL(line("columns = toe, calf\ndelimiter = semicolon\ndecimal = comma\n", "30.51;31,02"), 0);
	CU_ASSERT_EQUAL(line("pattern = T {toe}, {calf}\ndecimal = comma\n", "T 30,51, 31,02"), 2);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line("shape = pairs\nfields = toe, calf\ndecimal = comma\n", "toe=30,5, calf=31,25"), 2);
	CU_ASSERT_EQUAL(value("toe"), 30.5);
	CU_ASSERT_EQUAL(value("calf"), 31.25);
}

static void wrong_words_for_missing_are_explained(void)
{
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("columns = toe\nmissing = 85=gone\n"), "station.ini:3: missing has '85=gone', but no quality is called 'gone'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint("columns = toe\nmissing = 85=good\n"), "no quality is called 'good'"));
	CU_ASSERT_STRING_EQUAL(complaint("columns = toe\ndelimiter = tab\ndecimal = dot\n"), "station.ini:4: decimal is 'dot', but it is either comma or point.");
	CU_ASSERT_NOT_EQUAL(strlen(complaint("columns = toe\nmissing = 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n")), 0);
}

/* Pairs. */

#define PAIRS "shape = pairs\nfields = toe, T2 as calf\n"

static void pairs_stand_in_any_order(void)
{
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.51 T2=31.02"), 2);
	CU_ASSERT_EQUAL(value("toe"), 30.51);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line(PAIRS, "n=17, T2: 32.5, toe : 33.5, calf=1"), 2);
	CU_ASSERT_EQUAL(value("toe"), 33.5);
	CU_ASSERT_EQUAL(value("calf"), 32.5);
	CU_ASSERT_EQUAL(line(PAIRS, "time=12:30:01;toe=30.5|T2=31.5"), 2);
}

static void a_pair_that_is_not_there_gives_no_reading(void)
{
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.51"), 1);
	CU_ASSERT_EQUAL(decoding_last(&decoding, "calf").output, -1);
	CU_ASSERT_EQUAL(line(PAIRS, "big toe=30.51, T22=3, t2=4"), 0);
	CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	CU_ASSERT_EQUAL(line(PAIRS, "ready."), 0);
}

static void a_pair_may_have_a_unit_but_nothing_else_behind_its_number(void)
{
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.51\xC2\xB0""C T2=31.02C"), 2);
	CU_ASSERT_EQUAL(value("toe"), 30.51);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.51 C, T2=31.02 C"), 2);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.5.1 T2=31.02"), 0);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=0x1F T2=31.02"), 0);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30.51T2=31.02"), 0);
	CU_ASSERT_EQUAL(line(PAIRS, "toe= T2=31.02"), 0);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=open T2=31.02"), 0);
	CU_ASSERT_EQUAL(line(PAIRS, "toe=30 toe=31"), 0);
}

/* REAL: the serial output that oxullo's MAX30100 library shows; its 0 % is a missing number. */
static void a_published_line_of_pairs_is_understood(void)
{
	CU_ASSERT_EQUAL(line("shape = pairs\nfields = Heart rate as pulse, SpO2 as spo2, temp\nmissing = spo2:0 pulse:0\n",
		"Heart rate:48.40bpm / SpO2:0% / temp:33.13C"), 3);
	CU_ASSERT_EQUAL(value("pulse"), 48.40);
	CU_ASSERT_TRUE(isnan(value("spo2")));
	CU_ASSERT_EQUAL(value("temp"), 33.13);
}

/* JSON. */

#define JSON "shape = json\nfields = toe, skin.calf, amb.1 as ambient\n"

static void numbers_are_found_by_key_and_by_path(void)
{
	CU_ASSERT_EQUAL(line(JSON, "{\"toe\":30.51,\"skin\":{\"calf\":31.02,\"toe\":1},\"amb\":[3,-2.5e-1]}"), 3);
	CU_ASSERT_EQUAL(value("toe"), 30.51);
	CU_ASSERT_EQUAL(value("calf"), 31.02);
	CU_ASSERT_EQUAL(value("ambient"), -0.25);
	CU_ASSERT_EQUAL(line(JSON, " { \"skin\" : { \"calf\" : 31 } , \"note\" : \"a \\\"}\\u00B0,\" , \"ok\" : [ true , { } , [ ] , null ] } "), 1);
	CU_ASSERT_EQUAL(value("calf"), 31);
}

static void null_and_nan_are_missing_numbers(void)
{
	CU_ASSERT_EQUAL(line(JSON, "{\"toe\":null,\"skin\":{\"calf\":nan},\"amb\":[0,-127.00]}"), 3);
	CU_ASSERT_TRUE(isnan(value("toe")) && isnan(value("calf")) && isnan(value("ambient")));
	CU_ASSERT_EQUAL(quality("toe"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(quality("calf"), QUALITY_MISSING);
	CU_ASSERT_EQUAL(quality("ambient"), QUALITY_NO_PROBE);
}

static void what_is_not_json_is_refused(void)
{
	const char *const misfits[] = {
		"30.5", "[30.5]", "{\"toe\":30.5", "{\"toe\":30.5}}", "{\"toe\":30.5},", "{\"toe\":30.5,}", "{\"toe\":30.5 31}", "{toe:30.5}",
		"{\"toe\":+30.5}", "{\"toe\":030.5}", "{\"toe\":30.}", "{\"toe\":.5}", "{\"toe\":3e}", "{\"toe\":0x1F}", "{\"toe\":1e999}",
		"{\"toe\":\"30.5\"}", "{\"toe\":true}", "{\"toe\":{}}", "{\"toe\":[30.5]}", "{\"toe\":inf}", "{\"toe\":30.5,\"toe\":31}",
		"{\"toe\":30.5,\"x\":\"\\q\"}", "{\"toe\":30.5,\"x\":\"\\u00g0\"}", "{\"toe\":30.5,\"x\":\"}", "{\"toe\":30.5,\"x\":[1,]}",
		"{\"toe\" 30.5}", "{\"toe\":30,5}", "{,}", "{}", "{\"TOE\":30.5}", "{\"t\\u006fe\":30.5}",
	};
	for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
		CU_ASSERT_EQUAL(line(JSON, misfits[i]), 0);
		CU_ASSERT_EQUAL(decoding_dropped(&decoding), 1);
	}
}

/* How many readings an object gives that also holds arrays in arrays. */
static size_t nested(int depth)
{
	char text[512] = "{\"toe\":30.5,\"x\":";
	for (int i = 0; i < depth; i++)
		strcat(text, "[");
	for (int i = 0; i < depth; i++)
		strcat(text, "]");
	return line(JSON, strcat(text, "}"));
}

static void nesting_has_an_end(void)
{
	CU_ASSERT_EQUAL(nested(15), 1);
	CU_ASSERT_EQUAL(nested(16), 0);
	CU_ASSERT_EQUAL(nested(200), 0);
	char path[512] = "{\"toe\":30.5";
	for (int i = 0; i < 10; i++)
		strcat(path, ",\"a_key_of_thirty_letters_and_more\":{\"x\":1}");
	strcat(path, "}");
	CU_ASSERT_EQUAL(line(JSON, path), 1);
}

/* Twins, and lost bytes. */

static const char *const described[] = {
	"columns = toe, -, calf, #\n", "columns = toe, calf\ndelimiter = blank\n",
	"columns = toe, calf\ndelimiter = tab\ndecimal = comma\n", "shape = pairs\nfields = T1 as toe, T2 as calf\n",
	"shape = json\nfields = skin.a.toe as toe, skin.a.calf as calf\n", "shape = json\nfields = toe, x.y.calf as calf\n",
	"pattern = {toe} of {calf};\n",
};

static void the_twin_of_every_shape_sends_what_the_decoder_reads(void)
{
	const struct simulated_channel channels[] = {
		{ 0, { .name = "toe", .quantity = "temperature" }, { .kind = CONVERSION_NONE } },
		{ 1, { .name = "calf", .quantity = "temperature" }, { .kind = CONVERSION_NONE } },
	};
	struct person *person = person_new(5);
	struct random_source noise = random_new(1, 1);
	const struct simulated_world world = { .person = person, .channels = channels, .count = 2, .noise = &noise };
	for (size_t i = 0; i < sizeof described / sizeof described[0]; i++) {
		uint8_t bytes[1024];
		line(described[i], "");
		size_t size = decoding.driver->simulate(decoding.state, 0, &world, bytes, sizeof bytes);
		CU_ASSERT_EQUAL(decoding_push(&decoding, bytes, size), 2);
		CU_ASSERT_DOUBLE_EQUAL(value("toe"), person_temperature(person, "toe"), 0.01);
		CU_ASSERT_DOUBLE_EQUAL(value("calf"), person_temperature(person, "calf"), 0.01);
		CU_ASSERT_EQUAL(decoding_dropped(&decoding), 0);
	}
	person_free(person);
}

/* Lines of one digit a number: a lost digit cannot make another number, so that what is
 * lost can only be refused. */
static void one_lost_byte_costs_at_most_two_lines(void)
{
	const struct { const char *keys, *text; } streams[] = {
		{ "columns = toe, calf\n", "\n1,2\n3,4\n5,6\n7,8\n9,1\n" },
		{ PAIRS, "\ntoe=1 T2=2\ntoe=3 T2=4\ntoe=5 T2=6\ntoe=7 T2=8\n" },
		{ "shape = json\nfields = toe, calf\n", "\n{\"toe\":1,\"calf\":2}\n{\"toe\":3,\"calf\":4}\n{\"toe\":5,\"calf\":6}\n" },
	};
	CU_ASSERT_EQUAL(decoding_lose_each_byte("text_lines", streams[1].keys, "toe", (const uint8_t *)streams[1].text, strlen(streams[1].text), 0).wrong, 0);
	for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
		struct loss loss = decoding_lose_each_byte("text_lines", streams[i].keys, "toe",
		                                           (const uint8_t *)streams[i].text, strlen(streams[i].text), 0);
		CU_ASSERT(loss.lost <= 2);
	}
}

static CU_TestInfo tests[] = {
	TEST(columns_are_named_or_skipped),
	TEST(columns_are_told_apart_by_any_delimiter),
	TEST(a_line_of_other_columns_is_refused),
	TEST(an_empty_column_is_a_missing_number),
	TEST(a_delimiter_at_the_end_means_nothing),
	TEST(columns_at_the_end_may_be_absent_when_they_are_said_to),
	TEST(a_status_in_hexadecimal_becomes_the_flags),
	TEST(wrong_columns_are_explained),
	TEST(what_is_missing_is_a_matter_of_configuration),
	TEST(an_instrument_may_measure_minus_127_of_something),
	TEST(a_decimal_comma_is_read_where_it_is_said_to_be_one),
	TEST(wrong_words_for_missing_are_explained),
	TEST(pairs_stand_in_any_order),
	TEST(a_pair_that_is_not_there_gives_no_reading),
	TEST(a_pair_may_have_a_unit_but_nothing_else_behind_its_number),
	TEST(a_published_line_of_pairs_is_understood),
	TEST(numbers_are_found_by_key_and_by_path),
	TEST(null_and_nan_are_missing_numbers),
	TEST(what_is_not_json_is_refused),
	TEST(nesting_has_an_end),
	TEST(the_twin_of_every_shape_sends_what_the_decoder_reads),
	TEST(one_lost_byte_costs_at_most_two_lines),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo shapes_suite = { .pName = "shapes", .pTearDownFunc = end_decoding, .pTests = tests };
