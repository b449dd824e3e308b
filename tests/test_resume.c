/*
 * test_resume.c - a visit whose program is killed, gone on with and exported, gives the export of one that was not
 *
 * Each killed visit is a process of its own, which is killed at one of its calls to the disk. What the record holds
 * then is all that the next program knows.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "console/resuming.h"
#include "export/tables.h"
#include "record/reading.h"
#include "record/recorder.h"
#include "record/writer.h"
#include "tests/conducted.h"
#include "tests/failing_disk.h"
#include "tests/record_fixture.h"
#include "tests/suites.h"

#define MOMENTS 200

static const char script[] = PROTOCOL " }\n"
	"tell 'Shoes off.'\n"
	"measure { 'girth', text = 'Calf?', unit = 'cm', range = { 20, 60 }, twice_within = 0.2 }\n"
	"for _, condition in ipairs { 'still', 'spu' } do\n"
	"  checkpoint { max_gap = 15 * minutes }\n"
	"  trial({ condition = condition, leg = 'right' }, function()\n"
	"    settle { 'toe', within = 0.3, over = 30 * seconds, at_most = 1 * minutes }\n"
	"    rest { 'baseline', lasts = 20 * seconds }\n"
	"    exercise { 'work', lasts = 30 * seconds, reps_per_min = 30, cues = { 'up' } }\n"
	"    ask { 'heaviness', text = 'How heavy?', scale = { 0, 10 } }\n"
	"    rest { 'recovery', lasts = 20 * seconds }\n"
	"  end)\n"
	"end\n"
	"ask { 'remarks', text = 'Anything?', words = true, optional = true }\n";

static struct record_fixture fixture;
static struct failing_disk *disk;
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
	disk = failing_disk_new();
	disk->unsynced = true;
}

static void tear_down(void)
{
	failing_disk_free(disk);
	fixture_remove(&fixture);
}

static struct session_start start_of(const struct plan *plan, struct trial_info *trials)
{
	static const struct instrument_info instrument = { "board", "text_lines", "sim:", "", "", true };
	for (size_t i = 0; i < plan->trial_count; i++)
		trials[i] = plan->trials[i].info;
	return (struct session_start){
		.participant = "P01", .visit = 1, .operator_id = "", .protocol_id = plan->id, .protocol_version = plan->version,
		.protocol_title = plan->title, .script_file = "test.lua", .script_text = script, .plan_text = "", .seed = 7,
		.station = "lab", .start_utc_ns = FIXTURE_UTC_NS, .instruments = &instrument, .instrument_count = 1,
		.channels = conducted_channels, .channel_count = 2, .trials = trials, .trial_count = plan->trial_count,
	};
}

/* Writes what it hears at once, a few messages to a transaction, and tells how many are said to be saved. */
struct writing {
	struct writer *writer;
	struct batch   batch;
	size_t         at_once;
	int           *saved;
	bool           failed;
};

static void write_on(struct writing *writing, size_t enough)
{
	if (writing->batch.count < enough)
		return;
	writing->failed |= !writer_write(writing->writer, &writing->batch, &error);
	*writing->saved += (int)writing->batch.count;
	batch_clear(&writing->batch);
}

static void hear(void *self, const struct message *message)
{
	struct writing *writing = self;
	batch_add(&writing->batch, message);
	write_on(writing, writing->at_once);
}

/* A new record and its visit, on a disk that may be its end. */
static bool record_visit(size_t at_once, int *saved)
{
	static struct conducted visit;
	struct trial_info trials[2];
	struct record *record = record_open(fixture.path, true, &error);
	conducted_plan(&visit, script);
	struct session_start start = start_of(visit.plan, trials);
	struct writing writing = { .at_once = at_once, .saved = saved };
	*saved = 0;
	disk->calls = 0;
	int64_t session = record_begin_session(record, &start, &error);
	writing.writer = writer_open(record, session, &error);
	bus_add(&visit.bus, &writing, hear);
	conductor_begin(visit.conductor, 0);
	conducted_conduct(&visit);
	write_on(&writing, 1);
	writer_close(writing.writer);
	batch_free(&writing.batch);
	conducted_end(&visit);
	record_close(record);
	return !writing.failed;
}

/* The same in a process of its own that is killed at that call to the disk. How many of its messages were said to be
 * saved; -1 when it was not killed. */
static int record_until_killed(size_t at_once, long call)
{
	int *saved = mmap(NULL, sizeof *saved, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), status = 0;
	pid_t child = fork();
	if (child == 0) {
		disk->kills_at = call;
		_exit(record_visit(at_once, saved));
	}
	waitpid(child, &status, 0);
	int said = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? *saved : -1;
	munmap(saved, sizeof *saved);
	return said;
}

