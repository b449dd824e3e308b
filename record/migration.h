/*
 * migration.h - brings a record of an earlier schema up to date; inside the room only
 *
 * Whoever changes schema.sql after a release counts RECORD_SCHEMA_VERSION up, adds the step that leads there,
 * and a golden record of the version before to tests/golden/: a test holds all of them against it.
 */
#ifndef SOLEUS_RECORD_MIGRATION_H
#define SOLEUS_RECORD_MIGRATION_H

#include "record/database.h"

/* This program's steps: the first leads from version 1 to 2, and so on; NULL ends them. */
extern const char *const migration_steps[RECORD_SCHEMA_VERSION];

/* The columns of the table participant of a record of that version, as this program reads them: for a view where it is
 * read as it is and not brought up to date. */
const char *migration_participant(int64_t version);

/* Takes those steps that the record has not gone yet, and says so in its audit, which covers the new schema. All
 * happens in one transaction, or nothing. */
bool record_migrate(struct record *record, const char *const *steps, int64_t utc_ns, struct error *error);

#endif
