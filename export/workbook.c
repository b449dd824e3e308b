/* workbook.c - the tables as an Excel workbook, by libxlsxwriter */

#include "export/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "export/workbook_charts.h"
#include "export/workbook_text.h"

#define DECIMALS_MOST    6
#define WIDTH_LEAST      6
#define WIDTH_MOST       40
#define WIDTH_PROSE_MOST 70
#define FILTER_BUTTON    3      /* characters that it hides in the header */
#define MARGIN           2      /* characters around a cell's content */
#define LINE_HEIGHT      15     /* points */
#define FROZEN_MOST      3      /* columns that may stand still */
#define HEIGHT_MOST      409    /* of a row, in points: Excel's limit */

/* A workbook in the making. */
struct book {
	const struct workbook_content *content;
	const char                    *path;
	lxw_workbook                  *workbook;
	lxw_format                    *header, *text, *prose, *integer, *numbers[DECIMALS_MOST + 1];
	struct workbook_text           clean;
};

/* A table being written into it, sheet by sheet. */
struct sheet {
	struct book        *book;
	const struct table *table;
	lxw_worksheet      *worksheet;
	size_t              part;       /* from 1 */
	size_t              rows;       /* in this sheet, below the header */
	size_t             *widths;     /* in characters, so far; of a prose table known before */
};

static bool fail(const struct book *book, lxw_error reason, struct error *error)
{
	return error_set(error, ERROR_SYSTEM, "%s: the workbook cannot be written: %s", book->path, lxw_strerror(reason));
}

static lxw_format *number_format(lxw_workbook *workbook, const char *pattern)
{
	lxw_format *format = workbook_add_format(workbook);
	format_set_num_format(format, pattern);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	return format;
}

static void add_formats(struct book *book)
{
	lxw_workbook *workbook = book->workbook;
	book->header = workbook_add_format(workbook);
	format_set_bold(book->header);
	format_set_bottom(book->header, LXW_BORDER_THIN);
	format_set_bg_color(book->header, 0xE8EEF4);
	format_set_indent(book->header, 1);
	/* "@" keeps 1E5 and 007 what they are when somebody edits the cell. */
	book->text = number_format(workbook, "@");
	format_set_indent(book->text, 1);
	book->prose = workbook_add_format(workbook);
	format_set_text_wrap(book->prose);
	format_set_indent(book->prose, 1);
	format_set_align(book->prose, LXW_ALIGN_VERTICAL_TOP);
	book->integer = number_format(workbook, "0");
	char pattern[DECIMALS_MOST + 3] = "0.";
	book->numbers[0] = book->integer;
	for (int decimals = 1; decimals <= DECIMALS_MOST; decimals++) {
		strcat(pattern, "0");
		book->numbers[decimals] = number_format(workbook, pattern);
	}
}

/* Of its first line. */
static size_t characters_of(const char *text)
{
	size_t characters = 0;
	for (; *text && *text != '\n'; text++)
		characters += ((unsigned char)*text & 0xC0) != 0x80;
	return characters;
}

static void widen(struct sheet *sheet, size_t column, size_t characters)
{
	if (characters > sheet->widths[column])
		sheet->widths[column] = characters;
}

static lxw_error write_text(struct sheet *sheet, size_t column, const char *text)
{
	const char *clean = workbook_text(&sheet->book->clean, text);
	lxw_format *format = sheet->table->prose ? sheet->book->prose : sheet->book->text;
	if (sheet->book->clean.cut)
		export_note_cut(sheet->book->content->export, sheet->table, column);
	widen(sheet, column, characters_of(clean));
	return worksheet_write_string(sheet->worksheet, (lxw_row_t)sheet->rows, (lxw_col_t)column, clean, format);
}

static lxw_error write_number(struct sheet *sheet, size_t column, double number, int decimals)
{
	if (decimals > DECIMALS_MOST)
		decimals = DECIMALS_MOST;
	widen(sheet, column, (size_t)snprintf(NULL, 0, "%.*f", decimals, number));
	return worksheet_write_number(sheet->worksheet, (lxw_row_t)sheet->rows, (lxw_col_t)column, number,
	                              sheet->book->numbers[decimals]);
}

static lxw_error write_cell(struct sheet *sheet, size_t column, const struct cell *cell)
{
	if (cell->missing)
		return LXW_NO_ERROR;
	const struct column *of = &sheet->table->columns[column];
	switch (of->type) {
	case CELL_INTEGER:
		return write_number(sheet, column, (double)cell->integer, 0);
	case CELL_NUMBER:
		return write_number(sheet, column, cell->number, of->decimals);
	case CELL_TEXT:
	case CELL_TIME:
		break;
	}
	return write_text(sheet, column, cell->text);
}

