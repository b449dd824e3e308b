/* selftest.c - soleus selftest: how punctual this computer is */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/clock_watch.h"
#include "acquisition/selftest.h"
#include "acquisition/urgency.h"
#include "base/file.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/listing.h"

enum { WAITS = 400, TRIPS = 100, WRITES = 20 };
#define WAIT_NS (2 * NS_PER_MS)

/* A row of the report and, for the record, a part of one line. */
static void report(struct listing *listing, char **line, const char *what, const struct spread *spread, const char *text)
{
	double unit = 1e-6;
	listing_row(listing);
	listing_text(listing, "what", what);
	listing_number(listing, "median_ms", spread ? (double)spread->median_ns * unit : NAN, 3);
	listing_number(listing, "p99_ms", spread ? (double)spread->p99_ns * unit : NAN, 3);
	listing_number(listing, "most_ms", spread ? (double)spread->most_ns * unit : NAN, 3);
	listing_text(listing, "found", text);
	char *longer = spread
		? xasprintf("%s%s%s: median %.3f, p99 %.3f, most %.3f ms", *line, **line ? "; " : "", what,
		            (double)spread->median_ns * unit, (double)spread->p99_ns * unit, (double)spread->most_ns * unit)
		: xasprintf("%s%s%s: %s", *line, **line ? "; " : "", what, text);
	free(*line);
	*line = longer;
}

static bool measure(struct clock *clock, const struct invocation *invocation, struct listing *listing, char **line,
                    struct error *error)
{
	const char *port = option_value(invocation, "port");
	char source[CLOCK_SOURCE_SIZE], discipline[CLOCK_TEXT_SIZE];
	struct spread spread;
	selftest_clock_source(source);
	clock_discipline(discipline);
	report(listing, line, "clock source", NULL, source);
	report(listing, line, "wall clock", NULL, discipline);
	spread = selftest_timer(clock, WAITS, WAIT_NS);
	report(listing, line, "timer late", &spread, "");
	if (!selftest_terminal(clock, TRIPS, &spread, error))
		return false;
	report(listing, line, "serial loop (pty)", &spread, "");
	if (port && !selftest_loop(clock, port, TRIPS, &spread, error))
		return false;
	if (port)
		report(listing, line, "serial loop", &spread, port);
	if (!selftest_disk(clock, invocation->folder, WRITES, &spread, error))
		return false;
	report(listing, line, "fsync", &spread, invocation->folder);
	return true;
}

/* In a study's folder the report waits there for the next session. */
static bool keep(const struct invocation *invocation, const char *line, bool *kept, struct error *error)
{
	struct folder *folder = folder_new(invocation->folder);
	*kept = access(folder->study_ini, F_OK) == 0;
	bool well = !*kept || file_write(folder->selftest, line, strlen(line), error);
	folder_free(folder);
	return well;
}

static int run(const struct invocation *invocation)
{
	bool json = option_given(invocation, "json"), kept = false;
	struct error error;
	struct listing *listing = listing_new();
	struct clock *clock = clock_new_real();
	char *line = xstrdup("");
	struct urgency urgency = urgency_begin();
	report(listing, &line, "priority", NULL, urgency.priority);
	report(listing, &line, "memory", NULL, urgency.memory);
	bool well = measure(clock, invocation, listing, &line, &error);
	urgency_end(&urgency);
	well = well && keep(invocation, line, &kept, &error);
	if (well)
		listing_print(listing, json, "");
	if (well && kept && !json)
		puts("\nThis is kept with the next session.");
	free(line);
	clock_free(clock);
	listing_free(listing);
	return well ? STATUS_WELL : tell_failure(&error);
}

static const struct option_spec options[] = {
	{ .name = "port", .argument = "ADDRESS", .help = "a serial port whose output is wired to its input" },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command selftest_command = {
	.name = "selftest",
	.synopsis = "[--port ADDRESS] [--json]",
	.summary = "how late timers, serial lines and the disk of this computer are",
	.help = "Measures how late waits end, how long a byte takes through a pseudo-terminal and back (with --port:\n"
	        "through a real port), how long a small write takes until it is on disk, and tells where the time\n"
	        "comes from. In a study's folder the report is kept, and stands in the record of the next session.\n",
	.options = options,
	.run = run,
};