/* Goes on with session 1, `away_s` after the last that is known of it. */
static bool go_on(int64_t away_s)
{
	static struct conducted visit;
	struct history history;
	struct trial_info trials[2];
	conducted_plan(&visit, script);
	struct session_start start = start_of(visit.plan, trials);
	struct record *record = record_open(fixture.path, true, &error);
	bool well = record && history_read(record, 1, visit.plan, &history, &error)
		&& record_resume_session(record, 1, &start, FIXTURE_UTC_NS, &error);
	struct recorder *recorder = well ? recorder_open(record, 1, true, &error) : NULL;
	if (recorder) {
		bus_add(&visit.bus, recorder, recorder_hear);
		visit.now_ns = (history.last_ns / NS_PER_S + away_s) * NS_PER_S;
		struct way way = conductor_return(visit.conductor, &history, visit.now_ns);
		conducted_measure(&visit, 31, 97);
		conductor_resume(visit.conductor, &history, &way, visit.now_ns);
		conducted_conduct(&visit);
		history_close(&history);
	}
	well = recorder && recorder_close(recorder, &error) && conductor_completed(visit.conductor);
	conducted_end(&visit);
	record_close(record);
	return well;
}

/* --- exports, row by row --- */

/* A row of an export as text: whole, and without the columns that tell when it happened and at which attempt. */
struct line {
	char *whole, *timeless;
	bool  says_so;          /* of itself that it was interrupted, replaced, or comes of that */
	bool  open;             /* that it has not ended */
	bool  met;
};
struct exported {
	const struct table *table;
	struct line        *lines;
	size_t              count, capacity;
};

static bool is_of_time(const char *column)
{
	static const char *const ends[] = { "_utc", "_start_s", "time_s", "asked_s", "_late_ms", "attempt", "duration_s", NULL };
	size_t length = strlen(column);
	for (const char *const *end = ends; *end; end++)
		if (length >= strlen(*end) && strcmp(column + length - strlen(*end), *end) == 0)
			return true;
	return false;
}

static bool is_text(const struct cell *cell, const char *text)
{
	return !cell->missing && strcmp(cell->text, text) == 0;
}

static void judge(struct line *line, const struct column *column, const struct cell *cell)
{
	bool is_number = column->type == CELL_INTEGER || column->type == CELL_NUMBER;
	if (strcmp(column->name, "counted") == 0)
		line->says_so |= !cell->missing && cell->integer == 0;
	else if (strcmp(column->name, "phase_outcome") == 0)
		line->says_so |= is_text(cell, "interrupted");
	else if (strcmp(column->name, "deviation") == 0)
		line->says_so |= is_text(cell, "interrupted") || is_text(cell, "repeated") || is_text(cell, "phase_short");
	else if (strcmp(column->name, "missing_reason") == 0)
		line->says_so |= !cell->missing && strstr(cell->text, "baseline: its last");
	if (!is_number)
		line->open |= is_text(cell, "running");
}

static void append(char **text, const char *cell)
{
	char *longer = xasprintf("%s%s|", *text, cell);
	free(*text);
	*text = longer;
}

static bool add_row(void *self, const struct cell *cells, struct error *why)
{
	(void)why;
	struct exported *exported = self;
	array_reserve((void **)&exported->lines, &exported->capacity, exported->count, sizeof *exported->lines);
	struct line *line = &exported->lines[exported->count++];
	*line = (struct line){ .whole = xstrdup(""), .timeless = xstrdup("") };
	for (size_t i = 0; i < exported->table->column_count; i++) {
		const struct column *column = &exported->table->columns[i];
		char number[64] = "-";
		if (!cells[i].missing && column->type == CELL_INTEGER)
			snprintf(number, sizeof number, "%lld", (long long)cells[i].integer);
		else if (!cells[i].missing && column->type == CELL_NUMBER)
			snprintf(number, sizeof number, "%.9g", cells[i].number);
		bool is_words = !cells[i].missing && (column->type == CELL_TEXT || column->type == CELL_TIME);
		if (strcmp(column->name, "sequence") != 0)      /* of the trials so far */
			append(&line->whole, is_words ? cells[i].text : number);
		if (!is_of_time(column->name))
			append(&line->timeless, is_words ? cells[i].text : number);
		judge(line, column, &cells[i]);
	}
	return true;
}

