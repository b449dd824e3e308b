/* test_base.c - the words that everyone speaks */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bus.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/end_code.h"
#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/name.h"
#include "base/quantity.h"
#include "base/random.h"
#include "base/sample.h"
#include "base/site.h"
#include "base/utf8.h"
#include "tests/scratch.h"
#include "tests/suites.h"

static void names_that_a_spreadsheet_can_carry_are_legal(void)
{
	CU_ASSERT_TRUE(name_is_legal("toe"));
	CU_ASSERT_TRUE(name_is_legal("calf_girth_2"));
	CU_ASSERT_TRUE(name_is_legal("abcdefghijklmnopqrstuvwxyz"));
	CU_ASSERT_FALSE(name_is_legal("abcdefghijklmnopqrstuvwxyza"));
	CU_ASSERT_FALSE(name_is_legal("t"));
	CU_ASSERT_FALSE(name_is_legal(""));
	CU_ASSERT_FALSE(name_is_legal("Toe"));
	CU_ASSERT_FALSE(name_is_legal("2toe"));
	CU_ASSERT_FALSE(name_is_legal("toe temp"));
	CU_ASSERT_FALSE(name_is_legal("z\xc3\xa9h"));
}

static void a_misspelt_word_finds_what_was_meant(void)
{
	const char *const verbs[] = { "ask", "exercise", "rest", "tell", NULL };
	CU_ASSERT_STRING_EQUAL(name_nearest("excercise", verbs), "exercise");
	CU_ASSERT_STRING_EQUAL(name_nearest("rset", verbs), "rest");
	CU_ASSERT_STRING_EQUAL(name_nearest("tel", verbs), "tell");
	CU_ASSERT_PTR_NULL(name_nearest("measure", verbs));
	CU_ASSERT_PTR_NULL(name_nearest("", verbs));
}

static void names_are_listed_as_in_a_sentence(void)
{
	char list[16];
	CU_ASSERT_STRING_EQUAL(name_list((const char *[]){ NULL }, list, sizeof list), "");
	CU_ASSERT_STRING_EQUAL(name_list((const char *[]){ "ask", NULL }, list, sizeof list), "ask");
	CU_ASSERT_STRING_EQUAL(name_list((const char *[]){ "ask", "rest", NULL }, list, sizeof list), "ask and rest");
	CU_ASSERT_STRING_EQUAL(name_list((const char *[]){ "a", "b", "c", NULL }, list, sizeof list), "a, b and c");
	CU_ASSERT_STRING_EQUAL(name_list((const char *[]){ "ask", "exercise", "rest", NULL }, list, sizeof list), "ask, exercise a");
}

static void chance_is_that_of_the_published_generator(void)
{
	/* The first numbers of the PCG32 demonstration: seed 42, stream 54. */
	const uint32_t published[] = { 0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e };
	struct random_source source = random_new(42, 54);
	for (size_t i = 0; i < 6; i++)
		CU_ASSERT_EQUAL(random_u32(&source), published[i]);
}

static void a_die_falls_on_each_side_equally_often(void)
{
	struct random_source source = random_new(7, 1);
	int count[6] = {0};
	for (int i = 0; i < 60000; i++)
		count[random_below(&source, 6)]++;
	double chi2 = 0;
	for (int i = 0; i < 6; i++)
		chi2 += (count[i] - 10000.0) * (count[i] - 10000.0) / 10000.0;
	CU_ASSERT(chi2 < 20.5);     /* p = 0.001 with 5 degrees of freedom */
}

static void the_virtual_clock_jumps_to_the_deadline(void)
{
	struct clock *clock = clock_new_virtual(1000 * NS_PER_S);
	CU_ASSERT_EQUAL(clock_now(clock), 0);
	CU_ASSERT_FALSE(clock_wait(clock, NULL, 0, 3600 * NS_PER_S));
	CU_ASSERT_EQUAL(clock_now(clock), 3600 * NS_PER_S);
	clock_wait(clock, NULL, 0, 5 * NS_PER_S);
	CU_ASSERT_EQUAL(clock_now(clock), 3600 * NS_PER_S);
	CU_ASSERT_EQUAL(clock_utc(clock), 4600 * NS_PER_S);
	clock_free(clock);
}

