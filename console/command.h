/*
 * command.h - what a command of the program is, and how its words are read
 *
 * A command is a `const struct command` at the foot of its file, listed in
 * commands.c. Its options are a table, from which getopt_long's and the help text
 * are made, and by which numbers are held against their bounds. Every command returns an exit status: 0 well, 1 it failed or found
 * something, 2 wrong usage.
 */
#ifndef SOLEUS_CONSOLE_COMMAND_H
#define SOLEUS_CONSOLE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { STATUS_WELL = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

struct option_spec {
	const char *name;       /* participant: given as --participant */
	char        letter;     /* 'o' for -o; 0: none */
	const char *argument;   /* what stands behind it in the help: "P"; NULL: a flag */
	const char *help;
	int64_t     low, high;  /* of a whole number; both 0: the value is none */
};

struct given_option {
	const char *name, *value;   /* value "" for a flag */
	int64_t     number;         /* the value, where it is one */
};

#define OPTIONS_MAX 32

/* One call of the program, after its words are read. */
struct invocation {
	const char          *command;       /* its name */
	const char          *folder;        /* -C STUDY, or "." */
	struct given_option  options[OPTIONS_MAX];
	size_t               option_count;
	char               **words;         /* the positional arguments */
	size_t               word_count;
};

struct command {
	const char               *name;
	const char               *synopsis; /* "SCRIPT --participant P [--visit N]" */
	const char               *summary;  /* one line, for the list of commands */
	const char               *help;     /* paragraphs, for --help; ends with a newline */
	void                    (*more_help)(void);     /* prints what stands in --help behind it; NULL: nothing */
	const struct option_spec *options;  /* ended by a NULL name; --help is known everywhere */
	size_t                    least_words, most_words;
	int                     (*run)(const struct invocation *invocation);
};

/* All commands, ended by NULL. */
extern const struct command *const commands[];

/* Reads a command's words (argv[0] is its name) into *invocation, whose folder is set. False when it
 * has told what is wrong; *help when --help stood there. */
bool options_read(const struct command *command, int argc, char **argv, struct invocation *invocation, bool *help);

/* What --help prints. */
void options_help(const struct command *command);

/* The value of an option (the last when given twice), or NULL. */
const char *option_value(const struct invocation *invocation, const char *name);
/* The same, or `otherwise`. */
const char *option_text(const struct invocation *invocation, const char *name, const char *otherwise);
bool option_given(const struct invocation *invocation, const char *name);

/* A whole number within the option's bounds (the last when given twice), or `otherwise` when it is absent. */
int64_t option_integer(const struct invocation *invocation, const char *name, int64_t otherwise);

/* The number of a session, which stands at that place among the words; 0 when it has told that it is none. */
int64_t session_word(const struct invocation *invocation, size_t place);

/* Prints "soleus: sentence" on stderr; returns STATUS_FAILED, or STATUS_USAGE for usage. */
int tell_failure(const struct error *error);
int tell_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
