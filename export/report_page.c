/* report_page.c - pages of a report: text, rules, tables, and when a page is full */

#include "export/report_page.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* In every Debian with cairo: fontconfig depends on it. */
#define FONT "DejaVu Sans"
#define ROW_HEIGHT  12.5
#define LINE_HEIGHT 9.6     /* of a cell with more than one */
#define LINES_MOST  12      /* of a cell; the whole stands in the record */

const struct colour ink = { 0.12, 0.14, 0.17 }, grey = { 0.42, 0.46, 0.51 }, pale = { 0.955, 0.962, 0.97 },
                    rule = { 0.80, 0.83, 0.86 }, accent = { 0.66, 0.18, 0.14 }, warning = { 0.75, 0.38, 0.0 };

void set_colour(cairo_t *cairo, struct colour colour, double alpha)
{
	cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, alpha);
}

/* How many bytes the UTF-8 character here has; 0 when it is none that can be shown. */
static size_t character_size(const unsigned char *at)
{
	size_t size = at[0] < 0x80 ? 1 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2 : at[0] >= 0xe0 && at[0] < 0xf0 ? 3
		: at[0] >= 0xf0 && at[0] < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < size; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	/* U+FFFE and U+FFFF of every plane and U+FDD0 to U+FDEF are no characters, and cairo refuses them. */
	bool none = (size == 3 && at[0] == 0xef && ((at[1] == 0xbf && at[2] >= 0xbe) || (at[1] == 0xb7 && at[2] >= 0x90 && at[2] <= 0xaf)))
		|| (size == 4 && (at[1] & 0x0f) == 0x0f && at[2] == 0xbf && at[3] >= 0xbe);
	bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
	bool beyond = (at[0] == 0xed && at[1] >= 0xa0) || (at[0] == 0xf4 && at[1] >= 0x90);
	return none || overlong || beyond || at[0] < 0x20 || at[0] == 0x7f ? 0 : size;
}

/* cairo gives up for good at a byte that is no UTF-8. Blanks for control characters; freed with free(). */
static char *clean(const char *text)
{
	char *out = xcalloc(3 * strlen(text) + 1, 1), *to = out;
	for (const unsigned char *at = (const unsigned char *)text; *at;) {
		size_t size = character_size(at);
		if (size > 0) {
			memcpy(to, at, size);
		} else {
			bool control = *at < 0x20 || *at == 0x7f;
			memcpy(to, control ? " " : "\uFFFD", control ? 1 : strlen("\uFFFD"));
			to += control ? 1 : strlen("\uFFFD");
		}
		to += size;
		at += size > 0 ? size : 1;
	}
	return out;
}

static double width_of(cairo_t *cairo, const char *text)
{
	cairo_text_extents_t extents;
	cairo_text_extents(cairo, text, &extents);
	return extents.x_advance;
}

static void choose_font(cairo_t *cairo, const struct style *style)
{
	cairo_select_font_face(cairo, FONT, CAIRO_FONT_SLANT_NORMAL,
	                       style->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, style->size);
	set_colour(cairo, style->colour, 1);
}

double text_width(cairo_t *cairo, struct style style, const char *text)
{
	char *shown = clean(text);
	choose_font(cairo, &style);
	double width = width_of(cairo, shown);
	free(shown);
	return width;
}

/* Cuts whole characters off the end until it fits with an ellipsis. */
static void fit(cairo_t *cairo, char **text, double width)
{
	double wide = width <= 0 ? 0 : width_of(cairo, *text);
	if (wide <= width || width <= 0)
		return;
	/* Of a text that is much too long most goes at once. */
	size_t all = strlen(*text), length = (size_t)((double)all * fmin(1, 1.5 * width / wide)) + 1;
	length = length > all ? all : length;
	char *cut = xcalloc(length + sizeof "\u2026", 1);
	do {
		length--;
		while (length > 0 && ((*text)[length] & 0xc0) == 0x80)
			length--;
		memcpy(cut, *text, length);
		strcpy(cut + length, "\u2026");
	} while (length > 0 && width_of(cairo, cut) > width);
	free(*text);
	*text = cut;
}

