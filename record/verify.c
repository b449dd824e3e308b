/* verify.c - whether a record is whole, damaged or tampered with, and where */

#include "record/verify.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "record/schema.h"
#include "record/signing.h"
#include "record/verifying.h"

static char *worded(const char *format, va_list arguments)
{
	char *text;
	if (vasprintf(&text, format, arguments) < 0)
		memory_exhausted();
	return text;
}

void verifying_find(struct verifying *verifying, enum cause cause, char *place, const char *format, ...)
{
	struct verdict *verdict = verifying->verdict;
	if (++verifying->counts[cause] > FINDINGS_MOST) {
		free(place);
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	array_reserve((void **)&verdict->findings, &verdict->finding_capacity, verdict->finding_count,
	              sizeof *verdict->findings);
	verdict->findings[verdict->finding_count++] = (struct finding){ place, worded(format, arguments) };
	va_end(arguments);
}

void verifying_notice(struct verifying *verifying, const char *format, ...)
{
	struct verdict *verdict = verifying->verdict;
	va_list arguments;
	va_start(arguments, format);
	array_reserve((void **)&verdict->notices, &verdict->notice_capacity, verdict->notice_count, sizeof *verdict->notices);
	verdict->notices[verdict->notice_count++] = worded(format, arguments);
	va_end(arguments);
}

static bool verify_structure(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record, "PRAGMA integrity_check", error);
	if (!statement)
		return false;
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);
		if (text && strcmp(text, "ok") != 0)
			verifying_find(verifying, CAUSE_BROKEN, xstrdup("structure"), "SQLite: %s.", text);
	}
	bool well = code == SQLITE_DONE || database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

static bool verify_references(struct verifying *verifying, struct error *error)
{
	sqlite3_stmt *statement = database_prepare(verifying->record, "PRAGMA foreign_key_check", error);
	if (!statement)
		return false;
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup((const char *)sqlite3_column_text(statement, 0)),
		               "A row refers to one of the table %s that is not there.",
		               (const char *)sqlite3_column_text(statement, 2));
	bool well = code == SQLITE_DONE || database_failed(verifying->record, "read", error);
	sqlite3_finalize(statement);
	return well;
}

/* Nothing can be asked of tables that are not ours: *ours tells whether there is more to verify. */
static bool verify_schema(struct verifying *verifying, bool *ours, struct error *error)
{
	char *difference;
	bool well = schema_compare(verifying->record, &difference, error);
	*ours = well && !difference;
	if (well && difference)
		verifying_find(verifying, CAUSE_CHANGED, xstrdup("schema"), "It was changed: %s.", difference);
	free(difference);
	return well;
}

/* All from one moment of the record, while others may write to it. */
static void verify_contents(struct verifying *verifying, const char *path)
{
	struct error error;
	bool ours = false;
	verifying->record = record_open_unlooked(path, false, &error);
	bool well = verifying->record
		&& database_run(verifying->record, "BEGIN", &error)
		&& verify_structure(verifying, &error)
		&& verify_schema(verifying, &ours, &error);
	if (well && ours)
		well = verify_references(verifying, &error)
			&& verify_audit(verifying, &error)
			&& verify_sessions(verifying, &error)
			&& verify_signatures(verifying, &error);
	if (!well)
		verifying_find(verifying, CAUSE_BROKEN, xstrdup("file"), "%s", error.text);
	record_close(verifying->record);
}

static enum verdict_kind judge(const struct verifying *verifying)
{
	const size_t *counts = verifying->counts;
	if (counts[CAUSE_FLIPPED] || counts[CAUSE_BROKEN])
		return VERDICT_DAMAGED;
	if (counts[CAUSE_CHANGED])
		return VERDICT_TAMPERED;
	return counts[CAUSE_UNEXPLAINED] ? VERDICT_TOUCHED : VERDICT_WHOLE;
}

bool record_verify(const char *path, struct verdict *verdict, struct error *error)
{
	*verdict = (struct verdict){0};
	struct verifying verifying = { .verdict = verdict };
	if (access(path, R_OK) != 0)
		return error_set(error, errno == ENOENT ? ERROR_ABSENT : ERROR_SYSTEM, "%s cannot be read: %s.",
		                 path, strerror(errno));
	verify_pages(&verifying, path);
	verify_contents(&verifying, path);
	verdict->kind = judge(&verifying);
	return true;
}

void verdict_free(struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->finding_count; i++) {
		free(verdict->findings[i].place);
		free(verdict->findings[i].text);
	}
	for (size_t i = 0; i < verdict->notice_count; i++)
		free(verdict->notices[i]);
	free(verdict->findings);
	free(verdict->notices);
	*verdict = (struct verdict){0};
}

const char *verdict_name(enum verdict_kind kind)
{
	static const char *const names[] = { "whole", "touched", "damaged", "tampered" };
	return names[kind];
}
