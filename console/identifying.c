/* identifying.c - what hangs on one port, found by listening at every line setting in turn */

#include "console/identifying.h"

#include <string.h>

#define SHORT_SILENCE_NS (300 * NS_PER_MS)

static enum verdict judge(struct identified *identified)
{
	const struct hearing *hearing = identified->hearing;
	identified->found_count = hearing_found(hearing, identified->found, ALIKE_MAX);
	if (identified->found_count > 0)
		return identified->found[0]->driver->loose ? VERDICT_PERHAPS : VERDICT_FOUND;
	if ((identified->caller = hearing_caller(hearing)))
		return VERDICT_CALL;
	/* Behind a blank a semicolon begins a comment in station.ini. */
	if (hearing_pattern(hearing, identified->pattern, &identified->fit, &identified->of)
	    && 2 * identified->fit > identified->of && !strstr(identified->pattern, " ;"))
		return VERDICT_TEXT;
	return hearing_bytes(hearing) > 0 ? VERDICT_NOISE : VERDICT_SILENT;
}

/* What is there at one line setting (NULL: of a device server). */
static struct identified listen_once(const char *address, const struct line_settings *line, int64_t settling_ns,
                                     const struct identify_patience *patience, const struct settings *station)
{
	static const struct line_settings usual = { 9600, 8, 'N', 1 };
	struct identified identified = { .line = line ? *line : usual, .line_matters = line != NULL };
	struct clock *clock = clock_new_real();
	struct port *port = port_open(address, &identified.line, &identified.error);
	identified.hearing = hearing_new(line, station);
	if (port && identify_wait(port, clock, settling_ns, &identified.error)
	    && identify_listen(identified.hearing, port, clock, patience, &identified.error))
		identified.verdict = judge(&identified);
	port_close(port);
	clock_free(clock);
	return identified;
}

/* How far it is with all lines, when it is so far with one. */
struct way {
	struct progress_bar *bar;
	size_t               line, lines;
};
#define PARTS 100

static void tell_way(void *self, size_t done, size_t of)
{
	const struct way *way = self;
	progress_update(way->bar, way->line * PARTS + done * PARTS / of, way->lines * PARTS);
}

struct identified identify_port(const char *address, int64_t settling_ns, const struct identify_patience *usual,
                                const struct settings *station, struct progress_bar *bar)
{
	struct line_settings lines[IDENTIFY_LINES_MAX];
	bool server = strncmp(address, "tcp:", strlen("tcp:")) == 0;
	struct way way = { .bar = bar, .lines = server ? 1 : identify_lines(station, lines) };
	struct identify_patience patience = *usual;
	struct identified best = { .verdict = VERDICT_FAILED };
	patience.tell = tell_way;
	patience.to = &way;
	for (; way.line < way.lines; way.line++) {
		struct identified here = listen_once(address, server ? NULL : &lines[way.line], settling_ns, &patience, station);
		bool better = way.line == 0 || here.verdict > best.verdict;
		bool end = here.verdict == VERDICT_FOUND || here.verdict == VERDICT_FAILED;
		if (better) {
			identified_free(&best);
			best = here;
		} else {
			identified_free(&here);
		}
		if (end)
			break;
		patience.silence_ns = best.verdict == VERDICT_SILENT ? SHORT_SILENCE_NS : usual->silence_ns;
	}
	return best;
}

void identified_free(struct identified *identified)
{
	hearing_free(identified->hearing);
	identified->hearing = NULL;
}
