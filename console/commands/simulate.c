/* simulate.c - soleus simulate: the instruments of station.ini, simulated, for other programs */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "acquisition/twin_server.h"
#include "console/command.h"
#include "console/ending.h"
#include "console/folder.h"
#include "console/listing.h"

static void show(const struct twin_server *server, bool json)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < twin_server_count(server); i++) {
		char address[64];
		snprintf(address, sizeof address, "tcp:127.0.0.1:%d", twin_server_port(server, i));
		listing_row(listing);
		listing_text(listing, "instrument", twin_server_name(server, i));
		listing_text(listing, "port", address);
	}
	listing_print(listing, json, "");
	listing_free(listing);
	fflush(stdout);
}

static void serve(struct twin_server *server, struct clock *clock, int64_t seconds)
{
	int64_t end_ns = seconds > 0 ? seconds * NS_PER_S : TIME_NEVER;
	int ending = ending_watch();
	while (!ending_signal(ending) && clock_now(clock) < end_ns)
		twin_server_poll(server, end_ns, ending);
	close(ending);
}

static int run(const struct invocation *invocation)
{
	struct error error;
	int64_t first = option_integer(invocation, "tcp", 0), seed = option_integer(invocation, "seed", 1);
	struct folder *folder = folder_new(invocation->folder);
	struct settings *settings = folder_station(folder, &error);
	struct clock *clock = clock_new_real();
	struct twin_server *server = settings ? twin_server_open(settings, invocation->word_count ? invocation->words[0] : NULL,
		(int)first, (uint64_t)seed, clock, &error) : NULL;
	int status = server ? STATUS_WELL : tell_failure(&error);
	if (server) {
		show(server, option_given(invocation, "json"));
		serve(server, clock, option_integer(invocation, "seconds", 0));
	}
	twin_server_close(server);
	clock_free(clock);
	settings_free(settings);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "tcp", .argument = "PORT", .help = "of the first instrument, the others follow (any that are free)", .low = 1, .high = 65535 },
	{ .name = "seconds", .argument = "S", .help = "how long (until Ctrl-C)", .low = 1, .high = 86400 },
	{ .name = "seed", .argument = "S", .help = "of the simulated person (1)", .high = INT64_MAX },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command simulate_command = {
	.name = "simulate",
	.synopsis = "[INSTRUMENT] [--tcp PORT] [--seconds S] [--seed S] [--json]",
	.summary = "the instruments of station.ini, simulated, for other programs over TCP",
	.help = "Serves the instruments of station.ini (or one of them), simulated and in real time, each on a port of\n"
	        "its own that only this computer can reach. They speak their own bytes, as behind a serial device\n"
	        "server: another Soleus takes them by 'port = tcp:127.0.0.1:PORT'. Faults stand in station.ini, as in\n"
	        "'port = sim:finger_off@60+10'.\n",
	.options = options,
	.most_words = 1,
	.run = run,
};
