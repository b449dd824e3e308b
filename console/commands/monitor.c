/* monitor.c - soleus monitor: live channels without a protocol */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/station.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "console/command.h"
#include "console/ending.h"
#include "console/folder.h"
#include "console/listing.h"
#include "console/screen/help_keys.h"
#include "console/screen/latest.h"
#include "console/screen/panel.h"
#include "console/screen/screen.h"

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

/* A value that has not come lately is none, and not a good one. */
static struct listing *list_channels(struct latest *latest, int64_t now_ns)
{
	struct listing *listing = listing_new();
	char quality[QUALITY_TEXT_SIZE];
	for (size_t i = 0; i < latest->count; i++) {
		const struct channel *channel = &latest->channels[i];
		const struct quantity *quantity = quantity_find(channel->quantity);
		bool yet = latest->counts[i] > 0, live = yet && !latest_is_stale(latest, i, now_ns);
		listing_row(listing);
		listing_text(listing, "channel", channel->name);
		listing_number(listing, "value", live ? latest->samples[i].value : (double)NAN, quantity ? quantity->decimals : 3);
		listing_text(listing, "unit", channel->unit);
		listing_text(listing, "quality", live ? quality_text(latest->samples[i].quality, quality) : yet ? "stale" : "nothing yet");
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

static void watch(struct station *station, struct clock *clock, struct latest *latest, int64_t every_s,
                  int64_t seconds, bool json)
{
	int ending = ending_watch();
	int64_t next_ns = every_s * NS_PER_S;
	while (!ending_signal(ending) && !ferror(stdout)) {
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

/* The same on the screen, until q. */
static void watch_on_screen(struct station *station, struct clock *clock, struct panel *panel, int64_t seconds)
{
	int ending = ending_watch();
	struct wish wish = {0};
	int64_t now_ns = 0;
	while (!ending_signal(ending) && wish.kind != WISH_CLOSE && !panel_is_gone(panel)
	       && (seconds == 0 || now_ns < seconds * NS_PER_S)) {
		station_poll(station, clock_now(clock) + panel_patience_ms(panel) * NS_PER_MS, STDIN_FILENO);
		now_ns = clock_now(clock);
		while (panel_wish(panel, now_ns, &wish) && wish.kind != WISH_CLOSE)
			;
		panel_frame(panel, now_ns);
	}
	close(ending);
}

/* What a monitor opens, and in which form it shows it. */
struct monitoring {
	const struct folder   *folder;
	const struct settings *settings;
	struct channel        *channels;
	size_t                 count;
	int64_t                every_s, seconds, seed;
	bool                   json, ascii;
	struct clock          *clock;
	struct bus             bus;
};

static struct station *open_station(struct monitoring *monitoring, struct error *error)
{
	struct station_options options = { .clock = monitoring->clock, .bus = &monitoring->bus, .seed = (uint64_t)monitoring->seed };
	return station_open(monitoring->settings, &options, error);
}

static bool monitor_in_lines(struct monitoring *monitoring, struct error *error)
{
	struct latest latest = latest_new(monitoring->channels, monitoring->count);
	bus_add(&monitoring->bus, &latest, latest_hear);
	bus_add(&monitoring->bus, &monitoring->bus, tell);
	struct station *station = open_station(monitoring, error);
	if (station)
		watch(station, monitoring->clock, &latest, monitoring->every_s, monitoring->seconds, monitoring->json);
	station_close(station);
	latest_free(&latest);
	return station != NULL;
}

static bool monitor_on_screen(struct monitoring *monitoring, struct error *error)
{
	struct view *view = view_new(NULL, monitoring->channels, monitoring->count);
	bus_add(&monitoring->bus, view, view_hear);
	struct panel *panel = NULL;
	struct station *station = open_station(monitoring, error);
	if (station)
		panel = panel_open(&(struct panel_request){
			.view = view, .channels = monitoring->count, .kind = LOOK_CHANNELS, .ascii = monitoring->ascii,
			.session = { .title = "soleus monitor", .participant = "", .disk_free_bytes = NAN,
			             .zero_utc_ns = clock_utc(monitoring->clock) - clock_now(monitoring->clock) },
			.pictures = monitoring->folder->exports }, error);
	if (panel)
		watch_on_screen(station, monitoring->clock, panel, monitoring->seconds);
	bool well = panel != NULL;
	panel_close(panel);
	station_close(station);
	view_free(view);
	return well;
}

static int monitor(const struct invocation *invocation, const struct folder *folder, const struct settings *settings,
                   struct error *error)
{
	struct monitoring monitoring = { .folder = folder, .settings = settings,
		.json = option_given(invocation, "json"), .ascii = option_given(invocation, "ascii"),
		.every_s = option_integer(invocation, "every", 1), .seconds = option_integer(invocation, "seconds", 0),
		.seed = option_integer(invocation, "seed", 1) };
	monitoring.channels = station_channels_of(settings, &monitoring.count, error);
	if (!monitoring.channels)
		return tell_failure(error);
	bool lines = monitoring.json || option_given(invocation, "plain") || option_given(invocation, "every")
		|| !screen_is_possible();
	monitoring.clock = clock_new_real();
	bool well = lines ? monitor_in_lines(&monitoring, error) : monitor_on_screen(&monitoring, error);
	clock_free(monitoring.clock);
	free(monitoring.channels);
	return well ? STATUS_WELL : tell_failure(error);
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct folder *folder = folder_new(invocation->folder);
	struct settings *settings = folder_station(folder, &error);
	int status = settings ? monitor(invocation, folder, settings, &error) : tell_failure(&error);
	settings_free(settings);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "every", .argument = "S", .help = "seconds between two looks (1)", .low = 1, .high = 3600 },
	{ .name = "seconds", .argument = "S", .help = "how long (until Ctrl-C)", .low = 1, .high = 86400 },
	{ .name = "seed", .argument = "S", .help = "of the simulated person, where an instrument is simulated (1)", .high = INT64_MAX },
	{ .name = "plain", .help = "again and again as a table, not on the screen" },
	{ .name = "ascii", .help = "draw the screen with ASCII's characters only" },
	{ .name = "json", .help = "for programs: an array each time" },
	{ .name = NULL },
};

const struct command monitor_command = {
	.name = "monitor",
	.synopsis = "[--seconds S] [--ascii | --plain | --every S | --json]",
	.summary = "live channels without a protocol: fitting the sensors, checking the signal",
	.help = "Opens the instruments of station.ini and shows, again and again, each channel's newest value, its\n"
	        "quality, how many samples come a second and how old the newest is. Nothing is recorded. At a\n"
	        "terminal this is a screen with their traces.\n",
	.more_help = help_keys_of_channels,
	.options = options,
	.run = run,
};
