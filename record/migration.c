/* migration.c - brings a record of an earlier schema up to date */

#include "record/migration.h"

#include <stdio.h>

#include "record/audit.h"

const char *const migration_steps[RECORD_SCHEMA_VERSION] = {
	/* Who replaced somebody before keeps the orders of the own number: visits may have been made in them. */
	"ALTER TABLE participant ADD COLUMN order_number INTEGER;"
	"ALTER TABLE participant ADD COLUMN replaces TEXT REFERENCES participant (id);"
	"CREATE UNIQUE INDEX participant_of_place ON participant (replaces);"
	"DROP TRIGGER participant_never_changes;"
	"CREATE TRIGGER participant_never_changes BEFORE UPDATE ON participant\n"
	"WHEN NOT (NEW.salt = x'')\n"
	"  OR (NEW.participant_id, NEW.id, NEW.number, NEW.group_name, NEW.simulated, NEW.enrolled_utc, NEW.order_number, NEW.replaces)"
	" IS NOT (OLD.participant_id, OLD.id, OLD.number, OLD.group_name, OLD.simulated, OLD.enrolled_utc, OLD.order_number, OLD.replaces)\n"
	"  OR NOT EXISTS (SELECT 1 FROM erasing WHERE participant_id = OLD.participant_id)\n"
	"BEGIN SELECT RAISE(ABORT, 'the record only grows: participant rows never change'); END",
	NULL,
};

const char *migration_participant(int64_t version)
{
	return version < 2 ? "*, NULL AS order_number, NULL AS replaces" : "*";
}

static bool take_step(struct record *record, const char *step, int64_t to, struct error *error)
{
	char sql[48];
	snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)to);
	return database_run(record, step, error) && database_run(record, sql, error);
}

static bool note(struct record *record, int64_t from, int64_t to, int64_t utc_ns, struct error *error)
{
	char detail[64];
	snprintf(detail, sizeof detail, "from version %lld to %lld", (long long)from, (long long)to);
	return audit_append(record, utc_ns, "migrated", "schema", detail, true, error);
}

bool record_migrate(struct record *record, const char *const *steps, int64_t utc_ns, struct error *error)
{
	int64_t from, version;
	if (!database_run(record, "BEGIN IMMEDIATE", error))
		return false;
	bool well = database_integer(record, "PRAGMA user_version", &from, error);
	for (version = 1; well && steps[version - 1]; version++)
		if (version >= from)
			well = take_step(record, steps[version - 1], version + 1, error);
	if (well && version > from)
		well = note(record, from, version, utc_ns, error);
	return database_end(record, well, error);
}
