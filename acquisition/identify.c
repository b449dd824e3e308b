/* identify.c - listens on a port to find out what hangs on it */

#include "acquisition/identify.h"

#define CHUNK_SIZE 4096
#define TALK_SIZE 256

/* A question may have two parts, such as "stop" and "start": the second is still waited for when
 * it comes soon. */
#define SOON_NS (1200 * NS_PER_MS)
#define BEHIND_NS (200 * NS_PER_MS)

const struct identify_patience identify_patience = {
	.listen_ns = 3 * NS_PER_S, .silence_ns = 1500 * NS_PER_MS, .ask_ns = 300 * NS_PER_MS,
};

/* How many instruments come with it, or are described with it. */
static size_t users_of(const struct line_settings *line, const struct settings *station)
{
	size_t count = 0;
	struct line_settings its;
	for (size_t i = 0; instrument_drivers[i]; i++)
		count += line_settings_equal(&instrument_drivers[i]->line, line);
	for (size_t i = 0; station && i < station->count; i++)
		count += hearing_described(&station->sections[i], &its) && line_settings_equal(&its, line);
	return count;
}

static size_t add_line(struct line_settings lines[static IDENTIFY_LINES_MAX], size_t count, const struct line_settings *line,
                       const struct settings *station)
{
	bool known = count == IDENTIFY_LINES_MAX;
	for (size_t i = 0; i < count && !known; i++)
		known = line_settings_equal(&lines[i], line);
	if (known)
		return count;
	size_t place = count;
	for (; place > 0 && users_of(&lines[place - 1], station) < users_of(line, station); place--)
		lines[place] = lines[place - 1];
	lines[place] = *line;
	return count + 1;
}

size_t identify_lines(const struct settings *station, struct line_settings lines[static IDENTIFY_LINES_MAX])
{
	size_t count = 0;
	struct line_settings its;
	for (size_t i = 0; instrument_drivers[i]; i++)
		count = add_line(lines, count, &instrument_drivers[i]->line, station);
	for (size_t i = 0; station && i < station->count; i++)
		if (hearing_described(&station->sections[i], &its))
			count = add_line(lines, count, &its, station);
	return count;
}

/* Waits until something may be there or `until_ns`; what is there is read. -1 when the port was lost. */
static int await(struct port *port, struct clock *clock, int64_t until_ns, uint8_t bytes[static CHUNK_SIZE], struct error *error)
{
	int fd = port_fd(port);
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	int64_t due_ns = port_due(port);
	clock_wait(clock, &polled, fd >= 0 ? 1 : 0, due_ns < until_ns ? due_ns : until_ns);
	if (fd >= 0 ? !polled.revents : due_ns > clock_now(clock))
		return 0;
	int size = port_read(port, clock_now(clock), bytes, CHUNK_SIZE, error);
	if (size == 0 && polled.revents & (POLLHUP | POLLERR | POLLNVAL)) {
		error_set(error, ERROR_ABSENT, "%s: the line was hung up.", port->identity);
		return -1;
	}
	return size;
}

bool identify_wait(struct port *port, struct clock *clock, int64_t until_ns, struct error *error)
{
	uint8_t bytes[CHUNK_SIZE];
	while (clock_now(clock) < until_ns)
		if (await(port, clock, until_ns, bytes, error) < 0)
			return false;
	return true;
}

/* Only listens, until `until_ns` or the hearing is settled, or, while nothing comes, `silent_ns`. */
static bool listen(struct hearing *hearing, struct port *port, struct clock *clock, int64_t silent_ns, int64_t until_ns,
                   struct error *error)
{
	uint8_t bytes[CHUNK_SIZE];
	for (;;) {
		int64_t end_ns = hearing_bytes(hearing) == 0 ? silent_ns : until_ns;
		if (clock_now(clock) >= end_ns || hearing_is_settled(hearing))
			return true;
		int size = await(port, clock, end_ns, bytes, error);
		if (size < 0)
			return false;
		hearing_push(hearing, clock_now(clock), bytes, (size_t)size);
	}
}

static bool talk(struct candidate *candidate, struct port *port, int64_t now_ns, int64_t *again_ns, struct error *error)
{
	uint8_t bytes[TALK_SIZE];
	struct reading readings[READINGS_MAX];
	*again_ns = TIME_NEVER;
	size_t size = candidate->driver->talk(candidate->state, now_ns, bytes, sizeof bytes, again_ns);
	if (candidate->driver->unanswered)
		candidate->driver->unanswered(candidate->state, readings);
	return size == 0 || port_write(port, now_ns, bytes, size, error);
}

/* One candidate asks; an answer that looks like one is given as long as anything else. */
static bool ask(struct hearing *hearing, struct candidate *candidate, struct port *port, struct clock *clock,
                const struct identify_patience *patience, struct error *error)
{
	uint8_t bytes[CHUNK_SIZE];
	int64_t begun_ns = clock_now(clock), end_ns = begun_ns + patience->ask_ns, again_ns = begun_ns;
	candidate_begin_asking(candidate);
	for (bool first = true; !hearing_is_settled(hearing); first = false) {
		int64_t now_ns = clock_now(clock);
		if (candidate->frames > 0)
			end_ns = begun_ns + patience->listen_ns;
		if (now_ns >= end_ns)
			break;
		if (again_ns <= now_ns && !talk(candidate, port, now_ns, &again_ns, error))
			return false;
		if (first && !candidate->driver->asked && again_ns - begun_ns <= SOON_NS && again_ns + BEHIND_NS > end_ns)
			end_ns = again_ns + BEHIND_NS;
		int size = await(port, clock, again_ns < end_ns ? again_ns : end_ns, bytes, error);
		if (size < 0)
			return false;
		hearing_push(hearing, clock_now(clock), bytes, (size_t)size);
		if (size > 0 && !talk(candidate, port, clock_now(clock), &again_ns, error))
			return false;
	}
	return true;
}

static void tell(const struct identify_patience *patience, size_t done, size_t of)
{
	if (patience->tell)
		patience->tell(patience->to, done, of);
}

bool identify_listen(struct hearing *hearing, struct port *port, struct clock *clock,
                     const struct identify_patience *patience, struct error *error)
{
	int64_t begun_ns = clock_now(clock);
	size_t askers = 0, asked = 0;
	for (size_t i = 0; i < hearing_count(hearing); i++)
		askers += hearing_candidate(hearing, i)->asks;
	tell(patience, 0, askers + 1);
	if (!listen(hearing, port, clock, begun_ns + patience->silence_ns, begun_ns + patience->listen_ns, error))
		return false;
	bool silent = hearing_bytes(hearing) == 0;
	for (size_t i = 0; silent && i < hearing_count(hearing) && !hearing_is_settled(hearing); i++) {
		struct candidate *candidate = hearing_candidate(hearing, i);
		if (!candidate->asks)
			continue;
		tell(patience, ++asked, askers + 1);
		if (!ask(hearing, candidate, port, clock, patience, error))
			return false;
	}
	return true;
}
