/*
 * error.h - why something could not be done
 *
 * A function that can fail returns bool (a constructor: NULL) and fills its
 * last argument, a `struct error *` that is never NULL. The sentence is written
 * where the facts are known, names the thing and the way out, ends without a
 * newline, and is printed by console/ alone.
 *
 * What it quotes may be anything (a path, a damaged record, a library's words): it is made one
 * line that a terminal can show. Where it is too long it loses its middle, for the thing is
 * named at the beginning and the way out at the end.
 */
#ifndef SOLEUS_BASE_ERROR_H
#define SOLEUS_BASE_ERROR_H

#include <stdbool.h>

#define ERROR_TEXT_SIZE 1024

/* Kinds are told apart by what a caller would do next. */
enum error_kind {
	ERROR_NONE,
	ERROR_ABSENT,       /* the thing is not there: look elsewhere, or wait for it */
	ERROR_BUSY,         /* somebody else has it: try again later */
	ERROR_TIMED_OUT,    /* it is there and does not answer */
	ERROR_MALFORMED,    /* what a person wrote is wrong: mend the input */
	ERROR_REFUSED,      /* a rule of the study or of the record forbids it */
	ERROR_SYSTEM,       /* the operating system or a library said no */
};

struct error {
	enum error_kind kind;
	char            text[ERROR_TEXT_SIZE];
};

/* Fills *error and returns false, so that a failure is one statement:
 *     return error_set(error, ERROR_ABSENT, "%s: no such port; ...", path); */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
