/* moments.c - real visits on the virtual clock, looked at in moments that are the same in every run */

#include "tests/moments.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "console/operator_simulated.h"
#include "console/screen/screen_draw.h"
#include "console/screen/telling.h"
#include "console/screen/view.h"
#include "console/shipped.h"
#include "console/visit_kit.h"
#include "tests/scratch.h"

#define UTC_NS (INT64_C(978339600) * NS_PER_S)

static const char script[] =
	"protocol { id = 'seen', title = 'A visit to be looked at', version = '1',\n"
	"           needs = { toe = 'temperature', calf = 'temperature', spo2 = 'spo2' } }\n"
	"settle { 'toe', within = 0.05, over = 30 * seconds, at_most = 2 * minutes, otherwise = 'continue', say = 'Sit still, please.' }\n"
	"trial({ condition = 'spu', leg = 'right', posture = 'sitting' }, function()\n"
	"  rest { 'baseline', lasts = 1 * minutes, say = 'Sit still, please.' }\n"
	"  exercise { 'exercise', lasts = 2 * minutes, reps_per_min = 50, cues = { 'up' },\n"
	"             say = 'At each tone raise both heels to the top, then let them drop.' }\n"
	"  ask { 'heaviness', text = 'How heavy do your legs feel?', scale = { 0, 10 },\n"
	"        anchors = { 'not at all', 'worst imaginable' } }\n"
	"  ask { 'skin', text = 'How is the skin of the foot?', choices = { 'dry', 'moist', 'wet' } }\n"
	"  measure { 'room', text = 'Read the room thermometer.', unit = 'degC', range = { 5, 40 } }\n"
	"  rest { 'recovery', lasts = 1 * minutes }\n"
	"end)\n";

static const char station[] =
	"[station]\nid = lab1\n"
	"[instrument oximeter]\ndriver = nonin_df2\nport = sim:\n"
	"[channel spo2]\ninstrument = oximeter\nsite = left hallux\n"
	"[channel pulse]\ninstrument = oximeter\nsite = left hallux\n"
	"[channel pleth]\ninstrument = oximeter\nsite = left hallux\n"
	"[instrument thermistors]\ndriver = text_lines\nport = sim:\nline = 115200 8N1\n"
	"pattern = toe={toe} calf={calf} ambient={ambient}\ninterval = 0.25\n"
	"[channel toe]\ninstrument = thermistors\nquantity = temperature\nsite = right hallux, pulp\n"
	"[channel calf]\ninstrument = thermistors\nquantity = temperature\nsite = right calf, 10 cm below the knee\n"
	"[channel ambient]\ninstrument = thermistors\nquantity = temperature\nsite = beside the right foot\n";

/* The operator answers by himself, but at one moment of the visit somebody looks. */
struct looking {
	const struct moment      *moment;
	struct simulated_operator operator;
	struct operator_link      answering;
	struct view              *view;
	struct snapshot          *snapshot;
	struct canvas            *canvas;       /* what was seen; NULL: not yet */
	char                     *told;
};

static void take(struct looking *looking, const struct look *look, int64_t now_ns)
{
	struct view_request request = {
		.now_ns = now_ns, .until_ns = look_until_ns(look, now_ns), .span_ns = look_span_ns(look),
		.fast_span_ns = look_fast_span_ns(look),
		.columns = screen_trace_columns(looking->moment->cols, looking->moment->ascii),
	};
	view_snapshot(looking->view, &request, looking->snapshot);
}

static void draw(struct looking *looking, int64_t now_ns)
{
	const struct moment *moment = looking->moment;
	struct look look = look_new(LOOK_VISIT);
	looking->canvas = canvas_new(moment->rows, moment->cols, moment->ascii);
	look_follow(&look, looking->snapshot);
	look.prompt_ns = 0;
	for (const int *key = moment->keys; *key; key++)
		look_press(&look, *key, looking->snapshot);
	take(looking, &look, now_ns);
	screen_draw(looking->canvas, looking->snapshot, &look);
	looking->told = telling_all(looking->snapshot);
}

static bool is_moment(const struct moment *moment, const struct stage *stage, int64_t now_ns)
{
	bool there = moment->at_step ? strcmp(stage->word, moment->at_step) == 0 : stage->prompt.kind == moment->at_prompt;
	return there && now_ns - stage->began_ns >= moment->after_s * NS_PER_S;
}

static int64_t due(void *self, const struct conductor *conductor, int64_t now_ns)
{
	struct looking *looking = self;
	return looking->answering.due_ns(looking->answering.self, conductor, now_ns);
}

static void act(void *self, struct conductor *conductor, int64_t now_ns)
{
	struct looking *looking = self;
	struct look look = look_new(LOOK_VISIT);
	view_conductor(looking->view, conductor, now_ns);
	if (!looking->canvas) {
		take(looking, &look, now_ns);
		if (is_moment(looking->moment, &looking->snapshot->stage, now_ns))
			draw(looking, now_ns);
	}
	looking->answering.act(looking->answering.self, conductor, now_ns);
}

static bool leaves(void *self)
{
	(void)self;
	return false;
}

/* The probe at the calf is silent for twenty seconds, and the oximeter's value falls silent for good. */
static void hear(void *self, const struct message *message)
{
	if (message->kind == MESSAGE_SAMPLE) {
		int64_t at_s = message->sample.arrival_ns / NS_PER_S;
		if (message->sample.channel == 4 && at_s >= 50 && at_s < 70)
			return;
		if (message->sample.channel == 0 && at_s >= 100)
			return;
	}
	view_hear(self, message);
}

