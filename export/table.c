/* table.c - the cells of a table */

#include "export/table.h"

#include <math.h>

struct cell cell_text(const char *text)
{
	return (struct cell){ .missing = !text || text[0] == '\0', .text = text };
}

struct cell cell_integer(int64_t integer)
{
	return (struct cell){ .integer = integer };
}

struct cell cell_number(double number)
{
	return (struct cell){ .missing = !isfinite(number), .number = number };
}

struct cell cell_missing(void)
{
	return (struct cell){ .missing = true };
}

struct cell cell_missing_for(enum missing_why why)
{
	return (struct cell){ .missing = true, .why = why };
}