static void the_real_clock_begins_at_zero_and_looks_at_descriptors_even_when_late(void)
{
	int ends[2];
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	CU_ASSERT_EQUAL_FATAL(write(ends[1], "x", 1), 1);
	struct clock *clock = clock_new_real();
	struct pollfd fd = { .fd = ends[0], .events = POLLIN };
	CU_ASSERT(clock_now(clock) >= 0);
	CU_ASSERT(clock_now(clock) < NS_PER_S);
	CU_ASSERT_TRUE(clock_wait(clock, &fd, 1, -1));
	CU_ASSERT_TRUE(fd.revents & POLLIN);
	clock_free(clock);
	close(ends[0]);
	close(ends[1]);
}

static void utc_is_written_as_iso_8601_with_milliseconds(void)
{
	char text[UTC_TEXT_SIZE];
	utc_format(0, text);
	CU_ASSERT_STRING_EQUAL(text, "1970-01-01T00:00:00.000Z");
	utc_format(INT64_C(1795334400123999999), text);
	CU_ASSERT_STRING_EQUAL(text, "2026-11-22T08:00:00.123Z");
	utc_format(-1, text);
	CU_ASSERT_STRING_EQUAL(text, "1969-12-31T23:59:59.999Z");
}

static void only_a_finite_value_in_no_doubt_is_valid(void)
{
	struct sample sample = { .value = 97 };
	CU_ASSERT_TRUE(sample_is_valid(&sample));
	sample.quality = QUALITY_LOW_PERFUSION;
	CU_ASSERT_TRUE(sample_is_valid(&sample));
	sample.quality = QUALITY_LOW_PERFUSION | QUALITY_ARTEFACT;
	CU_ASSERT_FALSE(sample_is_valid(&sample));
	sample = (struct sample){ .value = NAN };
	CU_ASSERT_FALSE(sample_is_valid(&sample));
}

static void quality_reads_as_words(void)
{
	char text[QUALITY_TEXT_SIZE];
	CU_ASSERT_STRING_EQUAL(quality_text(0, text), "good");
	CU_ASSERT_STRING_EQUAL(quality_text(QUALITY_NO_FINGER, text), "no_finger");
	CU_ASSERT_STRING_EQUAL(quality_text(QUALITY_STALE | QUALITY_NO_PROBE, text), "no_probe+stale");
	CU_ASSERT(strlen(quality_text(UINT32_MAX, text)) < QUALITY_TEXT_SIZE);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "missing"));
}

static void where_a_channel_measures_is_told_by_its_name(void)
{
	CU_ASSERT_EQUAL(site_of("toe"), SITE_TOE);
	CU_ASSERT_EQUAL(site_of("left_foot"), SITE_FOOT);
	CU_ASSERT_EQUAL(site_of("calf_2"), SITE_CALF);
	CU_ASSERT_EQUAL(site_of("ambient"), SITE_ROOM);
	CU_ASSERT_EQUAL(site_of("room_by_the_foot"), SITE_ROOM);
	CU_ASSERT_EQUAL(site_of("spo2"), SITE_OTHER);
	CU_ASSERT_EQUAL(side_of("toe_left"), SIDE_LEFT);
	CU_ASSERT_EQUAL(side_of("right_toe"), SIDE_RIGHT);
	CU_ASSERT_EQUAL(side_of("toe"), SIDE_NONE);
}

static void every_quantity_is_found_by_its_name(void)
{
	for (const char *const *name = quantity_names(); *name; name++)
		CU_ASSERT_STRING_EQUAL(quantity_find(*name)->name, *name);
	CU_ASSERT_STRING_EQUAL(quantity_find("temperature")->unit, "degC");
	CU_ASSERT_PTR_NULL(quantity_find("warmth"));
}

static void count_one(void *self, const struct message *message)
{
	if (message->kind == MESSAGE_SAMPLE)
		++*(int *)self;
}