static bool begin_sheet(struct sheet *sheet, struct error *error)
{
	char name[SHEET_NAME_SIZE];
	workbook_sheet_name(sheet->table->name, ++sheet->part, name);
	sheet->rows = 0;
	sheet->worksheet = workbook_add_worksheet(sheet->book->workbook, name);
	if (!sheet->worksheet)
		return fail(sheet->book, LXW_ERROR_CREATING_TMPFILE, error);
	for (size_t i = 0; i < sheet->table->column_count; i++) {
		const char *title = sheet->table->columns[i].name;
		lxw_error reason = worksheet_write_string(sheet->worksheet, 0, (lxw_col_t)i, title, sheet->book->header);
		if (reason != LXW_NO_ERROR)
			return fail(sheet->book, reason, error);
		widen(sheet, i, strlen(title) + FILTER_BUTTON);
	}
	return true;
}

/* The library does not look whether its temporary files could be written. */
static bool is_on_disk(const struct sheet *sheet, struct error *error)
{
	FILE *file = sheet->worksheet->optimize_tmpfile;
	if (file && (fflush(file) != 0 || ferror(file)))
		return error_set(error, ERROR_SYSTEM, "%s: the workbook cannot be written: no room for its temporary files.",
		                 sheet->book->path);
	return true;
}

static size_t width_of(const struct sheet *sheet, size_t column)
{
	size_t width = sheet->widths[column], most = sheet->table->prose ? WIDTH_PROSE_MOST : WIDTH_MOST;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > most ? most : width;
}

/* Who a row is about stays in sight when one goes to the right. */
static lxw_col_t frozen_columns(const struct table *table)
{
	for (size_t i = 0; i < table->column_count && i < FROZEN_MOST; i++)
		if (strcmp(table->columns[i].name, "participant_id") == 0)
			return (lxw_col_t)(i + 1);
	return 0;
}

static bool end_sheet(struct sheet *sheet, struct error *error)
{
	lxw_col_t last = (lxw_col_t)(sheet->table->column_count - 1);
	lxw_error reason = worksheet_autofilter(sheet->worksheet, 0, 0, (lxw_row_t)sheet->rows, last);
	for (size_t i = 0; reason == LXW_NO_ERROR && i < sheet->table->column_count; i++)
		reason = worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, (double)width_of(sheet, i) + MARGIN, NULL);
	if (reason == LXW_NO_ERROR)
		reason = worksheet_repeat_rows(sheet->worksheet, 0, 0);
	worksheet_freeze_panes(sheet->worksheet, 1, frozen_columns(sheet->table));
	worksheet_set_landscape(sheet->worksheet);
	if (sheet->table->prose)
		worksheet_fit_to_pages(sheet->worksheet, 1, 0);
	return reason == LXW_NO_ERROR ? is_on_disk(sheet, error) : fail(sheet->book, reason, error);
}

/* How many lines a text takes; breaking at words costs about a tenth of the width. */
static size_t lines_of(const char *text, size_t width)
{
	size_t lines = 0;
	for (const char *line = text; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		size_t characters = characters_of(line);
		lines += characters <= width ? 1 : (characters * 11 / 10 + width - 1) / width;
	}
	return lines;
}

/* Readers do not all find out by themselves how high a row with wrapped texts is. */
static lxw_error set_height(struct sheet *sheet, const struct cell *cells)
{
	size_t lines = 1;
	for (size_t i = 0; i < sheet->table->column_count; i++) {
		enum cell_type type = sheet->table->columns[i].type;
		if (cells[i].missing || (type != CELL_TEXT && type != CELL_TIME))
			continue;
		size_t own = lines_of(cells[i].text, width_of(sheet, i));
		lines = own > lines ? own : lines;
	}
	double height = (double)lines * LINE_HEIGHT;
	return worksheet_set_row(sheet->worksheet, (lxw_row_t)sheet->rows, height > HEIGHT_MOST ? HEIGHT_MOST : height, NULL);
}

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	struct sheet *sheet = self;
	if (sheet->rows == sheet->book->content->rows_per_sheet &&
	    (!end_sheet(sheet, error) || !begin_sheet(sheet, error)))
		return false;
	sheet->rows++;
	lxw_error reason = sheet->table->prose ? set_height(sheet, cells) : LXW_NO_ERROR;
	for (size_t i = 0; reason == LXW_NO_ERROR && i < sheet->table->column_count; i++)
		reason = write_cell(sheet, i, &cells[i]);
	return reason == LXW_NO_ERROR || fail(sheet->book, reason, error);
}

/* A first reading of a prose table, for the widths from which the heights follow. */
static bool look_at_row(void *self, const struct cell *cells, struct error *error)
{
	(void)error;
	struct sheet *sheet = self;
	for (size_t i = 0; i < sheet->table->column_count; i++)
		if (sheet->table->columns[i].type == CELL_TEXT && !cells[i].missing)
			widen(sheet, i, characters_of(cells[i].text));
	return true;
}

