/* options.c - a command's options, from its table: reading them, and telling of them */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "console/command.h"

static const struct given_option *last_given(const struct invocation *invocation, const char *name)
{
	for (size_t i = invocation->option_count; i > 0; i--)
		if (strcmp(invocation->options[i - 1].name, name) == 0)
			return &invocation->options[i - 1];
	return NULL;
}

const char *option_text(const struct invocation *invocation, const char *name, const char *otherwise)
{
	const struct given_option *given = last_given(invocation, name);
	return given ? given->value : otherwise;
}

const char *option_value(const struct invocation *invocation, const char *name)
{
	return option_text(invocation, name, NULL);
}

bool option_given(const struct invocation *invocation, const char *name)
{
	return option_value(invocation, name) != NULL;
}

int64_t option_integer(const struct invocation *invocation, const char *name, int64_t otherwise)
{
	const struct given_option *given = last_given(invocation, name);
	return given ? given->number : otherwise;
}

void options_help(const struct command *command)
{
	printf("Usage: soleus [-C STUDY] %s %s\n\n%s", command->name, command->synopsis, command->help);
	if (command->options[0].name)
		puts("\nOptions:");
	for (const struct option_spec *option = command->options; option->name; option++) {
		char words[64], letter[8] = "";
		if (option->letter)
			snprintf(letter, sizeof letter, "-%c, ", option->letter);
		snprintf(words, sizeof words, "%s--%s%s%s", letter, option->name,
		         option->argument ? " " : "", option->argument ? option->argument : "");
		printf("  %-24s %s\n", words, option->help);
	}
	if (command->more_help)
		command->more_help();
}

static const char *unknown_option(const struct command *command, const char *word, char *buffer, size_t size)
{
	const char *names[OPTIONS_MAX + 2];
	size_t count = 0;
	for (const struct option_spec *option = command->options; option->name; option++)
		names[count++] = option->name;
	names[count++] = "help";
	names[count] = NULL;
	return name_suggestion(word + strspn(word, "-"), names, buffer, size);
}

/* Keeps a number beside its text; false when it has told that it is none, or out of bounds. */
static bool take_option(const struct command *command, const struct option_spec *option, const char *text,
                        struct invocation *invocation)
{
	char *end;
	errno = 0;
	long long number = option->high ? strtoll(text, &end, 10) : 0;
	if (option->high && (errno || end == text || *end || number < option->low || number > option->high)) {
		tell_usage("%s: --%s is '%s', but a whole number from %lld to %lld was expected.", command->name, option->name,
		           text, (long long)option->low, (long long)option->high);
		return false;
	}
	if (invocation->option_count == OPTIONS_MAX) {
		tell_usage("%s: too many options.", command->name);
		return false;
	}
	invocation->options[invocation->option_count++] = (struct given_option){ option->name, text, number };
	return true;
}

/* What getopt_long finds of --help: no letter, nor the place of an option in its table. */
#define HELP_FOUND 1000

bool options_read(const struct command *command, int argc, char **argv,
                  struct invocation *invocation, bool *help)
{
	struct option long_options[OPTIONS_MAX + 2] = {{0}};
	char letters[2 * OPTIONS_MAX + 4] = ":";
	int count = 0;
	for (const struct option_spec *option = command->options; option->name; option++, count++) {
		long_options[count] = (struct option){ option->name,
			option->argument ? required_argument : no_argument, NULL, count + 1 };
		if (option->letter)
			snprintf(letters + strlen(letters), 4, "%c%s", option->letter, option->argument ? ":" : "");
	}
	long_options[count] = (struct option){ "help", no_argument, NULL, HELP_FOUND };
	invocation->command = command->name;
	opterr = 0;
	optind = 1;
	for (int found; (found = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) {
		char suggestion[64];
		const char *word = argv[optind - 1];
		if (found == HELP_FOUND) {
			*help = true;
			return true;
		}
		if (found == ':') {
			tell_usage("%s: %s needs a value.", command->name, word);
			return false;
		}
		if (found == '?') {
			tell_usage("%s knows no option %s%s", command->name, word, unknown_option(command, word, suggestion, sizeof suggestion));
			return false;
		}
		const struct option_spec *option = command->options;
		for (int i = 0; option->name && i + 1 != found && option->letter != found; i++)
			option++;
		if (!take_option(command, option, optarg ? optarg : "", invocation))
			return false;
	}
	invocation->words = argv + optind;
	invocation->word_count = (size_t)(argc - optind);
	return true;
}
