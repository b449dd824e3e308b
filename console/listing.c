/* listing.c - rows of named values, printed as a table for people or as JSON for programs */

#include "console/listing.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct listing {
	json_t *rows;       /* an array of objects, in the order of the columns */
	json_t *texts;      /* the same as shown to people: an array of arrays of strings */
	json_t *headings;   /* names of the columns */
	json_t *numeric;    /* for each column, whether it is set to the right */
};

struct listing *listing_new(void)
{
	struct listing *listing = xcalloc(1, sizeof *listing);
	listing->rows = json_array();
	listing->texts = json_array();
	listing->headings = json_array();
	listing->numeric = json_array();
	return listing;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	json_decref(listing->rows);
	json_decref(listing->texts);
	json_decref(listing->headings);
	json_decref(listing->numeric);
	free(listing);
}

void listing_row(struct listing *listing)
{
	json_array_append_new(listing->rows, json_object());
	json_array_append_new(listing->texts, json_array());
}

static void add(struct listing *listing, const char *name, json_t *value, const char *shown, bool numeric)
{
	size_t row = json_array_size(listing->rows) - 1;
	json_object_set_new(json_array_get(listing->rows, row), name, value);
	json_array_append_new(json_array_get(listing->texts, row), json_string(shown));
	if (row == 0) {
		json_array_append_new(listing->headings, json_string(name));
		json_array_append_new(listing->numeric, json_boolean(numeric));
	}
}

void listing_text(struct listing *listing, const char *name, const char *text)
{
	/* What a device says of itself need not be UTF-8. */
	json_t *value = json_string(text);
	add(listing, name, value ? value : json_string("?"), value ? text : "?", false);
}

void listing_integer(struct listing *listing, const char *name, int64_t integer)
{
	char shown[32];
	snprintf(shown, sizeof shown, "%lld", (long long)integer);
	add(listing, name, json_integer(integer), shown, true);
}

void listing_number(struct listing *listing, const char *name, double number, int decimals)
{
	char shown[64] = "-";
	if (isfinite(number))
		snprintf(shown, sizeof shown, "%.*f", decimals, number);
	add(listing, name, isfinite(number) ? json_real(number) : json_null(), shown, true);
}

void listing_absent(struct listing *listing, const char *name)
{
	add(listing, name, json_null(), "-", true);
}

/* Columns on the screen, not bytes: continuation bytes of UTF-8 take no room. */
static int shown_width(const char *text)
{
	int width = 0;
	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static const char *text_at(const json_t *row, size_t column)
{
	const char *text = json_string_value(json_array_get(row, column));
	return text ? text : "";
}

static void print_row(const struct listing *listing, const json_t *row, const int *widths, size_t columns)
{
	for (size_t c = 0; c < columns; c++) {
		const char *text = text_at(row, c);
		int blanks = widths[c] - shown_width(text);
		bool right = json_is_true(json_array_get(listing->numeric, c));
		bool last = c + 1 == columns;
		printf("%*s%s%*s", right ? blanks : 0, "", text, right || last ? 0 : blanks, "");
		fputs(last ? "\n" : "  ", stdout);
	}
}

static void print_table(const struct listing *listing)
{
	size_t columns = json_array_size(listing->headings);
	int *widths = xcalloc(columns, sizeof *widths);
	size_t i;
	const json_t *row;
	for (size_t c = 0; c < columns; c++) {
		widths[c] = shown_width(text_at(listing->headings, c));
		json_array_foreach(listing->texts, i, row)
			if (shown_width(text_at(row, c)) > widths[c])
				widths[c] = shown_width(text_at(row, c));
	}
	print_row(listing, listing->headings, widths, columns);
	json_array_foreach(listing->texts, i, row)
		print_row(listing, row, widths, columns);
	free(widths);
}

void listing_print(const struct listing *listing, bool json, const char *empty)
{
	if (json) {
		json_dumpf(listing->rows, stdout, JSON_INDENT(2));
		putchar('\n');
	} else if (json_array_size(listing->rows) == 0) {
		puts(empty);
	} else {
		print_table(listing);
	}
}

void listing_print_object(const struct listing_member *members, size_t count)
{
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++) {
		json_t *rows = members[i].listing->rows;
		json_object_set(object, members[i].name, members[i].single ? json_array_get(rows, 0) : rows);
	}
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}
