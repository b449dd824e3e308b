/* test_agreement.c - plan and conduct agree: a rehearsal's events are the plan's steps, each at its time */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "console/operator_simulated.h"
#include "console/session.h"
#include "console/shipped.h"
#include "console/visit_kit.h"
#include "tests/conducted.h"
#include "tests/scratch.h"
#include "tests/suites.h"

#define SEED 11
#define UTC_NS (INT64_C(978339600) * NS_PER_S)

/* The plan's own telling of what is to be said, step after step; each event that the conductor says is
 * held against it. */
struct agreement {
	const struct plan *plan;
	size_t             step;
	int                trial;       /* index of the open one; -1: none */
	int64_t            cues;        /* of this phase so far */
	bool               began;       /* the phase at `step` did */
	int64_t            began_ns;    /* as planned */
	int                steps, wrong;
	char               checked[64]; /* what was told of the sensor that was checked last */
	char               first[256];  /* what was wrong first */
};

static void complain(struct agreement *agreement, const struct event *event)
{
	if (agreement->wrong++ == 0)
		conducted_line(event, agreement->first, sizeof agreement->first);
}

static void expect(struct agreement *agreement, const struct event *event, bool as_planned)
{
	if (!as_planned)
		complain(agreement, event);
}

static bool is(const struct agreement *agreement, const struct event *event, const char *name, const char *text)
{
	return event->step == (int)agreement->step && strcmp(event->name, name) == 0
		&& strcmp(event->text, text ? text : "") == 0;
}

static void done(struct agreement *agreement)
{
	agreement->step++;
	agreement->steps++;
	agreement->began = false;
}

/* The step's beginning, told by that kind of event. */
static const enum event_kind begins_with[STEP_KIND_COUNT] = {
	[STEP_TELL] = EVENT_TELL, [STEP_ASK] = EVENT_ASK, [STEP_MEASURE] = EVENT_ASK, [STEP_SENSOR_CHECK] = EVENT_CHECK,
	[STEP_SETTLE] = EVENT_SETTLE, [STEP_REST] = EVENT_PHASE_BEGIN, [STEP_EXERCISE] = EVENT_PHASE_BEGIN,
	[STEP_CHECKPOINT] = EVENT_CHECKPOINT, [STEP_MARK] = EVENT_MARK,
};

static void begin_step(struct agreement *agreement, const struct event *event)
{
	const struct step *step = &agreement->plan->steps[agreement->step];
	const char *text = step_is_phase(step) ? step_kind_name(step->kind) : step->kind == STEP_SETTLE ? "" : step->text;
	bool again = step->kind == STEP_MEASURE && agreement->began;
	expect(agreement, event, begins_with[step->kind] == event->kind && is(agreement, event, step->name, text)
		&& (again || step->trial == agreement->trial) && event->phase == step->phase);
	agreement->began = true;
	agreement->began_ns = event->planned_ns;
	agreement->cues = 0;
	if (step->kind == STEP_CHECKPOINT || step->kind == STEP_MARK)
		done(agreement);
}

static void give_cue(struct agreement *agreement, const struct event *event)
{
	const struct step *step = &agreement->plan->steps[agreement->step];
	int64_t n = agreement->cues++, cues = (int64_t)step->cue_count;
	expect(agreement, event, agreement->began && is(agreement, event, step->cues[n % cues], "")
		&& event->planned_ns == agreement->began_ns + step_cue_ns(step, n) && event->time_ns == event->planned_ns
		&& event->value == (double)(n / cues + 1));
}

static void end_phase(struct agreement *agreement, const struct event *event)
{
	const struct step *step = &agreement->plan->steps[agreement->step];
	bool timed = step->ending != ENDS_BY_OPERATOR;
	expect(agreement, event, agreement->began && is(agreement, event, step->name, step_kind_name(step->kind))
		&& (!timed || event->planned_ns == agreement->began_ns + step->lasts_ns)
		&& (!timed || agreement->cues == step_cue_total(step)));
	done(agreement);
}

static void hear(void *self, const struct message *message)
{
	struct agreement *agreement = self;
	const struct event *event = &message->event;
	if (message->kind != MESSAGE_EVENT)
		return;
	if (event->kind == EVENT_CHECKED)
		snprintf(agreement->checked, sizeof agreement->checked, "%s", event->text);
	switch (event->kind) {
	case EVENT_TRIAL_BEGIN:
		agreement->trial = event->trial - 1;
		expect(agreement, event, strcmp(event->name, agreement->plan->trials[event->trial - 1].info.condition) == 0
			&& agreement->plan->trials[event->trial - 1].first_step == agreement->step && event->attempt == 1);
		break;
	case EVENT_TRIAL_END:
		expect(agreement, event, agreement->trial == event->trial - 1 && isnan(event->value));
		agreement->trial = -1;
		break;
	case EVENT_TELL: case EVENT_ASK: case EVENT_CHECK: case EVENT_SETTLE: case EVENT_PHASE_BEGIN:
	case EVENT_CHECKPOINT: case EVENT_MARK:
		begin_step(agreement, event);
		break;
	case EVENT_CUE:
		give_cue(agreement, event);
		break;
	case EVENT_PHASE_END:
		end_phase(agreement, event);
		break;
	case EVENT_CONFIRMED: case EVENT_ANSWER: case EVENT_REFUSAL: case EVENT_CHECKED: case EVENT_SETTLED:
		expect(agreement, event, event->step == (int)agreement->step && agreement->began);
		done(agreement);
		break;
	case EVENT_SKIP: case EVENT_REDO: case EVENT_PAUSE: case EVENT_RESUME: case EVENT_FINISH:
		complain(agreement, event);
		break;
	default:
		break;
	}
}

