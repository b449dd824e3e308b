/* command_monitor.c - soleus monitor: live channels without a protocol */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "acquisition/station.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/latest.h"
#include "console/listing.h"

/* What happens to an instrument is told at once. */
static void tell(void *self, const struct message *message)
{
	(void)self;
	if (message->kind != MESSAGE_EVENT)
		return;
	const struct event *event = &message->event;
	if (event->kind == EVENT_CONNECTED || event->kind == EVENT_LOST)
		fprintf(stderr, "%s %s: %s\n", event->name, event_kind_name(event->kind), event->text);
}

static struct listing *list_channels(struct latest *latest, int64_t now_ns)
{
	struct listing *listing = listing_new();
	char text[LATEST_TEXT_SIZE], quality[QUALITY_TEXT_SIZE];
	for (size_t i = 0; i < latest->count; i++) {
		const struct channel *channel = &latest->channels[i];
		listing_row(listing);
		listing_text(listing, "channel", channel->name);
		listing_text(listing, "value", latest_text(latest, i, now_ns, text));
		listing_text(listing, "quality", latest->counts[i] ? quality_text(latest->samples[i].quality, quality) : "");
		listing_number(listing, "per_s", latest->rates[i], 1);
		listing_number(listing, "age_s", latest_age_s(latest, i, now_ns), 2);
		listing_text(listing, "site", channel->site);
	}
	return listing;
}

static void show(struct latest *latest, int64_t now_ns, bool json)
{
	char clock[32];
	snprintf(clock, sizeof clock, "%.0f s", (double)now_ns / 1e9);
	latest_rates(latest, now_ns);
	struct listing *listing = list_channels(latest, now_ns);
	if (!json)
		printf("--- %s\n", clock);
	listing_print(listing, json, "This station has no channel.");
	fflush(stdout);
	listing_free(listing);
}

static int ending_as_descriptor(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void watch(struct station *station, struct clock *clock, struct latest *latest, int64_t every_s,
                  int64_t seconds, bool json)
{
	int ending = ending_as_descriptor();
	struct signalfd_siginfo info;
	int64_t next_ns = every_s * NS_PER_S;
	while (read(ending, &info, sizeof info) != sizeof info && !ferror(stdout)) {
		station_poll(station, next_ns, ending);
		int64_t now_ns = clock_now(clock);
		if (now_ns < next_ns)
			continue;
		show(latest, now_ns, json);
		if (seconds > 0 && now_ns >= seconds * NS_PER_S)
			break;
		next_ns += every_s * NS_PER_S;
	}
	close(ending);
}

static int monitor(const struct invocation *invocation, const struct settings *settings, struct error *error)
{
	int64_t every_s, seconds, seed;
	if (!option_integer(invocation, "every", 1, 3600, 1, &every_s, error)
	    || !option_integer(invocation, "seconds", 1, 86400, 0, &seconds, error)
	    || !option_integer(invocation, "seed", 0, INT64_MAX, 1, &seed, error))
		return tell_failure(error);
	size_t count;
	struct channel *channels = station_channels_of(settings, &count, error);
	if (!channels)
		return tell_failure(error);
	struct latest latest = latest_new(channels, count);
	struct bus bus = {0};
	struct clock *clock = clock_new_real();
	bus_add(&bus, &latest, latest_hear);
	bus_add(&bus, &bus, tell);
	struct station_options options = { .clock = clock, .bus = &bus, .seed = (uint64_t)seed };
	struct station *station = station_open(settings, &options, error);
	int status = STATUS_WELL;
	if (station)
		watch(station, clock, &latest, every_s, seconds, option_given(invocation, "json"));
	else
		status = tell_failure(error);
	station_close(station);
	clock_free(clock);
	latest_free(&latest);
	free(channels);
	return status;
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct folder *folder = folder_new(invocation->folder);
	struct settings *settings = folder_station(folder, &error);
	int status = settings ? monitor(invocation, settings, &error) : tell_failure(&error);
	settings_free(settings);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "every", .argument = "S", .help = "seconds between two looks (1)" },
	{ .name = "seconds", .argument = "S", .help = "how long (until Ctrl-C)" },
	{ .name = "seed", .argument = "S", .help = "of the simulated person, where an instrument is simulated (1)" },
	{ .name = "json", .help = "for programs: an array each time" },
	{ .name = NULL },
};

const struct command monitor_command = {
	.name = "monitor",
	.synopsis = "[--every S] [--seconds S] [--json]",
	.summary = "live channels without a protocol: fitting the sensors, checking the signal",
	.help = "Opens the instruments of station.ini and shows, again and again, each channel's newest value, its\n"
	        "quality, how many samples come a second and how old the newest is. Nothing is recorded.\n",
	.options = options,
	.run = run,
};
