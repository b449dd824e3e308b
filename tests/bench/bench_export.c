/*
 * bench_export.c - how fast tables are written, beside libraries used bare
 *
 * One synthetic table, never in memory: a code, a number of trials, a time, whole numbers, decimal numbers, means with
 * all their digits, missing cells. Commands, each printing its seconds of the processor:
 *
 *     bench_export csv ROWS PATH      our CSV
 *     bench_export xlsx ROWS PATH     our workbook
 *     bench_export bare ROWS PATH     the same cells, formats and widths by bare libxlsxwriter calls, constant memory
 *     bench_export plain ROWS PATH    the same cells, for Python: tab-separated, as they come
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#include "export/csv.h"
#include "export/workbook.h"

#define COLUMNS 10

static size_t row_count;

static struct column columns[COLUMNS] = {
	{ .name = "participant_id", .type = CELL_TEXT }, { .name = "session_id", .type = CELL_INTEGER },
	{ .name = "channel", .type = CELL_TEXT }, { .name = "time_utc", .type = CELL_TIME },
	{ .name = "time_s", .type = CELL_NUMBER, .decimals = 3 }, { .name = "value", .type = CELL_NUMBER, .decimals = 3 },
	{ .name = "pleth", .type = CELL_NUMBER, .decimals = 3 }, { .name = "mean", .type = CELL_NUMBER, .decimals = 3 },
	{ .name = "gap", .type = CELL_NUMBER, .decimals = 3 }, { .name = "quality", .type = CELL_TEXT },
};

static void fill(size_t row, struct cell cells[static COLUMNS], char stamp[static 32])
{
	snprintf(stamp, 32, "2026-11-22T08:%02zu:%02zu.%03zuZ", row / 60 % 60, row % 60, row % 1000);
	cells[0] = cell_text(row % 2 ? "P01" : "P02");
	cells[1] = cell_integer((int64_t)(row / 1000));
	cells[2] = cell_text("toe");
	cells[3] = cell_text(stamp);
	cells[4] = cell_number((double)row / 8);
	cells[5] = cell_number(30 + (double)(row % 977) / 100);
	cells[6] = cell_number((double)(row * 7919 % 256));
	cells[7] = cell_number(98 - 1.0 / (double)(row % 89 + 3));
	cells[8] = row % 3 ? cell_missing() : cell_number(0.013);
	cells[9] = cell_text(row % 50 ? "good" : "artefact");
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	(void)export;
	(void)table;
	struct cell cells[COLUMNS];
	char stamp[32];
	for (size_t row = 0; row < row_count; row++) {
		fill(row, cells, stamp);
		if (!sink->row(sink->self, cells, error))
			return false;
	}
	return true;
}

static const struct table table = { .name = "bench", .title = "", .columns = columns, .column_count = COLUMNS, .rows = rows };

static bool write_ours(const char *path, bool csv, struct error *error)
{
	const struct workbook_content content = {
		.tables = &table, .table_count = 1, .title = "", .utc_ns = 1, .rows_per_sheet = WORKBOOK_ROWS_MOST,
	};
	return csv ? csv_write_table(NULL, &table, &dialect_csv, path, error) : workbook_write_tables(&content, path, error);
}

static lxw_error write_bare_cell(lxw_worksheet *sheet, size_t row, size_t column, const struct cell *cell, lxw_format *const formats[3])
{
	if (cell->missing)
		return LXW_NO_ERROR;
	if (columns[column].type == CELL_INTEGER)
		return worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)column, (double)cell->integer, formats[1]);
	if (columns[column].type == CELL_NUMBER)
		return worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)column, cell->number, formats[2]);
	return worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, cell->text, formats[0]);
}

static bool write_bare(const char *path)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "bench");
	lxw_format *formats[3] = { workbook_add_format(book), workbook_add_format(book), workbook_add_format(book) };
	format_set_num_format(formats[0], "@");
	format_set_num_format(formats[1], "0");
	format_set_num_format(formats[2], "0.000");
	for (size_t column = 0; column < COLUMNS; column++)
		worksheet_write_string(sheet, 0, (lxw_col_t)column, columns[column].name, NULL);
	struct cell cells[COLUMNS];
	char stamp[32];
	for (size_t row = 0; row < row_count; row++) {
		fill(row, cells, stamp);
		for (size_t column = 0; column < COLUMNS; column++)
			write_bare_cell(sheet, row + 1, column, &cells[column], formats);
	}
	return workbook_close(book) == LXW_NO_ERROR;
}

static bool write_plain(const char *path)
{
	FILE *file = fopen(path, "w");
	struct cell cells[COLUMNS];
	char stamp[32];
	for (size_t row = 0; file && row < row_count; row++) {
		fill(row, cells, stamp);
		for (size_t column = 0; column < COLUMNS; column++) {
			if (cells[column].missing)
				fputs("", file);
			else if (columns[column].type == CELL_INTEGER)
				fprintf(file, "%lld", (long long)cells[column].integer);
			else if (columns[column].type == CELL_NUMBER)
				fprintf(file, "%.17g", cells[column].number);
			else
				fputs(cells[column].text, file);
			putc(column + 1 < COLUMNS ? '\t' : '\n', file);
		}
	}
	return file && fclose(file) == 0;
}

int main(int count, char **words)
{
	struct error error = {0};
	struct timespec spent;
	if (count != 4)
		return 2;
	row_count = strtoul(words[2], NULL, 10);
	bool well = strcmp(words[1], "bare") == 0 ? write_bare(words[3]) : strcmp(words[1], "plain") == 0 ? write_plain(words[3])
	          : write_ours(words[3], strcmp(words[1], "csv") == 0, &error);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	printf("%.4f\n", (double)spent.tv_sec + (double)spent.tv_nsec / 1e9);
	if (!well)
		fprintf(stderr, "%s\n", error.text);
	return well ? 0 : 1;
}
