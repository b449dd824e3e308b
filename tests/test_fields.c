/* test_fields.c - CSV and its relatives, character by character */

#include "export/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "export/csv.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static char path[64];
static struct error error;
static char *content;

static void set_up(void)
{
	fixture = fixture_make();
	snprintf(path, sizeof path, "%s/fields.csv", fixture.folder);
	content = NULL;
}

static void tear_down(void)
{
	free(content);
	fixture_remove(&fixture);
}

/* The file that one row of texts makes. */
static const char *row_of(const struct dialect *dialect, const char *const *texts)
{
	struct out *out = out_open(path, false, &error);
	struct fields fields = fields_begin(out, dialect);
	for (; *texts; texts++)
		fields_text(&fields, *texts);
	fields_end(&fields);
	out_close(out, true, &error);
	free(content);
	return content = file_read(path, 1 << 20, NULL, &error);
}
#define ROW(dialect, ...) row_of((dialect), (const char *const[]){ __VA_ARGS__, NULL })

static void what_would_part_fields_is_quoted(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "a", "b c", "d,e"), "a,b c,\"d,e\"\r\n");
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "say \"up\""), "\"say \"\"up\"\"\"\r\n");
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "one\r\ntwo\rthree"), "\"one\ntwo\nthree\"\r\n");
}

static void codes_that_look_like_numbers_stay_as_they_are(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "1E5", "007", "MARCH1"), "1E5,007,MARCH1\r\n");
}

static void what_a_spreadsheet_would_take_for_a_formula_is_defused(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "=1+1", "+1", "-A", "@x"), "'=1+1,'+1,'-A,'@x\r\n");
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "'tis", "NA", "NAB", "a=b"), "''tis,'NA,NAB,a=b\r\n");
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "=\"x\""), "\"'=\"\"x\"\"\"\r\n");
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "\t=1"), "\"'\t=1\"\r\n");
}

static void what_is_no_text_becomes_one(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "\x01 \xff \xc3\xa4"), "\"\xEF\xBF\xBD \xEF\xBF\xBD \xc3\xa4\"\r\n");
}

static void the_texts_of_bids_have_no_quotes_tabs_or_newlines(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_tsv, "a\tb", "say \"up\"\nnow", "-A", "n/a"), "a b\tsay \"up\" now\t-A\t'n/a\n");
}

static void a_german_spreadsheet_gets_semicolons_commas_and_a_mark(void)
{
	const struct dialect *german = csv_dialect("excel-de", &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(german);
	CU_ASSERT_STRING_EQUAL(ROW(german, "a;b", "c,d"), "\xEF\xBB\xBF\"a;b\";c,d\r\n");
	struct out *out = out_open(path, false, &error);
	struct fields fields = fields_begin(out, german);
	fields_number(&fields, 31.25);
	fields_integer(&fields, -7);
	fields_missing(&fields);
	fields_end(&fields);
	CU_ASSERT_TRUE(out_close(out, true, &error));
	free(content);
	content = file_read(path, 1 << 20, NULL, &error);
	CU_ASSERT_STRING_EQUAL(content, "\xEF\xBB\xBF" "31,25;-7;NA\r\n");
}

static void a_dialect_that_is_not_there_is_told_with_those_that_are(void)
{
	CU_ASSERT_PTR_NULL(csv_dialect("excel-dee", &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean 'excel-de'?"));
}

static void a_compressed_file_says_nothing_of_when_and_where_it_was_made(void)
{
	static const unsigned char header[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };
	struct out *out = out_open(path, true, &error);
	for (int i = 0; i < 100000; i++)
		out_text(out, "0.125\n");
	CU_ASSERT_TRUE(out_close(out, true, &error));
	size_t size;
	content = file_read(path, 1 << 20, &size, &error);
	CU_ASSERT_EQUAL(memcmp(content, header, sizeof header), 0);
	CU_ASSERT_TRUE(size < 6000);
}

static void what_goes_wrong_leaves_the_old_file(void)
{
	CU_ASSERT_STRING_EQUAL(ROW(&dialect_csv, "old"), "old\r\n");
	struct out *out = out_open(path, false, &error);
	out_text(out, "new");
	CU_ASSERT_FALSE(out_close(out, false, &error));
	free(content);
	content = file_read(path, 1 << 20, NULL, &error);
	CU_ASSERT_STRING_EQUAL(content, "old\r\n");
}

static CU_TestInfo tests[] = {
	TEST(what_would_part_fields_is_quoted),
	TEST(codes_that_look_like_numbers_stay_as_they_are),
	TEST(what_a_spreadsheet_would_take_for_a_formula_is_defused),
	TEST(what_is_no_text_becomes_one),
	TEST(the_texts_of_bids_have_no_quotes_tabs_or_newlines),
	TEST(a_german_spreadsheet_gets_semicolons_commas_and_a_mark),
	TEST(a_dialect_that_is_not_there_is_told_with_those_that_are),
	TEST(a_compressed_file_says_nothing_of_when_and_where_it_was_made),
	TEST(what_goes_wrong_leaves_the_old_file),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo fields_suite = {
	.pName = "fields", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
