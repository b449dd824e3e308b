/* test_formats.c - all formats of one record: whole, the same bytes again, and blind when they are to be */

#include "export/formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/folder.h"
#include "base/memory.h"
#include "export/csv.h"
#include "record/amend.h"
#include "tests/export_fixture.h"
#include "tests/suites.h"

static struct record_fixture fixture;
static struct record *record;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	record = fixture_study(&fixture);
	fixture_visit(record, "1E5", 1, 40, 10, true);
	fixture_visit(record, "-A", 1, 12, 10, false);
	error = (struct error){0};
}

static void tear_down(void)
{
	record_close(record);
	fixture_remove(&fixture);
}

/* Writes the formats of the list below fixture.folder/name; with the key beside when blind. */
static bool write_below(const char *name, const char *list, bool blind)
{
	const struct export_format *chosen[FORMATS_MOST];
	size_t count = formats_choose(list, chosen, &error);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test", .blind = blind }, &error);
	const struct export_target target = { .export = export, .name = "calf_pump" };
	char *folder = xasprintf("%s/%s", fixture.folder, name), *key = xasprintf("%s/key.csv", fixture.folder);
	bool well = count > 0 && folder_make(folder, &error) && (!blind || export_write_key(export, key, &error));
	for (size_t i = 0; well && i < count; i++) {
		char *path = format_path(chosen[i], &target, folder);
		well = format_write(chosen[i], &target, path, &error);
		free(path);
	}
	free(folder);
	free(key);
	export_free(export);
	return well;
}

/* The exit status of a shell command in the fixture's folder. */
static int shell(const char *command)
{
	char *whole = xasprintf("cd %s && %s", fixture.folder, command);
	int status = system(whole);
	free(whole);
	return status;
}

static void a_list_chooses_formats_in_their_own_order(void)
{
	const struct export_format *chosen[FORMATS_MOST];
	CU_ASSERT_EQUAL(formats_choose("bids,xlsx", chosen, &error), 2);
	CU_ASSERT_STRING_EQUAL(chosen[0]->name, "xlsx");
	CU_ASSERT_STRING_EQUAL(chosen[1]->name, "bids");
	CU_ASSERT_EQUAL(formats_choose("all", chosen, &error), 7);
	CU_ASSERT_EQUAL(formats_choose("xlsx,cvs", chosen, &error), 0);
	CU_ASSERT_STRING_EQUAL(error.text, "There is no format 'cvs'; there are xlsx, csv, sav, dta, bids, redcap, sdtm, "
	                       "and all of them with 'all'; did you mean 'csv'?");
}

static void the_same_record_gives_the_same_bytes_in_any_time_zone(void)
{
	char *zone = getenv("TZ") ? xstrdup(getenv("TZ")) : NULL;
	setenv("TZ", "UTC0", 1);
	tzset();
	CU_ASSERT_TRUE(write_below("one", "all", false));
	setenv("TZ", "XYZ-14", 1);
	tzset();
	CU_ASSERT_TRUE(write_below("other", "all", false));
	CU_ASSERT_EQUAL(shell("diff -r one other"), 0);
	if (zone)
		setenv("TZ", zone, 1);
	else
		unsetenv("TZ");
	tzset();
	free(zone);
}

static void another_program_reads_every_cell_of_the_csv_files(void)
{
	CU_ASSERT_TRUE(write_below("out", "csv", false));
	char *command = xasprintf("/usr/bin/python3 tests/readers/compare_files.py %s %s/out/csv csv", fixture.path, fixture.folder);
	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
}

static void another_program_reads_every_cell_for_bids_redcap_and_sdtm(void)
{
	CU_ASSERT_TRUE(write_below("out", "bids,redcap,sdtm", false));
	char *command = xasprintf("/usr/bin/python3 tests/readers/compare_bids.py %s %s/out/bids", fixture.path, fixture.folder);
	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
	command = xasprintf("/usr/bin/python3 tests/readers/compare_clinical.py %s %s/out", fixture.path, fixture.folder);
	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
}

static void a_choice_is_one_in_redcap_too(void)
{
	CU_ASSERT_TRUE(write_below("out", "redcap", false));
	CU_ASSERT_EQUAL(shell("grep -q '^participants_group,participants,,radio,.*\"control, control | cvi, cvi\"' out/redcap/dictionary.csv"), 0);
	CU_ASSERT_EQUAL(shell("grep -q '^participants_covariate_group,participants,,radio,.*\"c, c | b, b | a, a\"' out/redcap/dictionary.csv"), 0);
	CU_ASSERT_EQUAL(shell("grep -q '^participants_code,participants,,text,' out/redcap/dictionary.csv"), 0);
}

static void sdtm_tells_no_more_digits_than_were_measured(void)
{
	CU_ASSERT_TRUE(write_below("out", "sdtm", false));
	CU_ASSERT_EQUAL(shell("! cut -d, -f10-13 out/sdtm/vs.csv | grep -E '[.][0-9]{4}'"), 0);
}

static void a_blinded_export_names_no_condition(void)
{
	CU_ASSERT_TRUE(write_below("plain", "csv", false));
	CU_ASSERT_EQUAL(shell("grep -qw spu plain/csv/trials.csv"), 0);
	CU_ASSERT_TRUE(write_below("blind", "csv,sav,dta,bids,redcap,sdtm", true));
	CU_ASSERT_EQUAL(shell("gunzip -r blind && ! grep -raohwE '(stood )?still|spu' blind | grep -v 'stood still'"), 0);
	CU_ASSERT_EQUAL(shell("grep -q ',A,' blind/csv/trials.csv && grep -q ',B,' blind/csv/trials.csv"), 0);
}