double draw_text(cairo_t *cairo, double x, double y, double width, struct style style, const char *text)
{
	char *shown = clean(text);
	choose_font(cairo, &style);
	fit(cairo, &shown, width);
	double wide = width_of(cairo, shown);
	cairo_move_to(cairo, style.align == ALIGN_RIGHT ? x - wide : style.align == ALIGN_CENTRE ? x - wide / 2 : x, y);
	cairo_show_text(cairo, shown);
	free(shown);
	return wide;
}

/* As much of the text as fits into the width, in whole words where there are blanks. */
static size_t line_length(cairo_t *cairo, char *text, double width)
{
	size_t best = 0;
	for (size_t end = 0;; end++) {
		if (text[end] != ' ' && text[end] != '\0')
			continue;
		char kept = text[end];
		text[end] = '\0';
		bool fits = width_of(cairo, text) <= width;
		text[end] = kept;
		if (!fits && best > 0)
			return best;
		best = end;
		if (!fits || kept == '\0')
			return best;
	}
}

#define PARAGRAPH_MOST 1200     /* bytes of a text that are printed; the whole stands in the record */

/* A clean text, cut with an ellipsis where it is too long for a page. */
static char *printable(const char *text)
{
	char *all = clean(text);
	if (strlen(all) > PARAGRAPH_MOST) {
		size_t cut = PARAGRAPH_MOST;
		while ((all[cut] & 0xc0) == 0x80)
			cut--;
		memcpy(all + cut, "\u2026", sizeof "\u2026");
	}
	return all;
}

void page_paragraph(struct page *page, double x, double width, struct style style, const char *text)
{
	char *all = printable(text), *at = all;
	choose_font(page->cairo, &style);
	while (*at) {
		size_t length = line_length(page->cairo, at, width);
		bool more = at[length] != '\0';
		at[length] = '\0';
		page_need(page, style.size * 1.4);
		page->y += style.size * 1.4;
		draw_text(page->cairo, x, page->y - style.size * 0.35, width, style, at);
		choose_font(page->cairo, &style);
		at += length + more;
	}
	free(all);
}

void draw_line(cairo_t *cairo, double x1, double y1, double x2, double y2, double width, struct colour colour)
{
	set_colour(cairo, colour, 1);
	cairo_set_line_width(cairo, width);
	cairo_move_to(cairo, x1, y1);
	cairo_line_to(cairo, x2, y2);
	cairo_stroke(cairo);
}

void draw_box(cairo_t *cairo, double x, double y, double width, double height, struct colour colour)
{
	set_colour(cairo, colour, 1);
	cairo_rectangle(cairo, x, y, width, height);
	cairo_fill(cairo);
}

void page_begin(struct page *page)
{
	page->number++;
	page->y = PAGE_MARGIN;
	if (page->number == 1)
		return;
	draw_text(page->cairo, PAGE_MARGIN, PAGE_MARGIN - 6, PAGE_INNER, (struct style){ 7.5, false, grey, ALIGN_LEFT },
	          page->heading);
	draw_line(page->cairo, PAGE_MARGIN, PAGE_MARGIN, PAGE_WIDTH - PAGE_MARGIN, PAGE_MARGIN, 0.5, rule);
	page->y = PAGE_MARGIN + 14;
}

void page_end(struct page *page)
{
	const struct style small = { 7, false, grey, ALIGN_LEFT };
	double y = PAGE_HEIGHT - 34;
	char number[32];
	draw_line(page->cairo, PAGE_MARGIN, y - 11, PAGE_WIDTH - PAGE_MARGIN, y - 11, 0.5, rule);
	draw_text(page->cairo, PAGE_MARGIN, y, PAGE_INNER - 80, small, page->foot);
	snprintf(number, sizeof number, "Page %d of %d", page->number, page->of);
	draw_text(page->cairo, PAGE_WIDTH - PAGE_MARGIN, y, 0, (struct style){ 7, false, grey, ALIGN_RIGHT }, number);
	draw_text(page->cairo, PAGE_MARGIN, y + 10, PAGE_INNER, (struct style){ 7, true, accent, ALIGN_LEFT },
	          "For research use only. Not for diagnosis or treatment.");
	cairo_show_page(page->cairo);
}

