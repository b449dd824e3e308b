/*
 * listing.h - rows of named values, printed as a table for people or as JSON for programs
 *
 * The one home of jansson. Every listing of the program is made here, so that each
 * has a --json that says the same.
 */
#ifndef SOLEUS_CONSOLE_LISTING_H
#define SOLEUS_CONSOLE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct listing;

/* Freed with listing_free, which accepts NULL. */
struct listing *listing_new(void);
void listing_free(struct listing *listing);

/* Begins a row; then one call a value. The first row's values make the columns; the name is
 * the column's heading and the key in JSON. A NAN is "-" and null. Texts are copied. */
void listing_row(struct listing *listing);
void listing_text(struct listing *listing, const char *name, const char *text);
void listing_integer(struct listing *listing, const char *name, int64_t integer);
void listing_number(struct listing *listing, const char *name, double number, int decimals);
void listing_absent(struct listing *listing, const char *name);         /* a whole number that there is none of: as NAN */

/* Prints on stdout: an array of objects, or a table; `empty` instead of a table without rows. */
void listing_print(const struct listing *listing, bool json, const char *empty);

/* The same as a member of a larger JSON object: see listing_print_object. */
struct listing_member {
	const char     *name;
	struct listing *listing;
	bool            single;   /* its only row as an object, not an array */
};
void listing_print_object(const struct listing_member *members, size_t count);

#endif
