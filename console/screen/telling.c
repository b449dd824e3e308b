/* telling.c - what stands in a snapshot, in words */

#include "console/screen/telling.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"

#define GIGABYTE 1e9
#define DISK_LOW_BYTES 1e9
#define UNWRITTEN_MANY 5000

/* --- times --- */

const char *time_text(int64_t time_ns, bool up, char text[static TIME_TEXT_SIZE])
{
	long long s = (time_ns + (up ? NS_PER_S - 1 : 0)) / NS_PER_S;
	if (s >= 3600)
		snprintf(text, TIME_TEXT_SIZE, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(text, TIME_TEXT_SIZE, "%02lld:%02lld", s / 60, s % 60);
	return text;
}

const char *telling_clock(const struct snapshot_session *session, int64_t time_ns, char text[static TIME_TEXT_SIZE])
{
	int64_t s = (session->zero_utc_ns + time_ns) / NS_PER_S + session->utc_offset_min * 60;
	s = (s % 86400 + 86400) % 86400;
	snprintf(text, TIME_TEXT_SIZE, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	return text;
}

/* --- the step --- */

const char *telling_word(const struct stage *stage)
{
	return stage->ended ? "the end" : stage->paused ? "pause" : strcmp(stage->kind, "settle") == 0 ? "settling"
		: stage->word[0] ? stage->word : "preparing";
}

const char *telling_countdown(const struct snapshot *snapshot, char text[static TIME_TEXT_SIZE])
{
	const struct stage *stage = &snapshot->stage;
	int64_t since_ns = stage->paused ? stage->paused_ns : stage->began_ns;
	text[0] = '\0';
	if (stage->ended)
		return text;
	if (!stage->paused && stage->ends_ns != TIME_NONE)
		return time_text(stage->ends_ns > snapshot->now_ns ? stage->ends_ns - snapshot->now_ns : 0, true, text);
	if (since_ns != TIME_NONE) {
		char since[TIME_TEXT_SIZE];
		snprintf(text, TIME_TEXT_SIZE, "+%.*s", TIME_TEXT_SIZE - 2, time_text(snapshot->now_ns - since_ns, false, since));
	}
	return text;
}

const char *telling_detail(const struct snapshot *snapshot, char text[static TELLING_SIZE])
{
	const struct stage *stage = &snapshot->stage;
	snprintf(text, TELLING_SIZE, "%s", stage->waiting);
	if (!isfinite(stage->reps_per_min) || stage->began_ns == TIME_NONE || stage->ended)
		return text;
	int length = snprintf(text, TELLING_SIZE, "repetition %lld of %lld, %g/min wanted", (long long)stage->repetitions,
	                      (long long)stage->repetitions_wanted, stage->reps_per_min);
	if (isfinite(snapshot->given_per_min))
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, ", %.1f given", snapshot->given_per_min);
	if (isfinite(snapshot->kept_per_min))
		snprintf(text + length, TELLING_SIZE - (size_t)length, ", %.1f kept (%s)", snapshot->kept_per_min, snapshot->kept_from);
	return text;
}

const char *telling_trial(const struct stage *stage, char text[static TELLING_SIZE])
{
	const struct trial_info *info = stage->trial_info;
	snprintf(text, TELLING_SIZE, "%s", stage->trials > 0 ? "Outside the trials" : "");
	if (!info)
		return text;
	int length = snprintf(text, TELLING_SIZE, "Trial %d of %d: %s", stage->trial, stage->trials, info->condition);
	if (stage->attempt > 1)
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, ", attempt %d", stage->attempt);
	for (size_t i = 0; i < info->factor_count && length < TELLING_SIZE; i++)
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, ", %s %s", info->factors[i].name, info->factors[i].value);
	return text;
}

