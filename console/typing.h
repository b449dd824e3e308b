/*
 * typing.h - what a person types, byte by byte, becomes answers and commands
 *
 * A line is an answer, or begins with a stroke and is one of the operator's verbs
 * (protocols/operator.h): "/pause now", "/redo the probe fell off". A verb that changes the
 * visit's course is asked about: an empty line or "y" confirms it, "n" takes it back, and so
 * does /go an emergency. Until then whatever else is said is heard as ever; another verb that is asked
 * about takes its place, but not that of an emergency. A line is stamped with the time of its first byte: that is when a mark was
 * meant. Nothing here knows a terminal or a clock.
 */
#ifndef SOLEUS_CONSOLE_TYPING_H
#define SOLEUS_CONSOLE_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "protocols/operator.h"

#define TYPED_MOST 1024

/* `= {0}` begins. */
struct typing {
	char    line[TYPED_MOST];
	size_t  length;
	int64_t first_ns;               /* of the line's first byte */
	struct said {
		bool               stands;
		enum operator_verb verb;
		char               text[TYPED_MOST];
		int64_t            stamped_ns;
	} now, waiting;                 /* the verb of this line; the one that waits to be confirmed */
};

enum typed_kind {
	TYPED_NOTHING,      /* the line is not at its end, or says nothing */
	TYPED_LINE,         /* an answer, or a remark */
	TYPED_COMMAND,      /* to be carried out */
	TYPED_ASKS,         /* `command` waits to be confirmed, in place of `instead_of` */
	TYPED_BACK,         /* `command` was taken back */
	TYPED_HELP,         /* wants typing_help */
	TYPED_STATUS,       /* wants to be told everything that can be told now */
	TYPED_WRONG,        /* *error tells what the line should be */
};

struct typed {
	enum typed_kind         kind;
	const char             *line;       /* borrowed until the next byte */
	struct operator_command command;
	enum operator_verb      instead_of;     /* OPERATOR_VERB_COUNT: of none */
};

/* The next byte, at that time. */
struct typed typing_byte(struct typing *typing, char byte, int64_t now_ns, struct error *error);

/* All that can be typed, a line each: for help. Freed with free(). */
char *typing_help(void);

#endif
