/*
 * report_page.h - pages of a report: text, rules, tables, and when a page is full
 *
 * Lengths are points (1/72 inch), y goes down. A page is filled from the top; whoever
 * draws something says how much room it needs first, and a new page begins when there is less.
 */
#ifndef SOLEUS_EXPORT_REPORT_PAGE_H
#define SOLEUS_EXPORT_REPORT_PAGE_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

#define PAGE_WIDTH  595.276     /* A4 */
#define PAGE_HEIGHT 841.890
#define PAGE_MARGIN 42.0
#define PAGE_INNER  (PAGE_WIDTH - 2 * PAGE_MARGIN)
#define PAGE_BOTTOM (PAGE_HEIGHT - 54)

struct colour { double red, green, blue; };
extern const struct colour ink, grey, pale, rule, accent, warning;

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct style {
	double        size;
	bool          bold;
	struct colour colour;
	enum align    align;
};

struct page {
	cairo_t    *cairo;
	double      y;              /* what is free begins here */
	int         number, of;     /* `of` 0: not known yet */
	const char *heading;        /* on every page but the first */
	const char *foot;
};

/* The heading and the y to begin at. page_end draws the foot and gives the page out. */
void page_begin(struct page *page);
void page_end(struct page *page);

/* Begins a new page when less than that is left; true when it did. */
bool page_need(struct page *page, double height);

/* A section's title, with at least `then` of room below it. Returns how far it reaches from the margin. */
double page_title(struct page *page, const char *title, double then);

/* Text of any bytes at a baseline; cut with an ellipsis where it is wider than `width` (0: any). Returns
 * its width. */
double draw_text(cairo_t *cairo, double x, double y, double width, struct style style, const char *text);

double text_width(cairo_t *cairo, struct style style, const char *text);

/* Text over several lines, broken at blanks; moves page->y below it. */
void page_paragraph(struct page *page, double x, double width, struct style style, const char *text);

void draw_line(cairo_t *cairo, double x1, double y1, double x2, double y2, double width, struct colour colour);
void draw_box(cairo_t *cairo, double x, double y, double width, double height, struct colour colour);
void set_colour(cairo_t *cairo, struct colour colour, double alpha);

/* A table: widths in points, one header row that comes again on each page. Texts on the left go over several lines. */
struct page_column {
	const char *title;
	double      width;
	enum align  align;
};
void page_table_head(struct page *page, const struct page_column *columns, size_t count);
void page_table_row(struct page *page, const struct page_column *columns, size_t count, const char *const *cells);

#endif
