/* test_workbook.c - what the workbook's file must be; its cells are compared by readers/compare_xlsx.py */

#include "export/workbook.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "export/workbook_text.h"
#include "tests/export_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static char path[64];
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	snprintf(path, sizeof path, "%s/study.xlsx", fixture.folder);
	error = (struct error){0};
}

static void tear_down(void)
{
	fixture_remove(&fixture);
}

/* A table of one column with as many numbers as `count` says. */
static size_t count;

static bool numbers(struct export *export, const struct table *table, const struct row_sink *sink, struct error *why)
{
	(void)export;
	(void)table;
	for (size_t i = 0; i < count; i++)
		if (!sink->row(sink->self, (const struct cell[]){ cell_number((double)i) }, why))
			return false;
	return true;
}

static struct column column = { .name = "number", .type = CELL_NUMBER, .unit = "", .levels = "", .formula = "" };
static const struct table table = { .name = "numbers", .columns = &column, .column_count = 1, .rows = numbers };

static bool write_numbers(size_t how_many, size_t rows_per_sheet)
{
	const struct workbook_content content = {
		.tables = &table, .table_count = 1, .title = "Numbers", .utc_ns = FIXTURE_UTC_NS, .rows_per_sheet = rows_per_sheet,
	};
	count = how_many;
	return workbook_write_tables(&content, path, &error);
}

/* How often the text stands in the parts of the workbook that the pattern names. */
static int times_in(const char *parts, const char *text)
{
	char command[192];
	int times = -1;
	snprintf(command, sizeof command, "unzip -p %s '%s' 2>/dev/null | grep -o '%s' | wc -l", path, parts, text);
	FILE *pipe = popen(command, "r");
	if (fscanf(pipe, "%d", &times) != 1)
		times = -1;
	pclose(pipe);
	return times;
}

static int rows_in(const char *part)
{
	return times_in(part, "<row ");
}

static void a_table_longer_than_a_sheet_goes_on_in_another(void)
{
	CU_ASSERT_TRUE(write_numbers(25, 10));
	CU_ASSERT_EQUAL(rows_in("xl/worksheets/sheet1.xml"), 11);
	CU_ASSERT_EQUAL(rows_in("xl/worksheets/sheet2.xml"), 11);
	CU_ASSERT_EQUAL(rows_in("xl/worksheets/sheet3.xml"), 6);
}

static void a_table_without_rows_is_a_sheet_with_a_header(void)
{
	CU_ASSERT_TRUE(write_numbers(0, 10));
	CU_ASSERT_EQUAL(rows_in("xl/worksheets/sheet1.xml"), 1);
}

static void the_workbook_is_readable_by_its_owner_only(void)
{
	struct stat status;
	CU_ASSERT_TRUE(write_numbers(1, 10));
	CU_ASSERT_EQUAL_FATAL(stat(path, &status), 0);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
}

static void a_folder_that_is_not_there_is_named(void)
{
	snprintf(path, sizeof path, "%s/absent/study.xlsx", fixture.folder);
	CU_ASSERT_FALSE(write_numbers(1, 10));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "absent/study.xlsx cannot be written: No such file"));
}

static void when_the_disk_is_full_the_old_workbook_stands(void)
{
	struct rlimit old;
	getrlimit(RLIMIT_FSIZE, &old);
	CU_ASSERT_TRUE(write_numbers(1, 10));

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ .rlim_cur = 65536, .rlim_max = old.rlim_max });
	bool written = write_numbers(100000, WORKBOOK_ROWS_MOST);
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);

	CU_ASSERT_FALSE(written);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "study.xlsx: the workbook cannot be written: "));
	CU_ASSERT_EQUAL(rows_in("xl/worksheets/sheet1.xml"), 2);
	char *beside = file_beside(path);
	CU_ASSERT_NOT_EQUAL(access(beside, F_OK), 0);
	free(beside);
}

static bool refuse(struct export *export, const struct table *of, const struct row_sink *sink, struct error *why)
{
	(void)export;
	(void)of;
	(void)sink;
	return error_set(why, ERROR_SYSTEM, "The record cannot be read.");
}

static void rows_that_cannot_be_read_leave_no_workbook(void)
{
	const struct table unreadable = { .name = "numbers", .columns = &column, .column_count = 1, .rows = refuse };
	const struct workbook_content content = { .tables = &unreadable, .table_count = 1, .title = "", .rows_per_sheet = 10 };
	CU_ASSERT_FALSE(workbook_write_tables(&content, path, &error));
	CU_ASSERT_STRING_EQUAL(error.text, "The record cannot be read.");
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
}