/* The factor outcome is given to spu alone, and only there anybody exercises at 50 a minute. */
static void a_blinded_export_leaves_out_what_would_tell(void)
{
	CU_ASSERT_TRUE(write_below("plain", "csv", false));
	CU_ASSERT_EQUAL(shell("head -1 plain/csv/trials.csv | grep -q factor_outcome && cut -d, -f 1-99 plain/csv/measures.csv | grep -q ,50,"), 0);
	CU_ASSERT_TRUE(write_below("blind", "csv", true));
	CU_ASSERT_EQUAL(shell("! head -1 blind/csv/trials.csv | grep -q factor_outcome"), 0);
	CU_ASSERT_EQUAL(shell("! grep -q ,50, blind/csv/measures.csv && ! grep -qw note blind/csv/events.csv"), 0);
	CU_ASSERT_EQUAL(shell("! grep -q 18446744073709551615 blind/csv/about.csv && ! grep -q soleus_pushup.lua blind/csv/about.csv"), 0);
}

/* One question, which is put in other words under each condition; and the names of files that were imported. */
static void a_blinded_export_has_no_words_that_one_condition_alone_has(void)
{
	fixture_asked(record, "007", 1, "still", "How hard was it to sit quietly?");
	fixture_asked(record, "007", 2, "spu", "How hard were the rises?");
	CU_ASSERT_TRUE(write_below("plain", "csv", false));
	CU_ASSERT_EQUAL(shell("grep -q quietly plain/csv/answers.csv && grep -q rises plain/csv/events.csv"), 0);
	CU_ASSERT_EQUAL(shell("grep -q effort_spu plain/csv/events.csv"), 0);
	CU_ASSERT_TRUE(write_below("blind", "csv,bids", true));
	CU_ASSERT_EQUAL(shell("! grep -rE 'quietly|rises|effort_s' blind"), 0);
	CU_ASSERT_EQUAL(shell("[ $(grep -c ,effort, blind/csv/answers.csv) = 2 ]"), 0);
}

static void the_key_is_for_its_owner_alone_and_stays_when_the_record_grows(void)
{
	struct stat status;
	char *key = xasprintf("%s/key.csv", fixture.folder);
	CU_ASSERT_TRUE(write_below("blind", "csv", true));
	CU_ASSERT_EQUAL_FATAL(stat(key, &status), 0);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
	CU_ASSERT_EQUAL(shell("grep -q still key.csv && grep -q spu key.csv && cp key.csv before.csv"), 0);
	fixture_visit(record, "007", 1, 12, 10, true);
	CU_ASSERT_TRUE(write_below("blind", "csv", true));
	CU_ASSERT_EQUAL(shell("cmp -s key.csv before.csv"), 0);
	free(key);
}

static void a_folder_of_files_is_of_one_export_or_stays_as_it_was(void)
{
	CU_ASSERT_TRUE(write_below("one", "csv", false));
	CU_ASSERT_EQUAL(shell("cp -r one old && echo mine >one/csv/notes.txt && echo mine >old/csv/notes.txt"), 0);
	fixture_visit(record, "007", 1, 12, 10, true);
	CU_ASSERT_EQUAL(fixture_run(&fixture, "DROP TABLE gap"), SQLITE_OK);
	CU_ASSERT_FALSE(write_below("one", "csv", false));
	CU_ASSERT_EQUAL(shell("diff -r one old"), 0);
}

static void what_a_person_gave_is_gone_from_the_next_export_once_they_are_erased(void)
{
	const struct amendment erasure = { .action = AMEND_ERASE, .target = AMEND_PARTICIPANT, .participant = "1E5", .operator_id = "",
	                                   .reason = "asked for it", .utc_ns = FIXTURE_UTC_NS };
	CU_ASSERT_TRUE(write_below("out", "bids,csv", false));
	CU_ASSERT_EQUAL(shell("ls out/bids/sub-1E5/ses-01/beh/*_physio.tsv.gz >/dev/null && echo mine >out/bids/sub-1E5/notes.txt"), 0);
	CU_ASSERT_TRUE(record_amend(record, &erasure, &error));
	CU_ASSERT_TRUE(write_below("out", "bids,csv", false));
	CU_ASSERT_TRUE(write_below("anew", "bids,csv", false));
	CU_ASSERT_EQUAL(shell("! ls out/bids/sub-1E5/ses-01/beh/*_physio.tsv.gz 2>/dev/null"), 0);
	CU_ASSERT_EQUAL(shell("ls out/bids/sub-A/ses-01/beh/*_physio.tsv.gz >/dev/null"), 0);
	CU_ASSERT_EQUAL(shell("rm out/bids/sub-1E5/notes.txt && diff -r out anew"), 0);
}

static CU_TestInfo tests[] = {
	TEST(a_folder_of_files_is_of_one_export_or_stays_as_it_was),
	TEST(what_a_person_gave_is_gone_from_the_next_export_once_they_are_erased),
	TEST(a_list_chooses_formats_in_their_own_order),
	TEST(the_same_record_gives_the_same_bytes_in_any_time_zone),
	TEST(another_program_reads_every_cell_of_the_csv_files),
	TEST(another_program_reads_every_cell_for_bids_redcap_and_sdtm),
	TEST(a_choice_is_one_in_redcap_too),
	TEST(sdtm_tells_no_more_digits_than_were_measured),
	TEST(a_blinded_export_names_no_condition),
	TEST(a_blinded_export_leaves_out_what_would_tell),
	TEST(a_blinded_export_has_no_words_that_one_condition_alone_has),
	TEST(the_key_is_for_its_owner_alone_and_stays_when_the_record_grows),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo formats_suite = {
	.pName = "formats", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