static void the_bus_hands_to_every_listener_until_it_is_taken_out(void)
{
	struct bus bus = {0};
	int first = 0, second = 0;
	bus_add(&bus, &first, count_one);
	bus_add(&bus, &second, count_one);
	bus_sample(&bus, &(struct sample){0});
	bus_remove(&bus, &first);
	bus_sample(&bus, &(struct sample){0});
	CU_ASSERT_EQUAL(first, 1);
	CU_ASSERT_EQUAL(second, 2);
}

/* The first line of FOLDER/NAME, until the next call. */
static const char *first_line(const char *folder, const char *name)
{
	static char line[64];
	char *path = xasprintf("%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	line[0] = '\0';
	if (file && !fgets(line, sizeof line, file))
		line[0] = '\0';
	if (file)
		fclose(file);
	free(path);
	return line;
}

static void a_file_is_replaced_whole_or_not_at_all(void)
{
	char folder[] = "/tmp/soleus-test-XXXXXX";
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	char *path = xasprintf("%s/a/b/file", folder), *parent = xasprintf("%s/a/b", folder);
	struct error error;
	struct stat status;
	CU_ASSERT_FALSE(file_write(path, "new", 3, &error));
	CU_ASSERT_FALSE(folder_make("", &error));
	CU_ASSERT_STRING_EQUAL(error.text, "A folder without a name cannot be made.");
	CU_ASSERT_TRUE(folder_make(parent, &error));
	CU_ASSERT_TRUE(folder_make(parent, &error));
	CU_ASSERT_TRUE(file_write(path, "old", 3, &error));
	CU_ASSERT_TRUE(file_write(path, "newer", 5, &error));
	size_t size;
	char *bytes = file_read(path, 100, &size, &error);
	CU_ASSERT_STRING_EQUAL(bytes, "newer");
	CU_ASSERT_EQUAL(size, 5);
	CU_ASSERT_EQUAL(stat(path, &status), 0);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
	CU_ASSERT_PTR_NULL(file_read(path, 4, NULL, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "larger than"));
	char *beside = file_beside(path);
	CU_ASSERT_NOT_EQUAL(access(beside, F_OK), 0);
	free(beside);
	free(bytes);
	unlink(path);
	rmdir(parent);
	free(parent);
	free(path);
}

static void a_folder_takes_the_files_of_another_and_keeps_its_own(void)
{
	struct error error;
	char *folder = scratch_folder(), *path = xasprintf("%s/csv", folder), *beside = folder_beside(path);
	free(scratch_file(path, "table", "old"));
	free(scratch_file(path, "mine", "mine"));
	free(scratch_file(beside, "table", "new"));
	free(scratch_file(beside, "sub/table", "new"));
	CU_ASSERT_TRUE(folder_replace(beside, path, &error));
	CU_ASSERT_STRING_EQUAL(first_line(path, "table"), "new");
	CU_ASSERT_STRING_EQUAL(first_line(path, "sub/table"), "new");
	CU_ASSERT_STRING_EQUAL(first_line(path, "mine"), "mine");
	CU_ASSERT_NOT_EQUAL(access(beside, F_OK), 0);
	free(beside);
	free(path);
	scratch_remove(folder);
}

static void of_a_folder_goes_what_was_brought_and_is_not_any_more(void)
{
	struct error error;
	char *folder = scratch_folder(), *path = xasprintf("%s/bids", folder), *beside = folder_beside(path);
	char *person = xasprintf("%s/sub-02", path), *visit = xasprintf("%s/ses-01", person);
	free(scratch_file(beside, "people", "two"));
	free(scratch_file(beside, "sub-01/beh", "1"));
	free(scratch_file(beside, "sub-02/ses-01/beh", "2"));
	free(scratch_file(beside, "sub-02/ses-02/beh", "2"));
	CU_ASSERT_TRUE(folder_replace(beside, path, &error));
	free(scratch_file(path, "sub-02/ses-02/mine", "mine"));
	free(scratch_file(path, "sub-01/mine", "mine"));
	free(scratch_file(beside, "people", "one"));
	free(scratch_file(beside, "sub-01/beh", "1 again"));
	CU_ASSERT_TRUE(folder_replace(beside, path, &error));
	CU_ASSERT_STRING_EQUAL(first_line(path, "people"), "one");
	CU_ASSERT_STRING_EQUAL(first_line(path, "sub-01/beh"), "1 again");
	CU_ASSERT_STRING_EQUAL(first_line(path, "sub-01/mine"), "mine");
	CU_ASSERT_NOT_EQUAL(access(visit, F_OK), 0);
	CU_ASSERT_STRING_EQUAL(first_line(path, "sub-02/ses-02/beh"), "");
	CU_ASSERT_STRING_EQUAL(first_line(path, "sub-02/ses-02/mine"), "mine");
	free(visit);
	free(person);
	free(beside);
	free(path);
	scratch_remove(folder);
}

static void nothing_outside_a_folder_is_removed_whatever_its_list_says(void)
{
	struct error error;
	char *folder = scratch_folder(), *path = xasprintf("%s/csv", folder), *beside = folder_beside(path);
	free(scratch_file(folder, "mine", "mine"));
	char *mine = scratch_file(folder, "other", "mine"), *list = xasprintf("../mine\n%s\n\n", mine);
	free(scratch_file(path, FOLDER_LIST, list));
	free(scratch_file(beside, "table", "new"));
	CU_ASSERT_TRUE(folder_replace(beside, path, &error));
	CU_ASSERT_STRING_EQUAL(first_line(path, "table"), "new");
	CU_ASSERT_STRING_EQUAL(first_line(folder, "mine"), "mine");
	CU_ASSERT_STRING_EQUAL(first_line(folder, "other"), "mine");
	free(list);
	free(mine);
	free(beside);
	free(path);
	scratch_remove(folder);
}

static void why_an_exercise_was_ended_begins_with_a_code(void)
{
	char coded[64], code[NAME_SIZE];
	end_code_put("pain left calf", coded, sizeof coded);
	CU_ASSERT_STRING_EQUAL(coded, "pain: left calf");
	CU_ASSERT_STRING_EQUAL(end_code_of(coded, code), "pain");
	end_code_put("Fatigue", coded, sizeof coded);
	CU_ASSERT_STRING_EQUAL(coded, "fatigue");
	end_code_put("painful", coded, sizeof coded);
	CU_ASSERT_STRING_EQUAL(coded, "other: painful");
	CU_ASSERT_STRING_EQUAL(end_code_of(coded, code), "other");
	end_code_put("other: her shoe", coded, sizeof coded);
	CU_ASSERT_STRING_EQUAL(coded, "other: her shoe");
	for (const char *at = END_CODES; *at; at += strcspn(at, " ") + (strchr(at, ' ') != NULL)) {
		snprintf(coded, sizeof coded, "%.*s", (int)strcspn(at, ", "), at);
		CU_ASSERT_STRING_EQUAL(end_code_of(coded, code), coded);
		CU_ASSERT_TRUE(strcmp(coded, "other") == 0 || strcmp(code, "other") != 0);
	}
}

static void what_is_counted_is_told_as_one_or_as_many(void)
{
	char text[COUNT_TEXT_SIZE];
	CU_ASSERT_STRING_EQUAL(count_text(1, "visit is", "visits are", text), "1 visit is");
	CU_ASSERT_STRING_EQUAL(count_text(2, "visit is", "visits are", text), "2 visits are");
	CU_ASSERT_STRING_EQUAL(count_text(0, "audit entry", "audit entries", text), "0 audit entries");
}

static void an_error_is_one_line_whatever_it_quotes(void)
{
	struct error error;
	CU_ASSERT_FALSE(error_set(&error, ERROR_SYSTEM, "%s is damaged (%s).", "d\303\251j\303\240.db", "near \"\033[2J\377\303\":\n\tno such table"));
	CU_ASSERT_EQUAL(error.kind, ERROR_SYSTEM);
	CU_ASSERT_STRING_EQUAL(error.text, "d\303\251j\303\240.db is damaged (near \"?[2J??\":  no such table).");
	error_set(&error, ERROR_REFUSED, "Of %s", error.text);
	CU_ASSERT_STRING_EQUAL(error.text, "Of d\303\251j\303\240.db is damaged (near \"?[2J??\":  no such table).");
}

static void of_a_long_error_the_middle_goes(void)
{
	struct error error;
	char quoted[2001] = "";
	for (int i = 0; i < 1000; i++)
		strcat(quoted, "\303\251");
	error_set(&error, ERROR_SYSTEM, "a.db is damaged (%s); copy it away.", quoted);
	CU_ASSERT_TRUE(strncmp(error.text, "a.db is damaged (\303\251", 19) == 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "..."));
	CU_ASSERT_STRING_EQUAL(error.text + strlen(error.text) - 18, "\303\251); copy it away.");
	CU_ASSERT_TRUE(strlen(error.text) > ERROR_TEXT_SIZE - 8);
	for (const unsigned char *at = (const unsigned char *)error.text; *at; at += utf8_length(at))
		CU_ASSERT_NOT_EQUAL_FATAL(utf8_length(at), 0);
	CU_ASSERT_FALSE(error_set(&error, ERROR_SYSTEM, "%.*s", ERROR_TEXT_SIZE - 1, quoted + 1));
	CU_ASSERT_EQUAL(strlen(error.text), ERROR_TEXT_SIZE - 1);
	CU_ASSERT_PTR_NULL(strstr(error.text, "..."));
}

