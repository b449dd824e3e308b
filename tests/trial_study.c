/* trial_study.c - a small study with something of everything in its record */

#include "tests/trial_study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "console/command.h"
#include "console/visit_kit.h"
#include "record/recorder.h"

#define WORDS_MOST 24

static const char station[] =
	"[station]\nid = lab1\n"
	"[instrument board]\ndriver = text_lines\nport = sim:\npattern = toe={toe} light={light}\ninterval = 0.5\n"
	"[channel toe]\ninstrument = board\nquantity = temperature\nsite = right hallux\n"
	"[channel light]\ninstrument = board\nquantity = light_reflection\nsite = calf\n";
static const char script[] =
	"protocol { id = 'short', title = 'Short', version = '1', needs = { toe = 'temperature', light = 'light_reflection' } }\n"
	"trial({ condition = 'spu', leg = 'right' }, function()\n"
	"  rest { 'baseline', lasts = 12 * seconds }\n"
	"  exercise { 'exercise', lasts = 12 * seconds, reps_per_min = 60, cues = { 'up' } }\n"
	"  ask { 'heaviness', text = 'How heavy?', scale = { 0, 10 } }\n"
	"  rest { 'recovery', lasts = 12 * seconds }\n"
	"end)\n";

static void must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "The study cannot be made: %s\n", what);
	exit(2);
}

static const struct command *command_named(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

int trial_study_command(const char *folder, const char *words)
{
	char *copy = xstrdup(words), *rest = copy, *list[WORDS_MOST + 1];
	int count = 0, status = STATUS_USAGE;
	bool help;
	for (char *word; count < WORDS_MOST && (word = strtok_r(rest, " ", &rest));)
		list[count++] = word;
	list[count] = NULL;
	struct invocation invocation = { .folder = folder };
	const struct command *command = count ? command_named(list[0]) : NULL;
	if (command && options_read(command, count, list, &invocation, &help)
	    && invocation.word_count >= command->least_words && invocation.word_count <= command->most_words)
		status = command->run(&invocation);
	free(copy);
	return status;
}

char *trial_study_told(const char *folder, const char *words, int *status)
{
	struct error error;
	char path[] = "/tmp/soleus-told-XXXXXX";
	int file = mkstemp(path), terminal = dup(STDOUT_FILENO);
	must(file >= 0 && terminal >= 0, path);
	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	*status = trial_study_command(folder, words);
	fflush(stdout);
	dup2(terminal, STDOUT_FILENO);
	close(terminal);
	close(file);
	char *told = file_read(path, 1 << 20, NULL, &error);
	unlink(path);
	must(told, words);
	return told;
}

static void put(const char *folder, const char *name, const char *text)
{
	struct error error;
	char *path = xasprintf("%s/%s", folder, name);
	must(file_write(path, text, strlen(text), &error), error.text);
	free(path);
}

static void run(const char *folder, const char *words)
{
	must(trial_study_command(folder, words) == STATUS_WELL, words);
}

/* A visit whose program has ended in its second phase. */
static void leave_a_visit(const char *study)
{
	struct error error = {0};
	struct visit_kit kit;
	struct participant participant;
	must(visit_kit_open(&kit, study, "short", &error), error.text);
	struct record *record = folder_record(kit.folder, true, &error);
	must(record && record_participant(record, "P01", &participant, &error), error.text);
	struct plan *plan = visit_kit_plan(&kit, &participant, 1, 1, &error);
	must(plan, error.text);
	char *text = plan_text(plan);
	const struct instrument_info board = { "board", "text_lines", "sim:", "", "[instrument board]\n", true };
	int64_t session = record_begin_session(record, &(struct session_start){
		.participant = "P01", .visit = 1, .operator_id = "OP1", .protocol_id = plan->id, .protocol_version = plan->version,
		.protocol_title = plan->title, .script_file = "short.lua", .script_text = kit.script_text, .plan_text = text, .seed = 1,
		.station = "lab1", .simulated = true, .start_utc_ns = INT64_C(1795334400) * NS_PER_S,
		.instruments = &board, .instrument_count = 1, .channels = kit.channels, .channel_count = kit.channel_count,
		.trials = &plan->trials[0].info, .trial_count = 1,
	}, &error);
	struct recorder *recorder = session ? recorder_open(record, session, true, &error) : NULL;
	must(recorder, error.text);
	struct bus bus = {0};
	bus_add(&bus, recorder, recorder_hear);
	for (int i = 0; i < 20; i++) {
		const struct chunk chunk = { .arrival_ns = i * NS_PER_S / 5, .bytes = (const uint8_t *)"toe=30.51 light=512\r\n", .size = 21 };
		const struct sample sample = { .time_ns = i * NS_PER_S / 5, .arrival_ns = i * NS_PER_S / 5, .value = 30.51 };
		bus_chunk(&bus, &chunk);
		bus_sample(&bus, &sample);
	}
	struct event event = event_at(EVENT_TRIAL_BEGIN, NS_PER_S);
	event.trial = event.attempt = 1;
	bus_event(&bus, &event);
	event.kind = EVENT_PHASE_BEGIN;
	event.phase = 1;
	name_copy(event.name, "baseline");
	bus_event(&bus, &event);
	must(recorder_close(recorder, &error), error.text);
	record_close(record);
	free(text);
	plan_free(plan);
	visit_kit_close(&kit);
}

/* The folder's own files; `rehearse` copies study.ini and station.ini from there. */
static void set_up(const char *folder, const char *plain)
{
	char *init = xasprintf("init %s", plain);
	run(folder, init);
	put(plain, "station.ini", station);
	put(plain, "protocols/short.lua", script);
	free(init);
}

static void rehearse(const char *plain, const char *to, int participants)
{
	char *words = xasprintf("rehearse short --quiet --participants %d -o %s", participants, to);
	run(plain, words);
	free(words);
}

void trial_study_make(const char *folder)
{
	char *plain = xasprintf("%s/plain", folder), *study = xasprintf("%s/study", folder), *other = xasprintf("%s/other", folder);
	char *protocols = xasprintf("%s/protocols", study);
	struct error error;
	set_up(folder, plain);
	rehearse(plain, study, 2);
	rehearse(plain, other, 3);
	must(folder_make(protocols, &error), error.text);
	put(study, "protocols/short.lua", script);
	run(study, "enrol P01 --set age=54");
	run(study, "operator add OP1");
	run(study, "amend answer 1 heaviness 5 --trial 1 --reason misheard --operator OP1");
	run(study, "amend exclude trial 2 1 --reason doubtful --operator OP1");
	run(study, "sign 1 --operator OP1 --meaning reviewed");
	leave_a_visit(study);
	free(protocols);
	free(plain);
	free(study);
	free(other);
}
