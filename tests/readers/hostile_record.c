/* hostile_record.c - hostile_record STUDY_DB: a record whose contents try every format, for readers.sh */

#include <stdio.h>

#include "tests/export_fixture.h"

int main(int count, char **words)
{
	if (count != 2)
		return 2;
	struct record_fixture fixture = {0};
	snprintf(fixture.path, sizeof fixture.path, "%s", words[1]);
	struct record *record = fixture_study(&fixture);
	struct participant replacement = { .id = "TRUE", .covariates = {{ "code", "1" }}, .covariate_count = 1 };
	struct error error;
	if (!record_enrol_in_place(record, &replacement, "007", FIXTURE_UTC_NS, &error))
		return 1;
	fixture_visit(record, "1E5", 1, 40, 10, true);
	fixture_visit(record, "MARCH1", 1, 12, 10, false);
	fixture_visit(record, "007", 2, 70, 75, true);
	fixture_visit(record, "-A", 1, 40, 10, true);
	fixture_tiptoes(record, "-A", 2);
	fixture_troubled(record, "1E5", 2);
	record_close(record);
	return 0;
}
