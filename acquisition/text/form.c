/* form.c - text of a fixed form, such as a date */

#include "acquisition/text/form.h"

#include <stddef.h>

static bool fits(char form, char character)
{
	if (form == 'd')
		return character >= '0' && character <= '9';
	if (form == 'A')
		return character >= 'A' && character <= 'Z';
	return character == form;
}

const char *form_behind(const char *form, const char *text)
{
	for (; *form; form++, text++)
		if (!fits(*form, *text))
			return NULL;
	return text;
}

bool form_is(const char *form, const char *text)
{
	const char *behind = form_behind(form, text);
	return behind && !*behind;
}
