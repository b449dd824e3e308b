/*
 * names_in_text.h - a guess whether somebody wrote a person's name where none belongs
 *
 * Words that begin with a capital, two in a row ("Anna Berger") or one behind a title ("Mrs Lee"). It
 * guesses wrong at times, so that it is only ever a warning.
 */
#ifndef SOLEUS_CONSOLE_NAMES_IN_TEXT_H
#define SOLEUS_CONSOLE_NAMES_IN_TEXT_H

#include <stdbool.h>

bool text_seems_to_name_somebody(const char *text);

/* The warning, without a newline. */
#define NAME_WARNING "That looks like a person's name. It is kept as it was typed; only codes belong into the record " \
	"('soleus amend erase' can blank it)."

#endif
