/*
 * workbook_text.h - any text as a workbook can hold it
 *
 * A workbook is XML 1.0 in UTF-8: control characters but tab and newline, U+FFFE,
 * U+FFFF and bytes that are no UTF-8 become U+FFFD each; CR LF and CR become LF, as any
 * reader of XML would make them. Excel reads _x0041_ as an escaped "A" (ECMA-376
 * part 1, 22.9.2.19, ST_Xstring), so that the underscore of a text that looks so is
 * itself escaped. A cell holds at most 32,767 characters, which Excel counts in UTF-16
 * ("Excel specifications and limits"); a longer text ends with a visible mark.
 */
#ifndef SOLEUS_EXPORT_WORKBOOK_TEXT_H
#define SOLEUS_EXPORT_WORKBOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define WORKBOOK_TEXT_MOST 32767
#define WORKBOOK_TEXT_CUT  "\u2026 [cut]"

/* Grows as needed; `struct workbook_text buffer = {0};` is a valid new one. */
struct workbook_text {
	char  *bytes;
	size_t size, capacity;
	bool   cut;             /* the last one was */
};

/* What to write for `text`: lives in the buffer until the next call or workbook_text_free. */
const char *workbook_text(struct workbook_text *buffer, const char *text);

void workbook_text_free(struct workbook_text *buffer);

/* The name of a table's sheet: trials, and when it goes on in a second one, trials_2. */
#define SHEET_NAME_SIZE 48
void workbook_sheet_name(const char *table, size_t part, char name[static SHEET_NAME_SIZE]);

#endif
