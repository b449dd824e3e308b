/* count.c - how many there are, in words */

#include "base/count.h"

#include <inttypes.h>
#include <stdio.h>

const char *count_text(int64_t count, const char *one, const char *many, char text[static COUNT_TEXT_SIZE])
{
	snprintf(text, COUNT_TEXT_SIZE, "%" PRId64 " %s", count, count == 1 ? one : many);
	return text;
}
