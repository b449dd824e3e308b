/* main.c - soleus [-C STUDY] COMMAND ...: reads the words and calls the command */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/name.h"
#include "base/version.h"
#include "console/command.h"

static void print_commands(FILE *out)
{
	fputs("Soleus drives thermistors and pulse oximeters through exercise protocols for the calf\n"
	      "muscle pump, and hands out a spreadsheet. For research use only.\n\n"
	      "Usage: soleus [-C STUDY] COMMAND ...\n\n", out);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(out, "  %-12s  %s\n", (*command)->name, (*command)->summary);
	fputs("\n  -C STUDY   the study's folder (the current one when not given)\n"
	      "  --version  the program's version\n"
	      "\nsoleus COMMAND --help tells more of each.\n", out);
}

static int run_command(const struct command *command, int argc, char **argv, const char *folder)
{
	struct invocation invocation = { .folder = folder };
	bool help = false;
	if (!options_read(command, argc, argv, &invocation, &help))
		return STATUS_USAGE;
	if (help) {
		options_help(command);
		return STATUS_WELL;
	}
	if (invocation.word_count < command->least_words || invocation.word_count > command->most_words)
		return tell_usage("Usage: soleus %s %s (soleus %s --help tells more).",
		                  command->name, command->synopsis, command->name);
	return command->run(&invocation);
}

static const struct command *find_command(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[64];
	size_t count = 0;
	for (const struct command *const *command = commands; *command && count < 63; command++)
		names[count++] = (*command)->name;
	names[count] = NULL;
	char suggestion[64];
	return tell_usage("there is no command '%s'%s (soleus --help lists them).", name,
	                  name_suggestion(name, names, suggestion, sizeof suggestion));
}

static int run(int argc, char **argv)
{
	const char *folder = ".";
	int at = 1;
	if (at + 1 < argc && strcmp(argv[at], "-C") == 0) {
		folder = argv[at + 1];
		at += 2;
	}
	if (at == argc) {
		print_commands(stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "help") == 0) {
		print_commands(stdout);
		return STATUS_WELL;
	}
	if (strcmp(argv[at], "--version") == 0) {
		puts("soleus " SOLEUS_VERSION);
		return STATUS_WELL;
	}
	const struct command *command = find_command(argv[at]);
	return command ? run_command(command, argc - at, argv + at, folder) : unknown_command(argv[at]);
}

/* Of a pipe or a terminal. By errno it could not be told: what failed may have been printed long ago. */
static bool nobody_reads(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
	return poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP));
}

/* What was not printed was not done. Whoever reads no further (`| head`) need not be told. */
int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	int status = run(argc, argv);
	bool printed = fflush(stdout) == 0 && !ferror(stdout);
	if (!printed && !nobody_reads())
		fputs("soleus: Not all could be printed; is there room where the output goes?\n", stderr);
	return printed || status != STATUS_WELL ? status : STATUS_FAILED;
}
