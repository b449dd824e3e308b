/* columns_ahead.c - the columns that the export of planned visits will have */

#include "console/columns_ahead.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bus.h"
#include "base/memory.h"
#include "base/version.h"
#include "console/folder.h"
#include "export/tables.h"
#include "record/record.h"
#include "record/recorder.h"

struct frame {
	const struct study       *study;
	const struct participant *participant;
	const struct plan        *plan;             /* of this visit */
	int                       visit;
	const struct channel     *channels;
	size_t                    channel_count;
};

static int64_t begin_session(const struct frame *frame, struct record *record, struct error *error)
{
	size_t instruments = 1;
	for (size_t i = 0; i < frame->channel_count; i++)
		if ((size_t)frame->channels[i].instrument >= instruments)
			instruments = (size_t)frame->channels[i].instrument + 1;
	struct instrument_info *infos = xcalloc(instruments, sizeof *infos);
	for (size_t i = 0; i < instruments; i++) {
		infos[i] = (struct instrument_info){ .driver = "", .port = "", .identity = "", .settings = "" };
		snprintf(infos[i].name, sizeof infos[i].name, "instrument_%u", (unsigned)i + 1);
	}
	struct trial_info *trials = xcalloc(frame->plan->trial_count, sizeof *trials);
	for (size_t i = 0; i < frame->plan->trial_count; i++)
		trials[i] = frame->plan->trials[i].info;
	char *text = plan_text(frame->plan);
	struct session_start start = {
		.participant = frame->participant->id, .visit = frame->visit, .operator_id = "",
		.protocol_id = frame->plan->id, .protocol_version = frame->plan->version, .protocol_title = frame->plan->title,
		.script_file = "", .script_text = "", .plan_text = text, .station = "", .virtual_clock = true,
		.instruments = infos, .instrument_count = instruments,
		.channels = frame->channels, .channel_count = frame->channel_count,
		.trials = trials, .trial_count = frame->plan->trial_count,
	};
	int64_t session = record_begin_session(record, &start, error);
	free(trials);
	free(infos);
	free(text);
	return session;
}

static void say(struct bus *bus, const struct frame *frame, enum event_kind kind, const struct step *step, const char *text)
{
	struct event event = event_at(kind, 0);
	event.text = text;
	if (step && step->trial >= 0) {
		event.trial = frame->plan->trials[step->trial].info.number;
		event.attempt = 1;
		name_copy(event.name, frame->plan->trials[step->trial].info.condition);
	}
	if (step && (kind == EVENT_PHASE_BEGIN || kind == EVENT_PHASE_END)) {
		event.phase = step->phase;
		name_copy(event.name, step->name);
	}
	bus_event(bus, &event);
}

/* Every trial and phase begins and ends, and nothing happens in them. */
static bool record_frame(const struct frame *frame, struct record *record, int64_t session, struct error *error)
{
	struct bus bus = {0};
	struct recorder *recorder = recorder_open(record, session, true, error);
	if (!recorder)
		return false;
	bus_add(&bus, recorder, recorder_hear);
	const struct step *before = NULL;
	for (size_t i = 0; i < frame->plan->step_count; i++) {
		const struct step *step = &frame->plan->steps[i];
		if (before && before->trial >= 0 && before->trial != step->trial)
			say(&bus, frame, EVENT_TRIAL_END, before, "completed");
		if (step->trial >= 0 && (!before || before->trial != step->trial))
			say(&bus, frame, EVENT_TRIAL_BEGIN, step, "");
		if (step_is_phase(step)) {
			say(&bus, frame, EVENT_PHASE_BEGIN, step, step_kind_name(step->kind));
			say(&bus, frame, EVENT_PHASE_END, step, step_kind_name(step->kind));
		}
		before = step;
	}
	if (before && before->trial >= 0)
		say(&bus, frame, EVENT_TRIAL_END, before, "completed");
	say(&bus, frame, EVENT_SESSION_END, NULL, "completed");
	return recorder_close(recorder, error);
}

static struct listing *list_columns(struct record *record, struct error *error)
{
	static const char *const types[] = {
		[CELL_TEXT] = "text", [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number", [CELL_TIME] = "time",
	};
	struct export_options options = { .software = "soleus " SOLEUS_VERSION };
	struct export *export = export_new(record, &options, error);
	if (!export)
		return NULL;
	struct listing *listing = listing_new();
	size_t count;
	const struct table *tables = export_tables(export, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < tables[i].column_count; k++) {
			const struct column *column = &tables[i].columns[k];
			listing_row(listing);
			listing_text(listing, "table", tables[i].name);
			listing_text(listing, "column", column->name);
			listing_text(listing, "type", types[column->type]);
			listing_text(listing, "unit", column->unit ? column->unit : "");
			listing_text(listing, "label", column->label);
		}
	export_free(export);
	return listing;
}

static struct listing *ask(struct frame *frame, const struct plan *const *plans, size_t plan_count, const char *path, struct error *error)
{
	struct listing *listing = NULL;
	struct participant participant = *frame->participant;
	struct record *record = record_create(path, frame->study->keys, frame->study->key_count, 0, error);
	bool well = record && folder_tell_definitions(record, frame->study, 0, error) && record_enrol(record, &participant, 0, error);
	for (size_t i = 0; well && i < plan_count; i++) {
		frame->plan = plans[i];
		frame->visit = (int)i + 1;
		int64_t session = begin_session(frame, record, error);
		well = session > 0 && record_frame(frame, record, session, error);
	}
	if (well)
		listing = list_columns(record, error);
	record_close(record);
	return listing;
}

struct listing *columns_ahead(const struct study *study, const struct participant *participant, const struct plan *const *plans,
                              size_t plan_count, const struct channel *channels, size_t channel_count, struct error *error)
{
	static const char *const files[] = { "study.db", "study.db-wal", "study.db-shm", "study.db.lock" };
	struct frame frame = {
		.study = study, .participant = participant, .channels = channels, .channel_count = channel_count,
	};
	const char *temporary = getenv("TMPDIR");
	char *folder = xasprintf("%s/soleus-plan-XXXXXX", temporary && *temporary ? temporary : "/tmp");
	struct listing *listing = NULL;
	if (mkdtemp(folder)) {
		char *path = xasprintf("%s/study.db", folder);
		listing = ask(&frame, plans, plan_count, path, error);
		free(path);
	} else {
		error_set(error, ERROR_SYSTEM, "%s cannot be made: %s.", folder, strerror(errno));
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char *path = xasprintf("%s/%s", folder, files[i]);
		unlink(path);
		free(path);
	}
	rmdir(folder);
	free(folder);
	return listing;
}
