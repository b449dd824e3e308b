/* import.c - soleus import: a recording that did not come over the wire during the visit */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/captured.h"
#include "base/clock.h"
#include "base/file.h"
#include "console/desk.h"
#include "console/listing.h"
#include "record/import.h"
#include "record/operators.h"
#include "record/reading.h"

/* A capture is kept as one row of the record. */
#define FILE_MOST (8 << 20)

/* So exactly a person tells from a clock on the wall when a recording ended. */
#define TOLD_WITHIN_NS NS_PER_S

/* No visit lasts longer, in seconds. */
#define AT_MOST_S 1e7

/* What was asked for, and where it leads to. */
struct request {
	int64_t session, trial, recording;      /* trial 0: not given */
	double  at_s;                           /* NAN: not given */
};

struct target {
	int     trial, attempt;                 /* 0: none was found */
	char    condition[NAME_SIZE];
	int64_t began_ns, ended_ns;             /* the end of its last phase */
	int     others;                         /* how many further trials would do */
};

static bool read_request(const struct invocation *invocation, struct request *request, struct error *error)
{
	const char *at = option_value(invocation, "at");
	char *end = NULL;
	request->at_s = at ? strtod(at, &end) : NAN;
	if (at && (end == at || *end || !(request->at_s >= 0 && request->at_s <= AT_MOST_S)))
		return error_set(error, ERROR_MALFORMED, "--at is '%s', but seconds since the session's start were expected.", at);
	request->session = option_integer(invocation, "session", 0);
	request->trial = option_integer(invocation, "trial", 0);
	request->recording = option_integer(invocation, "recording", 1);
	return true;
}

static bool would_do(const struct request *request, const struct trial_row *row)
{
	if (row->ended_ns == TIME_NONE)
		return false;
	if (request->trial)
		return row->info.number == request->trial;
	double at_ns = request->at_s * (double)NS_PER_S;
	return isnan(request->at_s) || (at_ns >= (double)row->began_ns && at_ns <= (double)row->ended_ns);
}

/* Of a trial that was repeated the last attempt counts. */
static bool find_trial(struct record *record, const struct request *request, struct target *target, struct error *error)
{
	struct rows *rows = record_trials(record, request->session);
	for (struct trial_row row; rows_next_trial(rows, &row);) {
		if (!would_do(request, &row))
			continue;
		target->others += target->trial && target->trial != row.info.number;
		target->trial = row.info.number;
		target->attempt = row.attempt;
		target->began_ns = row.began_ns;
		target->ended_ns = row.ended_ns;
		name_copy(target->condition, row.info.condition);
	}
	return rows_close(rows, error);
}

/* Behind the last phase there may be questions, which a recording has no part in. */
static bool find_end(struct record *record, const struct request *request, struct target *target, struct error *error)
{
	int64_t ended_ns = TIME_NONE;
	struct rows *rows = record_phases(record, request->session);
	for (struct phase_row row; rows_next_phase(rows, &row);)
		if (row.trial == target->trial && row.attempt == target->attempt && row.ended_ns > ended_ns)
			ended_ns = row.ended_ns;
	if (ended_ns != TIME_NONE)
		target->ended_ns = ended_ns;
	return rows_close(rows, error);
}

static bool find_target(struct record *record, const struct request *request, struct target *target, struct error *error)
{
	if (!find_trial(record, request, target, error))
		return false;
	if (!target->trial && request->trial)
		return error_set(error, ERROR_ABSENT, "Session %lld has no trial %lld that was brought to an end; 'soleus show %lld' "
			"lists its trials.", (long long)request->session, (long long)request->trial, (long long)request->session);
	if (!target->trial)
		return error_set(error, ERROR_ABSENT, "Session %lld has no trial%s that the recording could belong to; 'soleus show "
			"%lld' lists its trials.", (long long)request->session, isnan(request->at_s) ? "" : " at that time",
			(long long)request->session);
	if (target->others)
		return error_set(error, ERROR_REFUSED, "Session %lld has several trials; say with --trial which one the recording "
			"belongs to.", (long long)request->session);
	return find_end(record, request, target, error);
}

