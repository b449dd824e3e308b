/*
 * fuzz_script.c - libFuzzer's bytes as a script, and as the choice of a mutant of a shipped protocol
 *
 * Whatever it is, it becomes a plan, or problems whose lines are in the file; and what the
 * same script says twice is the same.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "console/shipped.h"
#include "protocols/script.h"
#include "tests/script_mutant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct shipped_file *some_protocol(struct random_source *chance)
{
	const struct shipped_file *protocols[64];
	uint32_t count = 0;
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		if (strncmp(file->path, "protocols/", 10) == 0 && !strchr(file->path + 10, '/') && strstr(file->path, ".lua"))
			protocols[count++] = file;
	return protocols[random_below(chance, count)];
}

/* An even number of bytes chooses a mutant, up to four changes deep; an odd number is the script. */
static size_t script_of(const uint8_t *data, size_t size, char script[static MUTANT_SIZE])
{
	static char before[MUTANT_SIZE];
	if (size % 2 == 1) {
		size = size < MUTANT_SIZE ? size : MUTANT_SIZE - 1;
		memcpy(script, data, size);
		return size;
	}
	uint64_t seed = 1;
	for (size_t i = 0; i < size; i++)
		seed = (seed ^ data[i]) * UINT64_C(1099511628211);
	struct random_source chance = random_new(seed, 1);
	size_t length = script_mutant(some_protocol(&chance)->text, &chance, script);
	for (uint32_t more = random_below(&chance, 3); more > 0; more--) {
		memcpy(before, script, length);
		before[length] = '\0';
		length = script_mutant(before, &chance, script);
	}
	return length;
}

/* The plan as text, or the problems as text; freed with free(). */
static char *told(const char *path, size_t lines)
{
	const struct participant participant = { .id = "P01", .number = 1 };
	const struct script_context context = { .participant = &participant, .visit = 1 };
	struct problems problems = {0};
	struct plan *plan = script_plan(path, &context, &problems);
	char *text = plan ? plan_text(plan) : strdup("");
	if ((plan != NULL) != (problems.errors == 0))
		abort();
	for (size_t i = 0; i < problems.count; i++) {
		const struct problem *problem = &problems.list[i];
		char *more;
		if (problem->line < 0 || (size_t)problem->line > lines || !problem->text[0]
		    || asprintf(&more, "%s%d: %s\n", text, problem->line, problem->text) < 0)
			abort();
		free(text);
		text = more;
	}
	plan_free(plan);
	problems_free(&problems);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char script[MUTANT_SIZE];
	char path[64];
	size_t length = script_of(data, size, script), lines = 1;
	for (size_t i = 0; i < length; i++)
		lines += script[i] == '\n' || script[i] == '\r';      /* Lua takes either for a line's end */
	int fd = memfd_create("script.lua", MFD_CLOEXEC);
	if (fd < 0 || write(fd, script, length) != (ssize_t)length)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	char *once = told(path, lines), *again = told(path, lines);
	if (strcmp(once, again) != 0) {
		fprintf(stderr, "Once:\n%s\nAgain:\n%s\n", once, again);
		abort();
	}
	free(once);
	free(again);
	close(fd);
	return 0;
}