static bool write_table(struct book *book, const struct table *table, struct error *error)
{
	struct sheet sheet = {
		.book = book, .table = table,
		.widths = xcalloc(table->column_count, sizeof *sheet.widths),
	};
	const struct row_sink looking = { .self = &sheet, .row = look_at_row };
	const struct row_sink taking = { .self = &sheet, .row = take_row };
	struct export *export = book->content->export;
	bool well = (!table->prose || table->rows(export, table, &looking, error)) && begin_sheet(&sheet, error) &&
	            table->rows(export, table, &taking, error) && end_sheet(&sheet, error);
	free(sheet.widths);
	return well;
}

static bool write_charts(struct book *book, struct error *error)
{
	if (!book->content->export)
		return true;
	size_t count;
	const struct chart_range *ranges = export_chart_ranges(book->content->export, &count);
	if (count == 0 || workbook_charts(book->workbook, ranges, count, book->content->rows_per_sheet,
	                                  book->content->charts_most))
		return true;
	return error_set(error, ERROR_SYSTEM, "%s: the workbook's charts cannot be made.", book->path);
}

static bool set_properties(struct book *book, struct error *error)
{
	lxw_doc_properties properties = {
		.title = (char *)(uintptr_t)workbook_text(&book->clean, book->content->title),
		.comments = "Research use only. Not for diagnosis or treatment.",
		/* 0 would mean now, and other bytes each time. */
		.created = book->content->utc_ns > 0 ? (time_t)(book->content->utc_ns / NS_PER_S) : 1,
	};
	lxw_error reason = workbook_set_properties(book->workbook, &properties);
	return reason == LXW_NO_ERROR || fail(book, reason, error);
}

/* Closing needs once more what the sheets took, and the workbook itself; a disk that fills up then would
 * leave a damaged file without a word. */
static bool has_room(const struct book *book, const char *folder, struct error *error)
{
	struct statvfs disk;
	uint64_t needed = 0;
	lxw_worksheet *worksheet;
	STAILQ_FOREACH(worksheet, book->workbook->worksheets, list_pointers)
		if (worksheet->optimize_tmpfile)
			needed += 2 * (uint64_t)ftello(worksheet->optimize_tmpfile);
	if (statvfs(folder, &disk) != 0 || (uint64_t)disk.f_bavail * disk.f_frsize >= needed)
		return true;
	return error_set(error, ERROR_SYSTEM, "%s: the workbook cannot be written: the disk has less than the %llu MB free "
	                 "that it needs.", book->path, (unsigned long long)(needed >> 20) + 1);
}

static bool fill(struct book *book, const char *folder, struct error *error)
{
	add_formats(book);
	bool well = set_properties(book, error);
	for (size_t i = 0; well && i < book->content->table_count; i++)
		well = book->content->tables[i].bulk || write_table(book, &book->content->tables[i], error);
	return well && write_charts(book, error) && has_room(book, folder, error);
}

/* Makes the file first, for the mode and for a better reason than the library's. */
static bool make_file(const struct book *book, const char *beside, struct error *error)
{
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", book->path, strerror(errno));
	close(fd);
	return true;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

bool workbook_write_tables(const struct workbook_content *content, const char *path, struct error *error)
{
	struct book book = { .content = content, .path = path };
	char *beside = file_beside(path), *folder = folder_of(path);
	bool well = false;
	if (!make_file(&book, beside, error))
		goto done;

	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder, .use_zip64 = LXW_FALSE };
	book.workbook = workbook_new_opt(beside, &options);
	if (!book.workbook) {
		fail(&book, LXW_ERROR_MEMORY_MALLOC_FAILED, error);
		goto done;
	}
	well = fill(&book, folder, error);
	/* It also frees, and is the only thing that closes all temporary files. */
	lxw_error reason = workbook_close(book.workbook);
	if (well && reason != LXW_NO_ERROR)
		well = fail(&book, reason, error);
	if (well)
		well = file_replace(beside, path, error);
	else
		unlink(beside);
done:
	workbook_text_free(&book.clean);
	free(beside);
	free(folder);
	return well;
}

bool workbook_write(struct export *export, const char *path, struct error *error)
{
	struct workbook_content content = {
		.export = export,
		.title = "Soleus study",
		.utc_ns = export_utc_ns(export),
		.rows_per_sheet = WORKBOOK_ROWS_MOST,
		.charts_most = WORKBOOK_CHARTS_MOST,
	};
	content.tables = export_tables(export, &content.table_count);
	return workbook_write_tables(&content, path, error);
}
