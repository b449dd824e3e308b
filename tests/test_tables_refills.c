/* test_tables_refills.c - refill curves and the shares of a volume, in the tables refills and wide */

#include "export/tables.h"

#include <stdlib.h>
#include <string.h>

#include "tests/export_fixture.h"
#include "tests/suites.h"
#include "tests/tables_seen.h"

static struct exported study;

static void set_up(void)
{
	exported_begin(&study);
}

static void tear_down(void)
{
	exported_end(&study);
}

static void tiptoes_eject_and_leave_shares_of_a_volume(void)
{
	fixture_tiptoes(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "one", "empty_level"), "20");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "one", "venous_volume"), "100");
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "refills", "exercise", "one", "ef_pct")), 60, 1.5);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "one", "rvf_pct"), "-");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "ten", "ef_pct"), "-");
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "refills", "exercise", "ten", "rvf_pct")), 30, 1.5);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "ten", "v0_pct"), "-");
}

static void wide_has_those_shares_of_the_exercises_that_tell_them(void)
{
	fixture_tiptoes(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_ef_tiptoe_1")), 60, 1.5);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_rvf_tiptoe_1")), 30, 1.5);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "wide", "participant_id", "007", "volume_ef_tiptoe_1"), "-");
	const struct column *ef = column_of(study.export, "wide", "volume_ef_tiptoe_1"), *rvf = column_of(study.export, "wide", "volume_rvf_tiptoe_1");
	CU_ASSERT_STRING_EQUAL(ef->label, "Ejection fraction of volume after one: condition tiptoe, time 1");
	CU_ASSERT_STRING_EQUAL(rvf->label, "Residual volume fraction of volume after ten: condition tiptoe, time 1");
	CU_ASSERT_STRING_EQUAL(ef->unit, "%");
	CU_ASSERT_STRING_EQUAL(rvf->unit, "%");
	CU_ASSERT_TRUE(strstr(ef->formula, "Column ef_pct of the table refills. ") == ef->formula);
	/* One tiptoe leaves no residual volume, ten have no ejection fraction, and a volume has no pump power. */
	CU_ASSERT_PTR_NULL(column_of(study.export, "wide", "volume_ef_tiptoe_1b"));
	CU_ASSERT_PTR_NULL(column_of(study.export, "wide", "volume_rvf_tiptoe_1b"));
	CU_ASSERT_PTR_NULL(column_of(study.export, "wide", "volume_v0_tiptoe_1"));
	CU_ASSERT_STRING_EQUAL(column_of(study.export, "wide", "volume_t0_tiptoe_1b")->label,
	                       "Venous refill time of volume after ten: condition tiptoe, time 1");
}

static void a_blinded_wide_has_both_shares_after_any_exercise(void)
{
	fixture_tiptoes(study.record, "1E5", 1);
	study.export = export_new(study.record, &(struct export_options){ .software = "soleus test", .blind = true }, &study.error);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_ef_B_1")), 60, 1.5);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_rvf_B_1")), 40, 1.5);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_ef_B_1b")), 70, 1.5);
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "wide", "participant_id", "1E5", "volume_rvf_B_1b")), 30, 1.5);
}

static void a_refill_goes_on_while_the_visit_is_paused_and_is_flagged(void)
{
	fixture_tiptoes(study.record, "1E5", 1);
	exported_open(&study);
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "one", "refill_flags"), "-");
	CU_ASSERT_STRING_EQUAL(cell_where(study.export, "refills", "exercise", "ten", "refill_flags"), "gap; paused");
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "refills", "exercise", "one", "t90_s")), 20 * log(10), 0.2);
	/* The rest before it ends 0.12 below 120, and it is to that level that it fills. */
	CU_ASSERT_DOUBLE_EQUAL(atof(cell_where(study.export, "refills", "exercise", "ten", "t90_s")), 20 * log(70 / (0.1 * 69.88 + 0.12)), 0.2);
}

static CU_TestInfo tests[] = {
	TEST(tiptoes_eject_and_leave_shares_of_a_volume),
	TEST(wide_has_those_shares_of_the_exercises_that_tell_them),
	TEST(a_blinded_wide_has_both_shares_after_any_exercise),
	TEST(a_refill_goes_on_while_the_visit_is_paused_and_is_flagged),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo tables_refills_suite = {
	.pName = "tables refills", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