static char *folder;

static void fresh(void)
{
	struct error error;
	folder = scratch_folder();
	char *protocols = xasprintf("%s/protocols", folder);
	CU_ASSERT_TRUE_FATAL(folder_make(protocols, &error));
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		free(scratch_file(folder, file->path, file->text));
	free(protocols);
}

static void remove_folder(void)
{
	scratch_remove(folder);
}

/* Takes a simulated person through a script of the folder. */
static struct agreement rehearse(const char *script, struct session_result *result)
{
	struct visit_kit kit;
	struct error error;
	struct agreement agreement = { .trial = -1 };
	struct participant participant = { .id = "P01", .number = 2, .simulated = true };
	bool well = visit_kit_open(&kit, folder, script, &error);
	struct plan *plan = well ? visit_kit_plan(&kit, &participant, 1, SEED, &error) : NULL;
	remove(kit.folder->database);
	struct record *record = record_create(kit.folder->database, NULL, 0, UTC_NS, &error);
	struct clock *clock = clock_new_virtual(UTC_NS);
	struct simulated_operator operator = simulated_operator_new(SEED);
	agreement.plan = plan;
	if (plan && record && record_enrol(record, &participant, UTC_NS, &error))
		well = session_conduct(&(struct session_request){
			.clock = clock, .record = record, .station = kit.station, .plan = plan, .script_text = kit.script_text,
			.participant = &participant, .visit = 1, .operator_id = "OP1", .seed = SEED, .simulate_all = true,
			.watcher = { .self = &agreement, .hear = hear }, .operator_link = simulated_operator_link(&operator),
		}, result, &error);
	agreement.steps -= plan ? (int)plan->step_count : 0;
	agreement.plan = NULL;
	plan_free(plan);
	clock_free(clock);
	record_close(record);
	visit_kit_close(&kit);
	return agreement;
}

static void every_shipped_protocol_is_conducted_as_it_was_planned(void)
{
	int scripts = 0;
	for (const struct shipped_file *file = shipped_files(); file->path; file++) {
		struct session_result result = {0};
		if (!strstr(file->path, ".lua") || !strstr(file->text, "protocol {"))
			continue;
		struct agreement agreement = rehearse(file->path, &result);
		CU_ASSERT_STRING_EQUAL(agreement.first, "");
		CU_ASSERT_EQUAL(agreement.wrong, 0);
		CU_ASSERT_EQUAL(agreement.steps, 0);
		CU_ASSERT_TRUE(result.completed);
		scripts++;
	}
	CU_ASSERT_TRUE(scripts >= 2);
}

static void so_is_one_with_every_verb(void)
{
	struct session_result result = {0};
	free(scratch_file(folder, "protocols/every.lua",
		"protocol { id = 'every', title = 'Every verb', version = '1', needs = { toe = 'temperature', spo2 = 'spo2' },\n"
		"  stop_if = { below('spo2', 60, { lasting = 30 * seconds }) } }\n"
		"tell 'Sit.'\n"
		"measure { 'girth', text = 'Calf?', unit = 'cm', range = { 20, 60 }, twice_within = 0.2, times = 2 }\n"
		"sensor_check { 'toe', text = 'Hold it.', rise = 1.0, otherwise = 'abort' }\n"
		"for _, condition in ipairs(order { 'still', 'spu' }) do\n"
		"  checkpoint { max_gap = 15 * minutes }\n"
		"  trial({ condition = condition, redo_if = coverage_below('toe', 0.5), attempts = 2 }, function()\n"
		"    settle { 'toe', within = 0.5, over = 2 * minutes, at_most = 10 * minutes, otherwise = 'continue', say = 'Wait.' }\n"
		"    rest { 'baseline', lasts = 1 * minutes }\n"
		"    mark 'now'\n"
		"    exercise { 'raises', count = 6, cues = { { 'up', 10 * seconds }, { 'down', 10 * seconds } } }\n"
		"    exercise { 'failure', at_most = 5 * minutes, ends = 'operator', reps_per_min = 30, cues = { 'up' } }\n"
		"    ask { 'heaviness', text = 'How heavy?', scale = { 0, 10 } }\n"
		"  end)\n"
		"end\n"));
	struct agreement agreement = rehearse("protocols/every.lua", &result);
	CU_ASSERT_STRING_EQUAL(agreement.first, "");
	CU_ASSERT_EQUAL(agreement.steps, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(agreement.checked, "passed: rose by "));
	CU_ASSERT_TRUE(result.completed);
}

static CU_TestInfo tests[] = {
	TEST(every_shipped_protocol_is_conducted_as_it_was_planned),
	TEST(so_is_one_with_every_verb),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo agreement_suite = {
	.pName = "agreement", .pSetUpFunc = fresh, .pTearDownFunc = remove_folder, .pTests = tests,
};
