/* export.c - soleus export: the record as files for statistics */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/desk.h"
#include "console/exporting.h"
#include "export/csv.h"
#include "export/formats.h"
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

static bool take_order(const struct invocation *invocation, struct export_order *order,
                       const struct export_format *chosen[static FORMATS_MOST], struct error *error)
{
	const char *list = option_value(invocation, "format"), *dialect = option_value(invocation, "dialect");
	*order = (struct export_order){ .formats = chosen, .blind = option_given(invocation, "blind") };
	order->shift_seed = (uint64_t)option_integer(invocation, "shift-dates", 0);
	order->format_count = formats_choose(list ? list : dialect ? "csv" : "xlsx", chosen, error);
	if (order->format_count == 0)
		return false;
	bool has_csv = false;
	for (size_t i = 0; i < order->format_count; i++)
		has_csv |= chosen[i] == &csv_format;
	if (dialect && !has_csv)
		return error_set(error, ERROR_MALFORMED, "--dialect is of csv, which is not among the formats; add it, or leave the "
		                 "dialect out.");
	order->dialect = dialect ? csv_dialect(dialect, error) : NULL;
	return !dialect || order->dialect;
}

/* "xlsx, csv, blinded, dates shifted", in the audit. */
static void note_export(struct desk *desk, const struct export_order *order)
{
	char detail[256] = "";
	for (size_t i = 0; i < order->format_count; i++)
		snprintf(detail + strlen(detail), sizeof detail - strlen(detail), "%s%s", i ? ", " : "", order->formats[i]->name);
	snprintf(detail + strlen(detail), sizeof detail - strlen(detail), "%s%s", order->blind ? ", blinded" : "",
	         order->shift_seed ? ", dates shifted" : "");
	desk_note(desk, "exported", detail);
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct export_order order;
	const struct export_format *chosen[FORMATS_MOST];
	if (!take_order(invocation, &order, chosen, &error))
		return tell_usage("export: %s", error.text);
	struct desk desk;
	char *name = desk_open(&desk, invocation, DESK_READING, &error) ? study_id(desk.record, &error) : NULL;
	order.folder = option_text(invocation, "output", desk.folder->exports);
	order.name = name;
	bool well = name && export_files(desk.record, &order, &error);
	int status = well ? STATUS_WELL : tell_failure(&error);
	if (well)
		note_export(&desk, &order);
	free(name);
	return desk_close(&desk, status);
}

static const struct option_spec options[] = {
	{ .name = "format", .argument = "LIST", .help = "xlsx, csv, sav, dta, bids, redcap, sdtm; or all (xlsx)" },
	{ .name = "dialect", .argument = "NAME", .help = "of csv: excel-de, excel-fr, excel-ch, excel-en" },
	{ .name = "blind", .help = "conditions as letters, the key in a file of its own" },
	{ .name = "output", .letter = 'o', .argument = "DIR", .help = "where to (STUDY/exports)" },
	{ .name = "shift-dates", .argument = "SEED", .help = "moves each person's dates back by days drawn with this secret number",
	  .low = 1, .high = INT64_MAX },
	{ .name = NULL },
};

const struct command export_command = {
	.name = "export",
	.synopsis = "[--format LIST] [--dialect NAME] [--blind] [--shift-dates SEED] [-o DIR]",
	.summary = "the whole record as files for statistics: workbook, CSV, SPSS, Stata, BIDS, REDCap, SDTM",
	.help = "Writes each format into DIR and prints where it stands:\n"
	        "  xlsx     <study id>.xlsx, a sheet a table, with charts\n"
	        "  csv      csv/: a file a table, every sample in samples.csv.gz; load.R, load.py, datapackage.json\n"
	        "  sav      sav/: SPSS and PSPP, with labels and missing codes; load.sps\n"
	        "  dta      dta/: Stata 14 and later\n"
	        "  bids     bids/: a BIDS dataset without imaging\n"
	        "  redcap   redcap/: data dictionary and import file\n"
	        "  sdtm     sdtm/: vital signs as CDISC's SDTM domain VS\n"
	        "They can be made again at any time: the same record gives the same bytes. What an earlier export wrote into\n"
	        "such a folder and this one does not (a recording of somebody erased since) is removed; files of your own\n"
	        "there stay. A visit that is going on is exported as far as it is. With --blind all goes to DIR/blinded, what would tell the conditions is left\n"
	        "out, and DIR/blinding_key.csv says which letter is which.\n",
	.options = options,
	.run = run,
};
