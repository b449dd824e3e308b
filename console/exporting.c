/* exporting.c - from a record to files, with a progress bar: what `export` and `rehearse` share */

#include "console/exporting.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "base/version.h"
#include "console/listing.h"
#include "console/progress.h"
#include "export/csv.h"
#include "export/tables.h"
#include "export/workbook.h"

#define SOFTWARE "soleus " SOLEUS_VERSION

char *export_workbook(struct record *record, const char *folder, const char *name, struct error *error)
{
	struct progress_bar bar;
	progress_begin(&bar, "Exporting");
	struct export_options options = {
		.software = SOFTWARE, .progress = progress_update, .progress_self = &bar,
	};
	struct export *export = NULL;
	char *path = xasprintf("%s/%s.xlsx", folder, name);
	bool well = folder_make(folder, error) && (export = export_new(record, &options, error))
		&& workbook_write(export, path, error);
	export_free(export);
	progress_end(&bar);
	if (well)
		return path;
	free(path);
	return NULL;
}

static bool write_formats(struct export *export, const struct export_order *order, const char *folder,
                          struct progress_bar *bar, struct error *error)
{
	const struct export_target target = { .export = export, .name = order->name, .dialect = order->dialect };
	bool well = folder_make(folder, error);
	for (size_t i = 0; well && i < order->format_count; i++) {
		char *path = format_path(order->formats[i], &target, folder);
		export_begin_pass(export, i, order->format_count, order->formats[i] == &csv_format);
		well = format_write(order->formats[i], &target, path, error);
		progress_end(bar);
		if (well)
			puts(path);
		free(path);
	}
	return well;
}

static bool write_key(const struct export *export, const struct export_order *order, struct error *error)
{
	char *path = xasprintf("%s/blinding_key.csv", order->folder);
	bool well = export_write_key(export, path, error);
	if (well)
		printf("%s: the key; keep it away from whoever is to be blind.\n", path);
	free(path);
	return well;
}

bool export_files(struct record *record, const struct export_order *order, struct error *error)
{
	struct progress_bar bar;
	progress_begin(&bar, "Exporting");
	struct export_options options = {
		.software = SOFTWARE, .blind = order->blind, .shift_seed = order->shift_seed, .progress = progress_update, .progress_self = &bar,
	};
	struct export *export = record_hold(record, error) ? export_new(record, &options, error) : NULL;
	char *folder = xasprintf("%s%s", order->folder, order->blind ? "/blinded" : "");
	bool well = export && write_formats(export, order, folder, &bar, error) && (!order->blind || write_key(export, order, error));
	progress_end(&bar);
	export_free(export);
	free(folder);
	return well;
}

/* One line of the summary, in the making. */
struct change {
	char   channel[NAME_SIZE], unit[32], phase[NAME_SIZE], condition[NAME_SIZE];
	size_t n;
	double sum;
};

struct summary {
	const struct table *table;
	struct change      *changes;
	size_t              count, capacity;
};

static const struct cell *cell_of(const struct summary *summary, const struct cell *cells, const char *name)
{
	for (size_t i = 0; i < summary->table->column_count; i++)
		if (strcmp(summary->table->columns[i].name, name) == 0)
			return cells[i].missing ? NULL : &cells[i];
	return NULL;
}

/* NULL when there is none. */
static struct change *find_change(const struct summary *summary, const char *channel, const char *phase, const char *condition)
{
	for (size_t i = 0; i < summary->count; i++) {
		struct change *change = &summary->changes[i];
		if (strcmp(change->channel, channel) == 0 && strcmp(change->phase, phase) == 0
		    && strcmp(change->condition, condition) == 0)
			return change;
	}
	return NULL;
}

static struct change *change_of(struct summary *summary, const char *channel, const char *phase,
                                const char *condition, const char *unit)
{
	struct change *found = find_change(summary, channel, phase, condition);
	if (found)
		return found;
	array_reserve((void **)&summary->changes, &summary->capacity, summary->count, sizeof *summary->changes);
	struct change *change = &summary->changes[summary->count++];
	*change = (struct change){0};
	name_copy(change->channel, channel);
	name_copy(change->phase, phase);
	name_copy(change->condition, condition);
	strncat(change->unit, unit, sizeof change->unit - 1);
	return change;
}

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	(void)error;
	struct summary *summary = self;
	const struct cell *channel = cell_of(summary, cells, "channel"), *phase = cell_of(summary, cells, "phase");
	const struct cell *condition = cell_of(summary, cells, "condition"), *unit = cell_of(summary, cells, "unit");
	const struct cell *delta = cell_of(summary, cells, "delta"), *kind = cell_of(summary, cells, "quantity");
	const struct quantity *quantity = kind ? quantity_find(kind->text) : NULL;
	if ((quantity && quantity->waveform) || !channel || !phase || !condition || !unit || !delta || strcmp(phase->text, "baseline") == 0)
		return true;
	struct change *change = change_of(summary, channel->text, phase->text, condition->text, unit->text);
	change->n++;
	change->sum += delta->number;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int order = strcmp(x->channel, y->channel);
	if (!order)
		order = strcmp(x->phase, y->phase);
	return order ? order : strcmp(x->condition, y->condition);
}

static bool is_first_of_condition(const struct summary *summary, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(summary->changes[i].condition, summary->changes[index].condition) == 0)
			return false;
	return true;
}

/* Of one channel in one phase, under one condition; NAN where the condition has no such phase. A change that
 * rounds to nothing is not "-0.00". */
static double mean_change(const struct summary *summary, const struct change *line, const char *condition)
{
	const struct change *change = find_change(summary, line->channel, line->phase, condition);
	double mean = change ? change->sum / (double)change->n : (double)NAN;
	return fabs(mean) < 0.005 ? 0 : mean;
}

/* One line for each channel and phase, the conditions side by side. */
static void print_changes(const struct summary *summary, bool json)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < summary->count; i++) {
		const struct change *line = &summary->changes[i];
		if (i > 0 && strcmp(line->channel, line[-1].channel) == 0 && strcmp(line->phase, line[-1].phase) == 0)
			continue;
		listing_row(listing);
		listing_text(listing, "channel", line->channel);
		listing_text(listing, "phase", line->phase);
		for (size_t c = 0; c < summary->count; c++)
			if (is_first_of_condition(summary, c))
				listing_number(listing, summary->changes[c].condition,
				               mean_change(summary, line, summary->changes[c].condition), 2);
		listing_text(listing, "unit", line->unit);
	}
	listing_print(listing, json, "There is no phase with a baseline to compare with.");
	listing_free(listing);
}

bool export_summary(struct record *record, bool json, struct error *error)
{
	struct export_options options = { .software = SOFTWARE };
	struct export *export = export_new(record, &options, error);
	if (!export)
		return false;
	size_t count;
	const struct table *tables = export_tables(export, &count);
	struct summary summary = {0};
	for (size_t i = 0; i < count; i++)
		if (strcmp(tables[i].name, "measures") == 0)
			summary.table = &tables[i];
	assert(summary.table);
	struct row_sink sink = { .self = &summary, .row = take_row };
	bool well = summary.table->rows(export, summary.table, &sink, error);
	if (well && summary.count)
		qsort(summary.changes, summary.count, sizeof *summary.changes, by_place);
	if (well)
		print_changes(&summary, json);
	free(summary.changes);
	export_free(export);
	return well;
}