/* To the last ones an interruption adds rows, and takes some. */
static const char *const tables[] = { "trials", "phases", "answers", "measures", "events", "deviations" };
#define TABLES (sizeof tables / sizeof tables[0])
#define KEPT_TABLES 4

static void export_all(struct exported all[static TABLES])
{
	struct record *record = record_open(fixture.path, false, &error);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	size_t count;
	const struct table *known = export_tables(export, &count);
	for (size_t t = 0; t < TABLES; t++) {
		all[t] = (struct exported){0};
		for (size_t i = 0; i < count; i++) {
			if (strcmp(known[i].name, tables[t]) != 0)
				continue;
			all[t].table = &known[i];
			known[i].rows(export, &known[i], &(struct row_sink){ .self = &all[t], .row = add_row }, &error);
		}
	}
	export_free(export);
	record_close(record);
}

static void forget_all(struct exported all[static TABLES])
{
	for (size_t t = 0; t < TABLES; t++) {
		for (size_t i = 0; i < all[t].count; i++) {
			free(all[t].lines[i].whole);
			free(all[t].lines[i].timeless);
		}
		free(all[t].lines);
	}
}

static bool meet(struct exported *exported, const struct line *line, bool whole)
{
	for (size_t i = 0; i < exported->count; i++) {
		struct line *other = &exported->lines[i];
		if (other->met || strcmp(whole ? other->whole : other->timeless, whole ? line->whole : line->timeless) != 0)
			continue;
		return other->met = true;
	}
	return false;
}

/* How many rows of the one are not in the other, each found once. */
static int missing(const struct exported *rows, struct exported *in, bool whole)
{
	int lost = 0;
	for (size_t i = 0; i < in->count; i++)
		in->lines[i].met = false;
	for (size_t i = 0; i < rows->count; i++)
		lost += !rows->lines[i].says_so && !rows->lines[i].open && !meet(in, &rows->lines[i], whole);
	return lost;
}

static int saying_so(const struct exported *rows)
{
	int count = 0;
	for (size_t i = 0; i < rows->count; i++)
		count += rows->lines[i].says_so;
	return count;
}

/* --- */

static int64_t messages_now(void)
{
	return fixture_ask(&fixture, "SELECT (SELECT count(*) FROM sample) + (SELECT count(*) FROM event)"
	                   " + (SELECT count(*) FROM deviation)");
}

static void start_anew(void)
{
	fixture_remove(&fixture);
	fixture = fixture_make();
	record_close(fixture_record(&fixture));
}

/* What was there after the kill is there as it was in the visit that nobody killed; what came later differs by nothing but
 * its times, or says why. */
static int differences(struct exported whole[static TABLES], struct exported left[static TABLES], struct exported later[static TABLES])
{
	int count = 0;
	for (size_t t = 0; t < TABLES; t++) {
		count += missing(&left[t], &whole[t], true);
		if (t >= KEPT_TABLES)
			continue;
		int replaced = missing(&whole[t], &later[t], false);
		count += missing(&later[t], &whole[t], false);
		count += replaced > saying_so(&later[t]) ? replaced - saying_so(&later[t]) : 0;
	}
	return count;
}

/* The moments are calls to the disk: within a transaction, between two, while the log is brought into the file. */
static void a_visit_killed_at_any_moment_and_gone_on_with_gives_the_same_export(void)
{
	struct exported whole[TABLES], left[TABLES], later[TABLES];
	int saved, killed = 0, lost = 0, stuck = 0, different = 0, unmarked = 0, before_it_began = 0;
	start_anew();
	CU_ASSERT_TRUE_FATAL(record_visit(1, &saved));
	CU_ASSERT_TRUE(saved > 400);
	long calls = disk->calls;
	export_all(whole);
	for (int i = 0; i < MOMENTS; i++) {
		start_anew();
		int said = record_until_killed(1 + (size_t)i % 3, 1 + i * calls / (1 + i % 3) / MOMENTS);
		killed += said >= 0;
		lost += messages_now() < said;
		if (fixture_ask(&fixture, "SELECT count(*) FROM session") == 0) {
			before_it_began++;
			continue;
		}
		export_all(left);
		bool ended = fixture_ask(&fixture, "SELECT count(*) FROM session WHERE status = 'completed'") == 1;
		stuck += !ended && !go_on(i % 3 == 2 ? 2000 : 20);
		export_all(later);
		different += differences(whole, left, later);
		unmarked += fixture_ask(&fixture, "SELECT (SELECT count(*) FROM session WHERE status = 'completed') = 1"
			" AND (SELECT count(*) FROM event WHERE kind = 'session_begin') = 1"
			" AND (SELECT count(*) FROM trial WHERE counted) = 2"
			" AND (SELECT count(*) FROM event WHERE kind = 'trouble') = 0"
			" AND (SELECT count(*) FROM event WHERE kind = 'resume') = (SELECT count(*) FROM deviation WHERE kind = 'interrupted')"
			" AND (SELECT count(*) FROM audit WHERE action = 'resumed') = 1") != !ended;
		forget_all(left);
		forget_all(later);
	}
	forget_all(whole);
	CU_ASSERT_EQUAL(killed, MOMENTS);
	CU_ASSERT_TRUE(before_it_began < MOMENTS / 20);
	CU_ASSERT_EQUAL(lost, 0);
	CU_ASSERT_EQUAL(stuck, 0);
	CU_ASSERT_EQUAL(different, 0);
	CU_ASSERT_EQUAL(unmarked, 0);
}