static double share_of(int64_t from_ns, int64_t until_ns, int64_t now_ns)
{
	double share = until_ns > from_ns ? (double)(now_ns - from_ns) / (double)(until_ns - from_ns) : 1;
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

double telling_share_of_trial(const struct snapshot *snapshot)
{
	const struct stage *stage = &snapshot->stage;
	return stage->trial_began_ns == TIME_NONE || stage->trial_ends_ns == TIME_NONE ? (double)NAN
		: share_of(stage->trial_began_ns, stage->trial_ends_ns, snapshot->now_ns);
}

double telling_share_of_visit(const struct snapshot *snapshot)
{
	return snapshot->stage.expected_end_ns == TIME_NONE ? (double)NAN
		: share_of(0, snapshot->stage.expected_end_ns, snapshot->now_ns);
}

/* --- signals and recorder --- */

enum signals telling_signals(const struct snapshot *snapshot, char text[static TELLING_SIZE])
{
	char signals[COUNT_TEXT_SIZE];
	size_t missing = 0, doubtful = 0;
	const char *first = "", *why = "";
	count_text((int64_t)snapshot->channel_count, "signal", "signals", signals);
	for (size_t i = 0; i < snapshot->channel_count; i++) {
		const struct snapshot_channel *shown = &snapshot->channels[i];
		bool gone = snapshot_is_missing(shown);
		if (gone && missing++ == 0) {
			first = shown->channel->name;
			why = !shown->any ? "nothing yet" : shown->stale ? "stale" : "no value";
		}
		doubtful += !gone && shown->quality;
	}
	if (missing == 1)
		snprintf(text, TELLING_SIZE, "! %s: %s", first, why);
	else if (missing > 1)
		snprintf(text, TELLING_SIZE, "! %s: %s, and %zu more", first, why, missing - 1);
	else if (doubtful > 0)
		snprintf(text, TELLING_SIZE, "? %zu of %s doubtful", doubtful, signals);
	else
		snprintf(text, TELLING_SIZE, "%s%s good", snapshot->channel_count == 1 ? "" : "all ", signals);
	return missing > 0 ? SIGNALS_MISSING : doubtful > 0 ? SIGNALS_DOUBTFUL : SIGNALS_GOOD;
}

const char *telling_recorder(const struct snapshot *snapshot, char text[static TELLING_SIZE])
{
	static const char *const clocks[] = {
		[CLOCK_SYNCHRONISED] = "clock ok", [CLOCK_FREE] = "clock free", [CLOCK_CHANGED] = "! clock changed",
	};
	const struct snapshot_session *session = &snapshot->session;
	bool behind = session->recording && snapshot->unwritten > UNWRITTEN_MANY;
	int length = behind ? snprintf(text, TELLING_SIZE, "! %zu unwritten", snapshot->unwritten) : 0;
	text[length] = '\0';
	if (isfinite(session->disk_free_bytes))
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, "%s%sdisk %.*f GB", length ? "  " : "",
		                   session->disk_free_bytes < DISK_LOW_BYTES ? "! " : "",
		                   session->disk_free_bytes < 10 * GIGABYTE, session->disk_free_bytes / GIGABYTE);
	if (snapshot->clock != CLOCK_UNKNOWN)
		snprintf(text + length, TELLING_SIZE - (size_t)length, "%s%s", length ? "  " : "", clocks[snapshot->clock]);
	return text;
}

/* --- lines --- */

const char *telling_line(const struct snapshot *snapshot, char text[static TELLING_SIZE])
{
	char countdown[TIME_TEXT_SIZE], detail[TELLING_SIZE];
	double trial = telling_share_of_trial(snapshot), visit = telling_share_of_visit(snapshot);
	telling_countdown(snapshot, countdown);
	telling_detail(snapshot, detail);
	int length = snprintf(text, TELLING_SIZE, "%s", telling_word(&snapshot->stage));
	if (countdown[0])
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, countdown[0] == '+' ? ", for %s" : ", %s left",
		                   countdown + (countdown[0] == '+'));
	if (detail[0] && length < TELLING_SIZE)
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, "; %s", detail);
	if (isfinite(trial) && length < TELLING_SIZE)
		length += snprintf(text + length, TELLING_SIZE - (size_t)length, "; trial %.0f %%", 100 * trial);
	if (isfinite(visit) && length < TELLING_SIZE)
		snprintf(text + length, TELLING_SIZE - (size_t)length, "; visit %.0f %%", 100 * visit);
	return text;
}

static void tell_channel(FILE *out, const struct snapshot_channel *shown)
{
	fprintf(out, "  %s %s: %s", snapshot_is_missing(shown) ? "!" : shown->quality ? "?" : " ", shown->channel->name, shown->text);
	if (shown->any && !shown->stale)
		fprintf(out, ", %.1f s old", fmax(shown->age_s, 0));
	if (isfinite(shown->rate))
		fprintf(out, ", %.1f/s", shown->rate);
	fprintf(out, "\n");
}

static void tell_end(FILE *out, const struct snapshot *snapshot)
{
	char clock[TIME_TEXT_SIZE], left[TIME_TEXT_SIZE];
	int64_t end_ns = snapshot->stage.expected_end_ns;
	if (end_ns != TIME_NONE)
		fprintf(out, "ends about %.5s, in %s\n", telling_clock(&snapshot->session, end_ns, clock),
		        time_text(end_ns - snapshot->now_ns, true, left));
}

char *telling_all(const struct snapshot *snapshot)
{
	char *told = NULL, text[TELLING_SIZE], clock[TIME_TEXT_SIZE], since[TIME_TEXT_SIZE];
	size_t size = 0;
	FILE *out = open_memstream(&told, &size);
	if (!out)
		memory_exhausted();
	const struct stage *stage = &snapshot->stage;
	fprintf(out, "%s\n", telling_line(snapshot, text));
	if (stage->text[0])
		fprintf(out, "\"%s\"\n", stage->text);
	if (stage->next[0])
		fprintf(out, "next: %s\n", stage->next);
	if (telling_trial(stage, text)[0])
		fprintf(out, "%s\n", text);
	tell_end(out, snapshot);
	telling_signals(snapshot, text);
	fprintf(out, "%s\n", text);
	for (size_t i = 0; i < snapshot->channel_count; i++)
		tell_channel(out, &snapshot->channels[i]);
	fprintf(out, "recording for %s, %s, %s to the disk, %s\n", time_text(snapshot->now_ns, false, since),
	        telling_clock(&snapshot->session, snapshot->now_ns, clock),
	        count_text((int64_t)snapshot->unwritten, "message on its way", "messages on their way", (char[COUNT_TEXT_SIZE]){0}),
	        telling_recorder(snapshot, text));
	if (snapshot->trouble[0])
		fprintf(out, "! %s\n", snapshot->trouble);
	if (stage->prompt.kind != ASKED_NOTHING)
		fprintf(out, "asked: %s\n", stage->prompt.text);
	if (fclose(out) != 0)
		memory_exhausted();
	return told;
}
