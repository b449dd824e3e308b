/* init.c - soleus init: makes a study's folder */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/shipped.h"

/* Nothing is written when any of the files stands there already: it may be somebody's work. */
static bool nothing_in_the_way(const char *folder, struct error *error)
{
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		char *path = xasprintf("%s/%s", folder, file->path);
		bool there = access(path, F_OK) == 0;
		if (there)
			error_set(error, ERROR_BUSY, "%s is there already, and init overwrites nothing; "
			          "give another folder.", path);
		free(path);
		if (there)
			return false;
	}
	return true;
}

static bool write_file(const char *folder, const struct shipped_file *file, struct error *error)
{
	char *path = xasprintf("%s/%s", folder, file->path);
	char *above = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	bool well = folder_make(above, error) && file_write(path, file->text, strlen(file->text), error);
	free(above);
	free(path);
	return well;
}

static int run(const struct invocation *invocation)
{
	const char *folder = invocation->words[0];
	struct error error;
	bool well = nothing_in_the_way(folder, &error);
	for (const struct shipped_file *file = shipped_files(); well && file->path; file++)
		well = write_file(folder, file, &error);
	if (!well)
		return tell_failure(&error);
	printf("%s is a study's folder now. What next:\n"
	       "  soleus -C %s plan soleus_pushup          what the shipped protocol will do\n"
	       "  soleus -C %s rehearse soleus_pushup      whole visits with simulated people, and their workbook\n"
	       "  soleus -C %s check ankle_pump            what is wrong with a protocol after a change, if anything\n"
	       "  edit %s/study.ini, station.ini and protocols/*.lua\n"
	       "  soleus -C %s enrol P01                   the first participant\n"
	       "  soleus -C %s run soleus_pushup --participant P01\n",
	       folder, folder, folder, folder, folder, folder, folder);
	return STATUS_WELL;
}

static const struct option_spec options[] = { { .name = NULL } };

const struct command init_command = {
	.name = "init",
	.synopsis = "DIR",
	.summary = "makes a study's folder with commented examples that run as they are",
	.help = "Makes the folder DIR with study.ini, station.ini (simulated instruments) and protocols/, which holds the\n"
	        "shipped protocols, the language's tutorial (README.md) and what editors need to complete its words.\n"
	        "Nothing that is there already is overwritten.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