/* Killed when about half of it is saved. */
static void break_off_half_way(void)
{
	int saved;
	start_anew();
	record_visit(3, &saved);
	long calls = disk->calls;
	start_anew();
	record_until_killed(3, calls / 2);
}

static void a_resumed_trial_has_its_factors(void)
{
	break_off_half_way();
	CU_ASSERT_TRUE(go_on(20));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM factor WHERE name = 'leg' AND value = 'right'"), 2);
}

static void another_station_cannot_go_on_with_it(void)
{
	static struct conducted visit;
	struct trial_info trials[2];
	struct channel others[2] = { conducted_channels[1], conducted_channels[0] };
	break_off_half_way();
	conducted_plan(&visit, script);
	struct session_start start = start_of(visit.plan, trials);
	struct record *record = record_open(fixture.path, true, &error);
	start.channels = others;
	CU_ASSERT_FALSE(record_resume_session(record, 1, &start, FIXTURE_UTC_NS, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	start.channels = conducted_channels;
	CU_ASSERT_TRUE(record_resume_session(record, 1, &start, FIXTURE_UTC_NS, &error));
	conducted_end(&visit);
	record_close(record);
}

/* The clock was an hour slow when the visit began, and was set while it ran. */
static void an_interruption_is_measured_by_the_clock_as_it_was_last_set(void)
{
	struct interrupted visit = {0};
	const struct history nothing = { .last_ns = 0 };
	break_off_half_way();
	struct clock *clock = clock_new_real();
	char sql[96];
	snprintf(sql, sizeof sql, "INSERT INTO clock (session_id, time_ns, utc_ns) VALUES (1, %lld, %lld)",
	         1000LL * NS_PER_S, (long long)(clock_utc(clock) - 100 * NS_PER_S));
	fixture_run(&fixture, sql);
	struct record *record = record_open(fixture.path, true, &error);
	CU_ASSERT_TRUE(interrupted_find(record, 1, &visit, &error));
	CU_ASSERT_DOUBLE_EQUAL((double)interrupted_now(&visit, &nothing) / 1e9, 1100, 30);
	interrupted_free(&visit);
	record_close(record);
	clock_free(clock);
}

static void a_visit_with_which_nobody_goes_on_is_closed_and_sealed(void)
{
	struct interrupted visit = {0};
	break_off_half_way();
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM phase WHERE outcome IS NULL"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM trial WHERE outcome IS NULL"), 1);
	struct record *record = record_open(fixture.path, true, &error);
	CU_ASSERT_TRUE(interrupted_find(record, 0, &visit, &error));
	CU_ASSERT_TRUE(interrupted_end(record, &visit, "she went home", &error));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM phase WHERE outcome IS NULL"), 0);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM phase WHERE outcome = 'interrupted'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM trial WHERE outcome = 'interrupted'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM session WHERE status = 'interrupted'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'finish' AND text = 'she went home'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM deviation WHERE kind = 'ended_early' AND severity = 'major' AND reason = 'she went home'"), 1);
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM seal"), 1);
	CU_ASSERT_FALSE(interrupted_find(record, 0, &visit, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	interrupted_free(&visit);
	record_close(record);
}

static CU_TestInfo tests[] = {
	TEST(a_visit_killed_at_any_moment_and_gone_on_with_gives_the_same_export),
	TEST(a_resumed_trial_has_its_factors),
	TEST(another_station_cannot_go_on_with_it),
	TEST(an_interruption_is_measured_by_the_clock_as_it_was_last_set),
	TEST(a_visit_with_which_nobody_goes_on_is_closed_and_sealed),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo resume_suite = {
	.pName = "resume", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
