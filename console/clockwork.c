/* clockwork.c - the clocks of a session: pairs with UTC, what happens to them, how urgent the thread is */

#include "console/clockwork.h"

#include <math.h>

#define PAIR_EVERY_NS (60 * NS_PER_S)
#define LOOK_EVERY_NS NS_PER_S

static void say(const struct clockwork *clockwork, enum event_kind kind, int64_t now_ns, const char *name,
                double value, const char *text)
{
	struct event event = event_at(kind, now_ns);
	name_copy(event.name, name);
	event.value = value;
	event.text = text;
	bus_event(clockwork->bus, &event);
}

static void keep_pair(struct clockwork *clockwork, int64_t now_ns)
{
	recorder_clock(clockwork->recorder, now_ns, clock_utc(clockwork->clock));
	clockwork->pair_due_ns = now_ns + PAIR_EVERY_NS;
}

void clockwork_begin(struct clockwork *clockwork, struct clock *clock, struct bus *bus, struct station *station,
                     struct recorder *recorder)
{
	*clockwork = (struct clockwork){ .clock = clock, .bus = bus, .station = station, .recorder = recorder };
	int64_t now_ns = clock_now(clock);
	keep_pair(clockwork, now_ns);
	clockwork->look_due_ns = TIME_NEVER;
	if (clock_is_virtual(clock))
		return;
	char text[CLOCK_TEXT_SIZE];
	double off_s = clock_discipline(text);
	clockwork->urgency = urgency_begin();
	struct clock_readings readings = clock_readings_take();
	clock_watch_look(&clockwork->watch, &readings, (struct clock_notice[CLOCK_CHANGES]){0});     /* what is later compared with */
	clockwork->look_due_ns = now_ns + LOOK_EVERY_NS;
	say(clockwork, EVENT_CLOCK, now_ns, "ntp", off_s, text);
	say(clockwork, EVENT_SYSTEM, now_ns, "priority", NAN, clockwork->urgency.priority);
	say(clockwork, EVENT_SYSTEM, now_ns, "memory", NAN, clockwork->urgency.memory);
	say(clockwork, EVENT_SYSTEM, now_ns, "timer", NAN, clockwork->urgency.timer);
}

void clockwork_tell_selftest(const struct clockwork *clockwork, const char *found)
{
	if (found)
		say(clockwork, EVENT_SYSTEM, clock_now(clockwork->clock), "selftest", NAN, found);
}

int64_t clockwork_due(const struct clockwork *clockwork)
{
	return clockwork->pair_due_ns < clockwork->look_due_ns ? clockwork->pair_due_ns : clockwork->look_due_ns;
}

static void look(struct clockwork *clockwork, int64_t now_ns)
{
	struct clock_notice notices[CLOCK_CHANGES];
	struct clock_readings readings = clock_readings_take();
	size_t count = clock_watch_look(&clockwork->watch, &readings, notices);
	for (size_t i = 0; i < count; i++) {
		say(clockwork, EVENT_CLOCK, now_ns, clock_change_name(notices[i].change), notices[i].seconds, notices[i].text);
		if (notices[i].change == CLOCK_SUSPENDED)
			station_slept(clockwork->station);
	}
	if (count > 0)
		keep_pair(clockwork, now_ns);
	clockwork->look_due_ns = now_ns + LOOK_EVERY_NS;
}

void clockwork_look(struct clockwork *clockwork, int64_t now_ns)
{
	if (now_ns >= clockwork->look_due_ns)
		look(clockwork, now_ns);
	if (now_ns >= clockwork->pair_due_ns)
		keep_pair(clockwork, now_ns);
}

void clockwork_end(struct clockwork *clockwork)
{
	keep_pair(clockwork, clock_now(clockwork->clock));
	if (!clock_is_virtual(clockwork->clock))
		urgency_end(&clockwork->urgency);
}