bool page_need(struct page *page, double height)
{
	if (page->y + height <= PAGE_BOTTOM)
		return false;
	page_end(page);
	page_begin(page);
	return true;
}

double page_title(struct page *page, const char *title, double then)
{
	page_need(page, 30 + then);
	page->y += 18;
	draw_box(page->cairo, PAGE_MARGIN, page->y - 9.5, 3, 12, accent);
	double wide = draw_text(page->cairo, PAGE_MARGIN + 9, page->y, PAGE_INNER - 9, (struct style){ 11.5, true, ink, ALIGN_LEFT }, title);
	page->y += 12;
	return 9 + wide;
}

/* Draws a text in lines, breaking at blanks; how many there are. Without a place to begin at they are only counted. */
static size_t draw_lines(struct page *page, const double at[2], double width, struct style style, const char *text)
{
	size_t lines = 0;
	char *all = printable(text), *rest = all;
	choose_font(page->cairo, &style);
	do {
		size_t length = style.align == ALIGN_LEFT ? line_length(page->cairo, rest, width) : strlen(rest);
		bool more = rest[length] != '\0', last = lines + 1 == LINES_MOST;
		char *shown = more && last ? xasprintf("%.*s\u2026", (int)length, rest) : xstrndup(rest, length);
		if (at)
			draw_text(page->cairo, at[0], at[1] + LINE_HEIGHT * (double)lines, width, style, shown);
		free(shown);
		rest += length + more;
		lines++;
	} while (*rest && lines < LINES_MOST);
	free(all);
	return lines;
}

static struct style cell_style(const struct page_column *column, bool head)
{
	return (struct style){ 7.5, head, head ? grey : ink, column->align };
}

static double row_height(struct page *page, const struct page_column *columns, size_t count, const char *const *cells)
{
	size_t most = 1;
	for (size_t i = 0; i < count; i++) {
		size_t lines = draw_lines(page, NULL, columns[i].width - 6, cell_style(&columns[i], false), cells[i]);
		most = lines > most ? lines : most;
	}
	return ROW_HEIGHT + LINE_HEIGHT * (double)(most - 1);
}

static void draw_cells(struct page *page, const struct page_column *columns, size_t count, const char *const *cells,
                       bool head, double height)
{
	double x = PAGE_MARGIN;
	for (size_t i = 0; i < count; i++) {
		bool right = columns[i].align == ALIGN_RIGHT;
		const double at[] = { right ? x + columns[i].width - 4 : x + 3, page->y + 8.8 };
		if (head)
			draw_text(page->cairo, at[0], at[1], columns[i].width - 6, cell_style(&columns[i], true), columns[i].title);
		else
			draw_lines(page, at, columns[i].width - 6, cell_style(&columns[i], false), cells[i]);
		x += columns[i].width;
	}
	page->y += height;
	draw_line(page->cairo, PAGE_MARGIN, page->y, x, page->y, head ? 0.8 : 0.3, head ? grey : rule);
}

void page_table_head(struct page *page, const struct page_column *columns, size_t count)
{
	page_need(page, 3 * ROW_HEIGHT);
	draw_cells(page, columns, count, NULL, true, ROW_HEIGHT);
}

void page_table_row(struct page *page, const struct page_column *columns, size_t count, const char *const *cells)
{
	double height = row_height(page, columns, count, cells);
	if (page_need(page, height))
		draw_cells(page, columns, count, NULL, true, ROW_HEIGHT);
	draw_cells(page, columns, count, cells, false, height);
}