static void begin(struct looking *looking, const struct visit_kit *kit, const struct plan *plan)
{
	looking->operator = simulated_operator_new(1);
	looking->answering = simulated_operator_link(&looking->operator);
	looking->view = view_new(plan, kit->channels, kit->channel_count);
	looking->snapshot = snapshot_new(kit->channel_count);
	looking->snapshot->session = (struct snapshot_session){
		.title = plan->title, .participant = "P01", .visit = 1, .zero_utc_ns = UTC_NS, .recording = true,
		.disk_free_bytes = 34.2e9,
	};
}

static bool conduct(struct looking *looking, const struct visit_kit *kit, const struct plan *plan,
                    const struct participant *participant, struct record *record, struct error *error)
{
	begin(looking, kit, plan);
	struct session_request request = {
		.clock = clock_new_virtual(UTC_NS), .record = record, .station = kit->station, .plan = plan,
		.script_text = kit->script_text, .participant = participant, .visit = 1,
		.operator_id = "OP1", .seed = 1, .simulate_all = true,
		.watcher = { .self = looking->view, .hear = hear },
		.operator_link = { .self = looking, .wake_fd = -1, .due_ns = due, .act = act, .leaves = leaves },
	};
	struct session_result result;
	bool well = session_conduct(&request, &result, error)
		&& (result.completed || error_set(error, ERROR_REFUSED, "The visit was not completed."));
	clock_free(request.clock);
	view_free(looking->view);
	snapshot_free(looking->snapshot);
	return well;
}

/* Goes through the whole visit. */
static bool visit(struct looking *looking, const char *folder, struct error *error)
{
	struct visit_kit kit = {0};
	struct participant participant = { .id = "P01", .number = 1, .simulated = true };
	struct plan *plan = NULL;
	struct record *record = NULL;
	bool well = visit_kit_open(&kit, folder, "seen", error)
		&& (plan = visit_kit_plan(&kit, &participant, 1, 1, error))
		&& (record = record_create(kit.folder->database, kit.study->keys, kit.study->key_count, UTC_NS, error))
		&& record_enrol(record, &participant, UTC_NS, error)
		&& conduct(looking, &kit, plan, &participant, record, error);
	record_close(record);
	plan_free(plan);
	visit_kit_close(&kit);
	return well;
}

struct canvas *moment_canvas(const struct moment *moment, char **told, struct error *error)
{
	struct looking looking = { .moment = moment };
	char *folder = scratch_folder(), *protocols = xasprintf("%s/protocols", folder);
	bool well = folder_make(protocols, error);
	for (const struct shipped_file *file = shipped_files(); well && file->path; file++)
		free(scratch_file(folder, file->path, file->text));
	free(scratch_file(folder, "station.ini", station));
	free(scratch_file(folder, "protocols/seen.lua", script));
	well = well && visit(&looking, folder, error)
		&& (looking.canvas || error_set(error, ERROR_ABSENT, "The moment never came."));
	scratch_remove(folder);
	free(protocols);
	if (well && told)
		*told = looking.told;
	else
		free(looking.told);
	if (!well)
		canvas_free(looking.canvas);
	return well ? looking.canvas : NULL;
}

static const struct moment all[] = {
	{ .name = "exercise_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 45 },
	{ .name = "exercise_80x24_ascii", .rows = 24, .cols = 80, .ascii = true, .at_step = "exercise", .after_s = 45 },
	{ .name = "exercise_120x40", .rows = 40, .cols = 120, .at_step = "exercise", .after_s = 45 },
	{ .name = "settle_80x24", .rows = 24, .cols = 80, .at_step = "toe", .after_s = 20 },
	{ .name = "scale_80x24", .rows = 24, .cols = 80, .at_prompt = ASKED_NUMBER, .after_s = 1, .keys = { '4', PRESS_RIGHT } },
	{ .name = "choice_80x24_ascii", .rows = 24, .cols = 80, .ascii = true, .at_prompt = ASKED_CHOICE, .after_s = 1,
	  .keys = { PRESS_RIGHT, PRESS_RIGHT } },
	{ .name = "measure_80x24", .rows = 24, .cols = 80, .at_step = "room", .after_s = 1, .keys = { '2', '2', '.', '5' } },
	{ .name = "frozen_80x24", .rows = 24, .cols = 80, .at_step = "recovery", .after_s = 30,
	  .keys = { 'z', 'z', PRESS_PAGE_UP, PRESS_PAGE_UP } },
	{ .name = "note_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 10, .keys = { 'n', 'f', 'o', 'o', 't', ' ', 0xfc } },
	{ .name = "help_80x24", .rows = 24, .cols = 80, .at_step = "baseline", .after_s = 10, .keys = { '?' } },
	{ .name = "choosing_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 20, .keys = { 'c', PRESS_DOWN, ' ' } },
	{ .name = "leave_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 15, .keys = { 'Q' } },
	{ .name = "stop_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 15, .keys = { 's' } },
	/* The README's picture. */
	{ .name = "picture_104x32", .rows = 32, .cols = 104, .at_step = "exercise", .after_s = 45, .keys = { 'z' } },
	/* Every ink at once: stale, good, phases and cues, frozen, and a note being written. */
	{ .name = "inks_80x24", .rows = 24, .cols = 80, .at_step = "exercise", .after_s = 45, .keys = { 'f', 'n', 'f', 'o', 'o', 't' } },
	{ .name = NULL },
};

const struct moment *moments(void)
{
	return all;
}

const struct moment *moment_find(const char *name)
{
	const struct moment *moment = all;
	while (moment->name && strcmp(moment->name, name) != 0)
		moment++;
	return moment->name ? moment : NULL;
}