/* Gives the samples their times on the session's clock. */
static bool put_in_place(struct captured *captured, const struct request *request, const struct target *target,
                         int64_t *ended_ns, struct error *error)
{
	bool told = !isnan(request->at_s);
	*ended_ns = told ? llround(request->at_s * (double)NS_PER_S) : target->ended_ns;
	int64_t spare_ns = *ended_ns - captured->lasted_ns - target->began_ns;
	if (spare_ns < 0 || *ended_ns > target->ended_ns)
		return error_set(error, ERROR_REFUSED, "The recording lasts %.1f s and would lie from %.1f s to %.1f s, but trial %d "
			"went from %.1f s to %.1f s; is it the right trial, and the right --at?", (double)captured->lasted_ns / 1e9,
			(double)(*ended_ns - captured->lasted_ns) / 1e9, (double)*ended_ns / 1e9, target->trial,
			(double)target->began_ns / 1e9, (double)target->ended_ns / 1e9);
	for (size_t i = 0; i < captured->sample_count; i++) {
		struct sample *sample = &captured->samples[i];
		sample->time_ns += *ended_ns;
		sample->arrival_ns = *ended_ns;
		sample->uncertainty_ns = told ? TOLD_WITHIN_NS : spare_ns;
	}
	return true;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void tell(const struct import *import, const struct captured *captured, const struct target *target, bool json)
{
	size_t missing = 0;
	for (size_t i = 0; i < import->sample_count; i++)
		missing += isnan(import->samples[i].value) ? 1u : 0u;
	struct listing *listing = listing_new();
	listing_row(listing);
	listing_integer(listing, "session", import->session);
	listing_integer(listing, "trial", import->trial);
	listing_text(listing, "condition", target->condition);
	listing_text(listing, "instrument", import->instrument->name);
	listing_integer(listing, "recording", import->recording);
	listing_integer(listing, "recordings", captured->recordings);
	listing_number(listing, "began_s", (double)(import->ended_ns - captured->lasted_ns) / 1e9, 3);
	listing_number(listing, "ended_s", (double)import->ended_ns / 1e9, 3);
	listing_integer(listing, "samples", (int64_t)import->sample_count);
	listing_integer(listing, "missing", (int64_t)missing);
	listing_integer(listing, "bytes_dropped", (int64_t)captured->dropped);
	listing_print(listing, json, "");
	listing_free(listing);
}

/* The record, the decoded file and the trial are there: adds the one to the other. */
static bool import_into(const struct desk *desk, const struct invocation *invocation, const struct request *request,
                        struct captured *captured, const char *bytes, size_t size, struct error *error)
{
	struct target target = {0};
	int64_t ended_ns;
	if (!find_target(desk->record, request, &target, error) || !put_in_place(captured, request, &target, &ended_ns, error))
		return false;
	struct import import = {
		.session = request->session, .trial = target.trial, .attempt = target.attempt,
		.file = name_of(invocation->words[0]), .bytes = (const uint8_t *)bytes, .size = size,
		.recording = (int)request->recording, .instrument = &captured->instrument,
		.channels = captured->channels, .channel_count = captured->channel_count,
		.samples = captured->samples, .sample_count = captured->sample_count,
		.ended_ns = ended_ns, .operator_id = option_text(invocation, "operator", ""), .utc_ns = desk->utc_ns,
	};
	bool well = record_import(desk->record, &import, error);
	if (well)
		tell(&import, captured, &target, option_given(invocation, "json"));
	return well;
}

static int run(const struct invocation *invocation)
{
	const char *instrument = option_value(invocation, "instrument"), *path = invocation->words[0];
	if (!instrument || !option_given(invocation, "session"))
		return tell_usage("import: say with --instrument who recorded it, and with --session in which visit.");
	struct error error;
	struct request request = {0};
	if (!read_request(invocation, &request, &error))
		return tell_usage("import: %s", error.text);
	struct desk desk;
	struct settings *station = NULL;
	struct captured *captured = NULL;
	char *bytes = NULL;
	size_t size = 0;
	bool well = desk_open(&desk, invocation, DESK_WRITING, &error)
		&& (station = folder_station(desk.folder, &error))
		&& record_accepts_operator(desk.record, option_value(invocation, "operator"), &error)
		&& record_has_session(desk.record, request.session, &error)
		&& (bytes = file_read(path, FILE_MOST, &size, &error));
	if (well) {
		captured = captured_decode(station, instrument, (const uint8_t *)bytes, size, (int)request.recording, &error);
		if (!captured)
			error_set(&error, error.kind, "%s: %s", path, error.text);
		well = captured && import_into(&desk, invocation, &request, captured, bytes, size, &error);
	}
	int status = well ? STATUS_WELL : tell_failure(&error);
	captured_free(captured);
	free(bytes);
	settings_free(station);
	return desk_close(&desk, status);
}

static const struct option_spec options[] = {
	{ .name = "instrument", .argument = "NAME", .help = "who recorded it: an [instrument NAME] of station.ini" },
	{ .name = "session", .argument = "N", .help = "the visit, by its number in 'soleus sessions'", .low = 1, .high = INT32_MAX },
	{ .name = "trial", .argument = "K", .help = "the trial (where the visit has one, that one)", .low = 1, .high = INT32_MAX },
	{ .name = "at", .argument = "SECONDS", .help = "when the recording ended, since the session's start" },
	{ .name = "recording", .argument = "R", .help = "which of several recordings in the file (1)", .low = 1, .high = 1000 },
	{ .name = "operator", .argument = "WHO", .help = "who imports it, by a code" },
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command import_command = {
	.name = "import",
	.synopsis = "FILE --instrument NAME --session N [--trial K] [--at SECONDS] [--recording R] [--operator WHO] [--json]",
	.summary = "adds a recording, captured in a file, to the trial that it belongs to",
	.help = "FILE holds bytes as the instrument sent them. They are decoded as if they came over the wire, and\n"
	        "added to a visit that is over: the bytes, the samples, and an event that says so. Bytes tell no\n"
	        "time: the recording is taken to have ended with the trial's last phase, and its samples are as\n"
	        "uncertain as there is room in the trial; --at tells better. A recording is imported once only.\n",
	.options = options,
	.least_words = 1, .most_words = 1,
	.run = run,
};
