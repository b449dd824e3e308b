/* sessions.c - soleus sessions, soleus show: what is in the record */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "console/desk.h"
#include "console/listed.h"
#include "console/screen/help_keys.h"
#include "console/screen/screen.h"
#include "console/showing.h"
#include "record/reading.h"

static double seconds_of(int64_t ns)
{
	return ns == TIME_NONE ? NAN : (double)ns / 1e9;
}

static struct listing *list_sessions(struct record *record, int64_t session, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_sessions(record, session);
	for (struct session_row row; rows_next_session(rows, &row);) {
		listing_row(listing);
		listing_integer(listing, "session", row.session);
		listing_text(listing, "participant", row.participant);
		listing_text(listing, "group", row.group);
		listing_integer(listing, "visit", row.visit);
		listing_text(listing, "protocol", row.protocol_id);
		listing_text(listing, "version", row.protocol_version);
		listing_text(listing, "start_utc", row.start_utc);
		listing_number(listing, "duration_s", seconds_of(row.ended_ns), 1);
		listing_text(listing, "operator", row.operator_id);
		bool waits = strcmp(row.status, "running") == 0 && !record_is_claimed(record);
		listing_text(listing, "status", waits ? "resumable" : row.status);
		listing_text(listing, "simulated", row.simulated ? "yes" : "no");
	}
	return listing_finished(listing, rows, error);
}

/* NAN where one of the two is not known. */
static double between_s(int64_t from_ns, int64_t to_ns)
{
	return from_ns == TIME_NONE || to_ns == TIME_NONE ? NAN : (double)(to_ns - from_ns) / 1e9;
}

/* Which of the planned trials a phase belongs to is known by number; its condition stands with the trial. */
static struct listing *list_phases(struct record *record, int64_t session, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_phases(record, session);
	for (struct phase_row row; rows_next_phase(rows, &row);) {
		listing_row(listing);
		listing_integer(listing, "trial", row.trial);
		listing_text(listing, "phase", row.name);
		listing_text(listing, "kind", row.kind);
		listing_number(listing, "began_s", seconds_of(row.began_ns), 3);
		listing_number(listing, "late_ms", between_s(row.planned_began_ns, row.began_ns) * 1e3, 3);
		listing_number(listing, "lasted_s", between_s(row.began_ns, row.ended_ns) - (double)row.paused_ns / 1e9, 3);
		listing_number(listing, "paused_s", (double)row.paused_ns / 1e9, 3);
		listing_text(listing, "outcome", row.outcome);
	}
	return listing_finished(listing, rows, error);
}

static struct listing *list_trials(struct record *record, int64_t session, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_trials(record, session);
	for (struct trial_row row; rows_next_trial(rows, &row);) {
		listing_row(listing);
		listing_integer(listing, "trial", row.info.number);
		listing_integer(listing, "attempt", row.attempt);
		listing_text(listing, "condition", row.info.condition);
		listing_number(listing, "began_s", seconds_of(row.began_ns), 3);
		listing_number(listing, "ended_s", seconds_of(row.ended_ns), 3);
		listing_text(listing, "outcome", row.outcome);
	}
	return listing_finished(listing, rows, error);
}

static struct listing *list_deviations(struct record *record, int64_t session, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_deviations(record, session);
	for (struct deviation_row row; rows_next_deviation(rows, &row);) {
		listing_row(listing);
		listing_number(listing, "time_s", seconds_of(row.time_ns), 3);
		listing_integer(listing, "trial", row.trial);
		listing_text(listing, "deviation", row.kind);
		listing_text(listing, "severity", row.severity);
		listing_text(listing, "name", row.name);
		listing_number(listing, "planned", row.planned, 3);
		listing_number(listing, "actual", row.actual, 3);
		listing_text(listing, "unit", row.unit);
		listing_text(listing, "reason", row.reason);
	}
	return listing_finished(listing, rows, error);
}

/* How many samples each channel gave, of them valid, and the mean of these. */
static bool count_samples(struct record *record, struct listing *listing, const struct channel_row *channel,
                          struct error *error)
{
	int64_t all = 0, valid = 0;
	double sum = 0;
	struct rows *rows = record_samples(record, channel->channel_id, INT64_MIN + 1, INT64_MAX);
	for (struct sample sample; rows_next_sample(rows, &sample); all++) {
		if (!sample_is_valid(&sample))
			continue;
		valid++;
		sum += sample.value;
	}
	listing_integer(listing, "samples", all);
	listing_integer(listing, "valid", valid);
	listing_number(listing, "mean", valid ? sum / (double)valid : NAN, 2);
	return rows_close(rows, error);
}