static void what_is_no_utf8_has_no_length(void)
{
	const struct {
		const char *bytes;
		size_t      length;
	} cases[] = {
		{ "a", 1 }, { "\177", 1 }, { "\302\200", 2 }, { "\337\277", 2 }, { "\340\240\200", 3 }, { "\355\237\277", 3 }, { "\357\277\277", 3 },
		{ "\360\220\200\200", 4 }, { "\364\217\277\277", 4 },
		{ "\200", 0 }, { "\301\277", 0 }, { "\302", 0 }, { "\302a", 0 }, { "\340\237\277", 0 }, { "\355\240\200", 0 }, { "\342\202", 0 },
		{ "\360\217\277\277", 0 }, { "\364\220\200\200", 0 }, { "\365\200\200\200", 0 }, { "\377", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		CU_ASSERT_EQUAL(utf8_length((const unsigned char *)cases[i].bytes), cases[i].length);
}

static CU_TestInfo tests[] = {
	TEST(of_a_folder_goes_what_was_brought_and_is_not_any_more),
	TEST(nothing_outside_a_folder_is_removed_whatever_its_list_says),
	TEST(a_folder_takes_the_files_of_another_and_keeps_its_own),
	TEST(names_that_a_spreadsheet_can_carry_are_legal),
	TEST(a_misspelt_word_finds_what_was_meant),
	TEST(names_are_listed_as_in_a_sentence),
	TEST(chance_is_that_of_the_published_generator),
	TEST(a_die_falls_on_each_side_equally_often),
	TEST(the_virtual_clock_jumps_to_the_deadline),
	TEST(the_real_clock_begins_at_zero_and_looks_at_descriptors_even_when_late),
	TEST(utc_is_written_as_iso_8601_with_milliseconds),
	TEST(only_a_finite_value_in_no_doubt_is_valid),
	TEST(quality_reads_as_words),
	TEST(where_a_channel_measures_is_told_by_its_name),
	TEST(every_quantity_is_found_by_its_name),
	TEST(the_bus_hands_to_every_listener_until_it_is_taken_out),
	TEST(a_file_is_replaced_whole_or_not_at_all),
	TEST(what_is_counted_is_told_as_one_or_as_many),
	TEST(why_an_exercise_was_ended_begins_with_a_code),
	TEST(an_error_is_one_line_whatever_it_quotes),
	TEST(of_a_long_error_the_middle_goes),
	TEST(what_is_no_utf8_has_no_length),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo base_suite = { .pName = "base", .pTests = tests };