static void the_same_record_gives_the_same_bytes(void)
{
	struct record *record = fixture_study(&fixture);
	fixture_visit(record, "1E5", 1, 40, 10, true);
	char *bytes[2];
	size_t sizes[2];
	for (int i = 0; i < 2; i++) {
		struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
		CU_ASSERT_PTR_NOT_NULL_FATAL(export);
		CU_ASSERT_TRUE(workbook_write(export, path, &error));
		export_free(export);
		bytes[i] = file_read(path, 1 << 24, &sizes[i], &error);
		CU_ASSERT_PTR_NOT_NULL_FATAL(bytes[i]);
	}
	CU_ASSERT_EQUAL(times_in("docProps/core.xml", ">2026-11-23T08:00:00Z<"), 2);     /* created, modified */
	CU_ASSERT_EQUAL_FATAL(sizes[0], sizes[1]);
	CU_ASSERT_EQUAL(memcmp(bytes[0], bytes[1], sizes[0]), 0);
	free(bytes[0]);
	free(bytes[1]);
	record_close(record);
}

static void a_channel_of_a_session_is_a_chart_with_each_phase_once_in_its_legend(void)
{
	struct record *record = fixture_study(&fixture);
	fixture_visit(record, "1E5", 1, 40, 10, true);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	CU_ASSERT_TRUE(workbook_write(export, path, &error));
	CU_ASSERT_EQUAL(times_in("xl/charts/*.xml", "<c:scatterChart>"), 2);    /* toe and spo2, not the waveform */
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<c:ser>"), 6);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<c:legendEntry>"), 3);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<a:t>1E5 visit 1: toe (degC)</a:t>"), 1);
	/* The exercise of the first trial, whose channel toe is the fourteenth column. */
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<c:f>samples_1hz!$N$42:$N$81</c:f>"), 1);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart2.xml", "<c:ser>"), 5);
	export_free(export);
	record_close(record);
}

static void no_axis_goes_beyond_what_its_values_can_be(void)
{
	struct record *record = fixture_study(&fixture);
	fixture_visit(record, "1E5", 1, 40, 10, true);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "DROP TRIGGER sample_never_changes;"
		"UPDATE sample SET value = 100 WHERE value IN (97, 98)"), SQLITE_OK);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	CU_ASSERT_TRUE(workbook_write(export, path, &error));
	CU_ASSERT_EQUAL(times_in("xl/charts/chart2.xml", "1E5 visit 1: spo2 (%)"), 1);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart2.xml", "<c:min val=\"98\"/>"), 1);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart2.xml", "<c:max val=\"100\"/>"), 1);
	export_free(export);
	record_close(record);
}

static void charts_end_behind_the_session_that_has_enough_of_them_and_say_so(void)
{
	struct record *record = fixture_study(&fixture);
	for (int visit = 1; visit <= 3; visit++)
		fixture_visit(record, "1E5", visit, 12, 10, true);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	struct workbook_content content = { .export = export, .title = "", .rows_per_sheet = WORKBOOK_ROWS_MOST, .charts_most = 3 };
	content.tables = export_tables(export, &content.table_count);
	CU_ASSERT_TRUE(workbook_write_tables(&content, path, &error));
	CU_ASSERT_EQUAL(times_in("xl/charts/*.xml", "<c:scatterChart>"), 4);
	/* Header and participant stay in sight in participants, not in the prose of the codebook. */
	CU_ASSERT_EQUAL(times_in("xl/worksheets/sheet1.xml", "xSplit=.2. ySplit=.1. topLeftCell=.C2."), 1);
	CU_ASSERT_EQUAL(times_in("xl/worksheets/sheet15.xml", "<pane ySplit=.1. topLeftCell=.A2."), 1);
	CU_ASSERT_EQUAL(times_in("xl/worksheets/*.xml", "Further sessions have no charts here"), 1);
	export_free(export);
	record_close(record);
}

/* The rows of one table are divided at another place than its phases. */
static void a_chart_goes_on_into_the_next_sheet(void)
{
	struct record *record = fixture_study(&fixture);
	fixture_visit(record, "1E5", 1, 40, 10, true);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	struct workbook_content content = { .export = export, .title = "", .rows_per_sheet = 100, .charts_most = 10 };
	content.tables = export_tables(export, &content.table_count);
	CU_ASSERT_TRUE(workbook_write_tables(&content, path, &error));
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<c:ser>"), 8);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "<c:legendEntry>"), 5);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "samples_1hz!$N$82:$N$101"), 1);
	CU_ASSERT_EQUAL(times_in("xl/charts/chart1.xml", "samples_1hz_2!$N$2:$N$21"), 1);
	export_free(export);
	record_close(record);
}

#define CLEAN(text) workbook_text(&buffer, text)