static struct listing *list_channels(struct record *record, int64_t session, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_channels(record, session);
	bool well = true;
	for (struct channel_row row; well && rows_next_channel(rows, &row);) {
		listing_row(listing);
		listing_text(listing, "channel", row.channel.name);
		listing_text(listing, "quantity", row.channel.quantity);
		listing_text(listing, "site", row.channel.site);
		listing_text(listing, "instrument", row.instrument);
		well = count_samples(record, listing, &row, error);
		listing_text(listing, "unit", row.channel.unit);
	}
	if (rows_done(rows, well, error))
		return listing;
	listing_free(listing);
	return NULL;
}

static struct listing *list_all_sessions(struct record *record, struct error *error)
{
	return list_sessions(record, 0, error);
}

static int show_sessions(const struct invocation *invocation)
{
	return list_record(invocation, list_all_sessions, "No visit has been recorded yet.");
}

static bool show_on_terminal(const struct invocation *invocation, const struct desk *desk, int64_t session, struct error *error)
{
	if (!screen_is_possible())
		return error_set(error, ERROR_REFUSED, "A session is shown on a screen at a terminal only; leave --screen out for tables.");
	return show_on_screen(desk->record, session, desk->folder, (double)option_integer(invocation, "speed", 1),
	                      option_given(invocation, "ascii"), error);
}

/* What is shown of one session. */
static const struct part {
	const char *name, *empty;
	bool        single;
	struct listing *(*list)(struct record *record, int64_t session, struct error *error);
} parts[] = {
	{ "session", "", true, list_sessions },
	{ "trials", "No trial began.", false, list_trials },
	{ "phases", "No phase began.", false, list_phases },
	{ "deviations", "No deviation from the plan was found.", false, list_deviations },
	{ "channels", "No channel.", false, list_channels },
};
#define PARTS (sizeof parts / sizeof parts[0])

static void print_parts(const struct listing_member members[static PARTS])
{
	for (size_t i = 0; i < PARTS; i++) {
		listing_print(members[i].listing, false, parts[i].empty);
		puts("");
	}
	puts("The events, answers and samples are in the workbook: soleus export.");
}

/* Nothing is printed unless all of it could be read. */
static bool show_listed(struct record *record, int64_t session, bool json, struct error *error)
{
	struct listing_member members[PARTS];
	size_t count = 0;
	bool well = record_has_session(record, session, error);
	for (; well && count < PARTS; count += well) {
		members[count] = (struct listing_member){ parts[count].name, parts[count].list(record, session, error), parts[count].single };
		well = members[count].listing != NULL;
	}
	if (well && json)
		listing_print_object(members, PARTS);
	else if (well)
		print_parts(members);
	while (count > 0)
		listing_free(members[--count].listing);
	return well;
}

static int show_session(const struct invocation *invocation)
{
	struct error error;
	struct desk desk;
	int64_t number = session_word(invocation, 0);
	if (number == 0)
		return STATUS_USAGE;
	bool on_screen = option_given(invocation, "screen");
	const char *misplaced = on_screen ? "json" : option_given(invocation, "speed") ? "speed" : "ascii";
	if (option_given(invocation, misplaced))
		return tell_usage("show: --%s has no place %s --screen.", misplaced, on_screen ? "beside" : "without");
	bool well = desk_open(&desk, invocation, DESK_READING, &error)
		&& (on_screen ? show_on_terminal(invocation, &desk, number, &error)
		              : show_listed(desk.record, number, option_given(invocation, "json"), &error));
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command sessions_command = {
	.name = "sessions",
	.synopsis = "[--json]",
	.summary = "the visits in the record",
	.help = "Lists the sessions in the order in which they were begun, those that failed or were\n"
	        "interrupted too. A visit whose program ended before it did is 'resumable'.\n",
	.options = options,
	.run = show_sessions,
};

static const struct option_spec show_options[] = {
	{ .name = "screen", .help = "goes through the visit again, on the screen" },
	{ .name = "speed", .argument = "X", .help = "so many seconds of the visit in one (1)", .low = 1, .high = 4096 },
	{ .name = "ascii", .help = "draw the screen with ASCII's characters only" },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command show_command = {
	.name = "show",
	.synopsis = "SESSION [--json | --screen [--speed X] [--ascii]]",
	.summary = "one visit: its trials, phases, deviations and channels",
	.help = "Shows what the record holds of one session, by its number in 'soleus sessions'.\n",
	.more_help = help_keys_of_replay,
	.options = show_options,
	.least_words = 1, .most_words = 1,
	.run = show_session,
};
