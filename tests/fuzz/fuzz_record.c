/* fuzz_record.c - libFuzzer's bytes as what befalls a study.db before a command; see tests/record_trial.h
 *
 * SOLEUS_FUZZ_COMMAND="export csv" tries that command alone.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "tests/record_trial.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct record_trial *trial;

static void take_down(void)
{
	record_trial_free(trial);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	if (!freopen("/dev/null", "r", stdin))
		abort();
	trial = record_trial_new();
	atexit(take_down);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *command = getenv("SOLEUS_FUZZ_COMMAND");
	const uint8_t *rest = size ? memchr(data, '\n', size) : NULL;
	char *recipe = NULL;
	if (command) {
		recipe = xasprintf("%s%.*s", command, rest ? (int)(data + size - rest) : 0, rest ? (const char *)rest : "");
		data = (const uint8_t *)recipe;
		size = strlen(recipe);
	}
	const char *wrong = record_trial_run(trial, data, size);
	if (*wrong) {
		fprintf(stderr, "%s\n", wrong);
		abort();
	}
	free(recipe);
	return 0;
}