static void texts_are_made_fit_for_xml_and_for_excel(void)
{
	struct workbook_text buffer = {0};
	CU_ASSERT_STRING_EQUAL(CLEAN(""), "");
	CU_ASSERT_STRING_EQUAL(CLEAN("=1+1"), "=1+1");
	CU_ASSERT_STRING_EQUAL(CLEAN("gro\u00DFer \u20AC \U0001F9B6"), "gro\u00DFer \u20AC \U0001F9B6");
	CU_ASSERT_STRING_EQUAL(CLEAN("a\tb\nc"), "a\tb\nc");
	CU_ASSERT_STRING_EQUAL(CLEAN("a\r\nb\rc"), "a\nb\nc");
	CU_ASSERT_STRING_EQUAL(CLEAN("\x01\x1f\x7f"), "\uFFFD\uFFFD\x7f");
	CU_ASSERT_STRING_EQUAL(CLEAN("\uFFFE\uFFFF\uFFFD"), "\uFFFD\uFFFD\uFFFD");
	CU_ASSERT_STRING_EQUAL(CLEAN("_x0041_ _x41_ __x00e4_"), "_x005F_x0041_ _x41_ __x005F_x00e4_");
	workbook_text_free(&buffer);
}

static void bytes_that_are_no_utf8_are_replaced_one_by_one(void)
{
	struct workbook_text buffer = {0};
	CU_ASSERT_STRING_EQUAL(CLEAN("a\xff" "b"), "a\uFFFDb");
	CU_ASSERT_STRING_EQUAL(CLEAN("\xc3"), "\uFFFD");
	CU_ASSERT_STRING_EQUAL(CLEAN("\xe2\x82x"), "\uFFFD\uFFFDx");
	CU_ASSERT_STRING_EQUAL(CLEAN("\xc0\xaf"), "\uFFFD\uFFFD");
	CU_ASSERT_STRING_EQUAL(CLEAN("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
	CU_ASSERT_STRING_EQUAL(CLEAN("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
	workbook_text_free(&buffer);
}

static void a_text_beyond_excels_limit_is_cut_with_a_mark(void)
{
	struct workbook_text buffer = {0};
	char *text = calloc(WORKBOOK_TEXT_MOST + 2, 1);
	memset(text, 'x', WORKBOOK_TEXT_MOST);
	CU_ASSERT_STRING_EQUAL(CLEAN(text), text);
	text[WORKBOOK_TEXT_MOST] = 'x';
	const char *cut = CLEAN(text);
	CU_ASSERT_EQUAL(strlen(cut), WORKBOOK_TEXT_MOST + 2);     /* the mark's first character has three bytes */
	CU_ASSERT_STRING_EQUAL(cut + WORKBOOK_TEXT_MOST - 7, WORKBOOK_TEXT_CUT);
	free(text);
	workbook_text_free(&buffer);
}

static void characters_beyond_16_bits_count_twice_as_excel_counts_them(void)
{
	struct workbook_text buffer = {0};
	char *text = calloc(4 * 16384 + 1, 1);
	for (size_t i = 0; i < 16383; i++)
		memcpy(text + 4 * i, "\U0001F9B6", 4);
	CU_ASSERT_STRING_EQUAL(CLEAN(text), text);
	memcpy(text + (size_t)4 * 16383, "\U0001F9B6", 4);
	const char *cut = CLEAN(text);
	CU_ASSERT_STRING_EQUAL(cut + (size_t)4 * 16380, WORKBOOK_TEXT_CUT);
	free(text);
	workbook_text_free(&buffer);
}

static CU_TestInfo tests[] = {
	TEST(a_table_longer_than_a_sheet_goes_on_in_another),
	TEST(a_table_without_rows_is_a_sheet_with_a_header),
	TEST(the_workbook_is_readable_by_its_owner_only),
	TEST(a_folder_that_is_not_there_is_named),
	TEST(when_the_disk_is_full_the_old_workbook_stands),
	TEST(rows_that_cannot_be_read_leave_no_workbook),
	TEST(the_same_record_gives_the_same_bytes),
	TEST(a_channel_of_a_session_is_a_chart_with_each_phase_once_in_its_legend),
	TEST(no_axis_goes_beyond_what_its_values_can_be),
	TEST(charts_end_behind_the_session_that_has_enough_of_them_and_say_so),
	TEST(a_chart_goes_on_into_the_next_sheet),
	TEST(texts_are_made_fit_for_xml_and_for_excel),
	TEST(bytes_that_are_no_utf8_are_replaced_one_by_one),
	TEST(a_text_beyond_excels_limit_is_cut_with_a_mark),
	TEST(characters_beyond_16_bits_count_twice_as_excel_counts_them),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo workbook_suite = {
	.pName = "workbook", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
