/* options.c - a command's options, from its table: reading them, and telling of them */

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "console/command.h"

int tell_failure(const struct error *error)
{
	fprintf(stderr, "soleus: %s\n", error->text);
	return STATUS_FAILED;
}

int tell_usage(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("soleus: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return STATUS_USAGE;
}

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

int64_t session_word(const struct invocation *invocation, size_t place)
{
	char *end;
	errno = 0;
	long long number = strtoll(invocation->words[place], &end, 10);
	if (!errno && !*end && number > 0)
		return number;
	tell_usage("%s: '%s' is not the number of a session; 'soleus sessions' lists them.", invocation->command,
	           invocation->words[place]);
	return 0;
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

/* Reads a command's options into *invocation; false when it has told what is wrong. */
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
	long_options[count] = (struct option){ "help", no_argument, NULL, 'h' + 1000 };
	invocation->command = command->name;
	opterr = 0;
	optind = 1;
	for (int found; (found = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) {
		char suggestion[64];
		const char *word = argv[optind - 1];
		if (found == 'h' + 1000) {
			*help = true;
			return true;
		}
		if (found == '?' || found == ':') {
			tell_usage(found == ':' ? "%s: %s needs a value%s." : "%s knows no option %s%s", command->name, word,
			           found == ':' ? "" : unknown_option(command, word, suggestion, sizeof suggestion));
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
