/* test_screen.c - what the screen shows of a visit, at moments that are the same in every run */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "console/operator_simulated.h"
#include "console/picture.h"
#include "console/screen_draw.h"
#include "console/setting_out.h"
#include "console/shipped.h"
#include "console/view.h"
#include "tests/golden.h"
#include "tests/scratch.h"
#include "tests/suites.h"

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

/* When somebody looks, at what kind of terminal, and the keys that he presses before. */
struct moment {
	const char *golden;
	int         rows, cols;
	bool        ascii, picture;
	const char *at_step;            /* this step is under way, or: */
	enum stage_prompt_kind at_prompt;       /* this is asked */
	int         after_s;            /* for so long */
	int         keys[16];
};

/* The operator answers by himself, but at one moment of the visit somebody looks. */
struct looking {
	const struct moment      *moment;
	struct simulated_operator operator;
	struct operator_link      answering;
	struct view              *view;
	struct snapshot          *snapshot;
	char                     *text;         /* what was seen; NULL: not yet */
};

static char *folder;
static struct error error;

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
	struct canvas *canvas = canvas_new(moment->rows, moment->cols, moment->ascii);
	look_follow(&look, looking->snapshot);
	look.prompt_ns = 0;
	for (const int *key = moment->keys; *key; key++)
		look_press(&look, *key, looking->snapshot);
	take(looking, &look, now_ns);
	screen_draw(canvas, looking->snapshot, &look);
	looking->text = moment->picture ? picture_svg(canvas) : canvas_text(canvas);
	canvas_free(canvas);
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
	if (!looking->text) {
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

static void begin(struct looking *looking, const struct setting_out *out, const struct plan *plan)
{
	looking->operator = simulated_operator_new(1);
	looking->answering = simulated_operator_link(&looking->operator);
	looking->view = view_new(plan, out->channels, out->channel_count);
	looking->snapshot = snapshot_new(out->channel_count);
	looking->snapshot->session = (struct snapshot_session){
		.title = plan->title, .participant = "P01", .visit = 1, .zero_utc_ns = UTC_NS, .recording = true,
		.disk_free_bytes = 34.2e9,
	};
}

/* Goes through the whole visit; what was seen at the moment is freed with free(). NULL: it never came. */
static char *seen(const struct moment *moment)
{
	struct looking looking = { .moment = moment };
	struct setting_out out;
	struct participant participant = { .id = "P01", .number = 1, .simulated = true };
	bool well = setting_out_open(&out, folder, "seen", &error);
	struct plan *plan = well ? setting_out_plan(&out, &participant, 1, 1) : NULL;
	struct record *record = record_create(out.folder->database, out.study->keys, out.study->key_count, UTC_NS, &error);
	CU_ASSERT_TRUE_FATAL(plan && record && record_enrol(record, &participant, UTC_NS, &error));
	begin(&looking, &out, plan);
	struct session_request request = {
		.clock = clock_new_virtual(UTC_NS), .record = record, .station = out.station, .plan = plan,
		.script_text = out.script_text, .participant = &participant, .visit = 1,
		.operator_id = "OP1", .seed = 1, .simulate_all = true,
		.watcher = { .self = looking.view, .hear = hear },
		.operator_link = { .self = &looking, .wake_fd = -1, .due_ns = due, .act = act, .leaves = leaves },
	};
	struct session_result result;
	CU_ASSERT_TRUE(session_conduct(&request, &result, &error));
	CU_ASSERT_TRUE(result.completed);
	clock_free(request.clock);
	record_close(record);
	view_free(looking.view);
	snapshot_free(looking.snapshot);
	plan_free(plan);
	setting_out_close(&out);
	return looking.text;
}

/* True when what was seen is as the golden file has it. */
static bool is_golden(const struct moment *moment)
{
	char *text = seen(moment);
	bool golden = text && golden_holds(moment->golden, text);
	free(text);
	return golden;
}

static void fresh(void)
{
	folder = scratch_folder();
	char *protocols = xasprintf("%s/protocols", folder);
	CU_ASSERT_TRUE_FATAL(folder_make(protocols, &error));
	for (const struct shipped_file *file = shipped_files(); file->path; file++)
		free(scratch_file(folder, file->path, file->text));
	free(scratch_file(folder, "station.ini", station));
	free(scratch_file(folder, "protocols/seen.lua", script));
	free(protocols);
}

static void done(void)
{
	scratch_remove(folder);
}

static void an_exercise_with_its_countdown_cues_and_a_gap_in_a_trace(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/exercise_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "exercise", .after_s = 45 }));
}

static void the_same_in_ascii(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/exercise_80x24_ascii.txt", .rows = 24, .cols = 80, .ascii = true,
		.at_step = "exercise", .after_s = 45 }));
}

static void more_room_gives_taller_traces(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/exercise_120x40.txt", .rows = 40, .cols = 120,
		.at_step = "exercise", .after_s = 45 }));
}

static void a_settle_tells_what_it_has_reached(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/settle_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "toe", .after_s = 20 }));
}

static void a_scale_is_answered_by_the_arrows(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/scale_80x24.txt", .rows = 24, .cols = 80,
		.at_prompt = ASKED_NUMBER, .after_s = 1, .keys = { '4', PRESS_RIGHT } }));
}

static void a_choice_is_marked_by_more_than_its_colour(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/choice_80x24_ascii.txt", .rows = 24, .cols = 80, .ascii = true,
		.at_prompt = ASKED_CHOICE, .after_s = 1, .keys = { PRESS_RIGHT, PRESS_RIGHT } }));
}

static void a_number_to_be_measured_shows_its_unit_and_range(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/measure_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "room", .after_s = 1, .keys = { '2', '2', '.', '5' } }));
}

static void a_frozen_screen_says_so_and_shows_what_was(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/frozen_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "recovery", .after_s = 30, .keys = { 'z', 'z', PRESS_PAGE_UP, PRESS_PAGE_UP } }));
}

static void a_note_is_written_while_the_exercise_goes_on(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/note_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "exercise", .after_s = 10, .keys = { 'n', 'f', 'o', 'o', 't', ' ', 0xfc } }));
}

static void help_lists_every_key(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "tests/golden/help_80x24.txt", .rows = 24, .cols = 80,
		.at_step = "baseline", .after_s = 10, .keys = { '?' } }));
}

static void a_picture_of_it_stands_in_the_readme(void)
{
	CU_ASSERT_TRUE(is_golden(&(struct moment){ .golden = "docs/screen.svg", .rows = 32, .cols = 104, .picture = true,
		.at_step = "exercise", .after_s = 45, .keys = { 'z' } }));
}

static CU_TestInfo tests[] = {
	TEST(a_picture_of_it_stands_in_the_readme),
	TEST(an_exercise_with_its_countdown_cues_and_a_gap_in_a_trace),
	TEST(the_same_in_ascii),
	TEST(more_room_gives_taller_traces),
	TEST(a_settle_tells_what_it_has_reached),
	TEST(a_scale_is_answered_by_the_arrows),
	TEST(a_choice_is_marked_by_more_than_its_colour),
	TEST(a_number_to_be_measured_shows_its_unit_and_range),
	TEST(a_frozen_screen_says_so_and_shows_what_was),
	TEST(a_note_is_written_while_the_exercise_goes_on),
	TEST(help_lists_every_key),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo screen_suite = {
	.pName = "screen", .pSetUpFunc = fresh, .pTearDownFunc = done, .pTests = tests,
};
