/* command_export.c - soleus export: the record as files for statistics */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/acting.h"
#include "console/command.h"
#include "console/exporting.h"
#include "console/folder.h"
#include "record/reading.h"

/* The study's id names the file. Freed with free(). */
static char *study_id(struct record *record, struct error *error)
{
	char *id = NULL;
	struct rows *rows = record_study(record);
	for (struct study_row row; rows_next_study(rows, &row);)
		if (!id && strcmp(row.name, "id") == 0)
			id = strdup(row.value);
	if (!rows_close(rows, error)) {
		free(id);
		return NULL;
	}
	return id ? id : strdup("study");
}

static int run(const struct invocation *invocation)
{
	const char *format = option_value(invocation, "format");
	if (format && strcmp(format, "xlsx") != 0)
		return tell_usage("export: there is no format '%s'; this version writes xlsx.", format);
	struct error error;
	int64_t shift_seed;
	if (!option_integer(invocation, "shift-dates", 1, INT64_MAX, 0, &shift_seed, &error))
		return tell_failure(&error);
	struct folder *folder = folder_new(invocation->folder);
	const char *where = option_value(invocation, "output");
	struct record *record = folder_record(folder, false, &error);
	char *name = record ? study_id(record, &error) : NULL;
	char *path = name ? export_workbook(record, where ? where : folder->exports, name, (uint64_t)shift_seed, &error) : NULL;
	int status = STATUS_WELL;
	if (path)
		printf("%s\n", path);
	else
		status = tell_failure(&error);
	record_close(record);
	if (path)
		acting_note(folder->database, "exported", "record", shift_seed ? "xlsx, dates shifted" : "xlsx");
	free(path);
	free(name);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "format", .argument = "LIST", .help = "xlsx" },
	{ .name = "output", .letter = 'o', .argument = "DIR", .help = "where to (STUDY/exports)" },
	{ .name = "shift-dates", .argument = "SEED", .help = "moves each person's dates back by days drawn with this secret number" },
	{ .name = NULL },
};

const struct command export_command = {
	.name = "export",
	.synopsis = "[--format xlsx] [-o DIR] [--shift-dates SEED]",
	.summary = "the whole record as a workbook: trials, phases, samples, events, answers, codebook",
	.help = "Writes the workbook DIR/<study id>.xlsx and prints its path. It can be made again at any time:\n"
	        "the same record gives the same bytes. A visit that is going on is exported as far as it is.\n",
	.options = options,
	.run = run,
};
