/*
 * test_resume.c - a visit whose program is killed, gone on with and exported, gives the export of one that was not
 *
 * Each killed visit is a process of its own: it records until a given message, sees to it that this is on disk,
 * and kills itself. What the record holds then is all that the next program knows.
 */

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "console/resuming.h"
#include "export/tables.h"
#include "record/reading.h"
#include "record/recorder.h"
#include "tests/conducted.h"
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
static struct error error;

static void set_up(void)
{
	fixture = fixture_make();
}

static void tear_down(void)
{
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

/* Ends the process at its n-th message, when all before it is on disk. */
struct killer {
	struct recorder *recorder;
	int              left;
};

static void count_down(void *self, const struct message *message)
{
	(void)message;
	struct killer *killer = self;
	if (killer->left < 0 || --killer->left > 0)
		return;
	recorder_close(killer->recorder, &error);
	kill(getpid(), SIGKILL);
}

/* A new record and its visit; -1: nobody kills it. */
static int64_t record_visit(int killed_at)
{
	static struct conducted visit;
	struct trial_info trials[2];
	struct record *record = fixture_record(&fixture);
	conducted_plan(&visit, script);
	struct session_start start = start_of(visit.plan, trials);
	int64_t session = record_begin_session(record, &start, &error);
	struct killer killer = { recorder_open(record, session, true, &error), killed_at };
	bus_add(&visit.bus, killer.recorder, recorder_hear);
	bus_add(&visit.bus, &killer, count_down);
	conductor_begin(visit.conductor, 0);
	conducted_conduct(&visit);
	bool well = recorder_close(killer.recorder, &error);
	conducted_end(&visit);
	record_close(record);
	return well ? session : 0;
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

/* An export as text: a line a row, without the columns that tell times, order of attempts or their lengths. */
struct lines {
	const struct table *table;
	char               *text;
	size_t              skipped;        /* rows that say of themselves that they were interrupted, lack the interrupted baseline or do not count */
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

static bool says_so(const struct table *table, const struct cell *cells)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;
		if (strcmp(name, "counted") == 0 && !cells[i].missing && cells[i].integer == 0)
			return true;
		if (strcmp(name, "phase_outcome") == 0 && !cells[i].missing && strcmp(cells[i].text, "interrupted") == 0)
			return true;
		if (strcmp(name, "missing_reason") == 0 && !cells[i].missing && strstr(cells[i].text, "baseline: its last"))
			return true;
	}
	return false;
}

static bool add_row(void *self, const struct cell *cells, struct error *why)
{
	(void)why;
	struct lines *lines = self;
	if (says_so(lines->table, cells)) {
		lines->skipped++;
		return true;
	}
	for (size_t i = 0; i < lines->table->column_count; i++) {
		const struct column *column = &lines->table->columns[i];
		char value[64] = "-";
		if (is_of_time(column->name))
			continue;
		if (!cells[i].missing && column->type == CELL_INTEGER)
			snprintf(value, sizeof value, "%lld", (long long)cells[i].integer);
		else if (!cells[i].missing && column->type == CELL_NUMBER)
			snprintf(value, sizeof value, "%.9g", cells[i].number);
		char *longer = xasprintf("%s%s|", lines->text,
			!cells[i].missing && (column->type == CELL_TEXT || column->type == CELL_TIME) ? cells[i].text : value);
		free(lines->text);
		lines->text = longer;
	}
	char *longer = xasprintf("%s\n", lines->text);
	free(lines->text);
	lines->text = longer;
	return true;
}

/* Freed with free(lines.text). */
static struct lines exported(const char *table)
{
	struct lines lines = { .text = xstrdup("") };
	struct record *record = record_open(fixture.path, false, &error);
	struct export *export = export_new(record, &(struct export_options){ .software = "soleus test" }, &error);
	size_t count;
	const struct table *tables = export_tables(export, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(tables[i].name, table) != 0)
			continue;
		lines.table = &tables[i];
		tables[i].rows(export, &tables[i], &(struct row_sink){ .self = &lines, .row = add_row }, &error);
	}
	export_free(export);
	record_close(record);
	return lines;
}

static int lines_in(const char *text)
{
	int count = 0;
	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* How many lines of `whole` are neither in `later`, in their order, nor skipped there because they say so. */
static int missing(const char *whole, const struct lines *later)
{
	int lost = lines_in(whole) - lines_in(later->text) - (int)later->skipped;
	const char *in = later->text;
	char *copy = xstrdup(whole), *rest = copy;
	int absent = 0;
	for (char *line; (line = strsep(&rest, "\n")) && *line;) {
		char *wanted = xasprintf("%s\n", line);
		const char *found = strstr(in, wanted);
		if (found)
			in = found + strlen(wanted);
		else
			absent++;
		free(wanted);
	}
	free(copy);
	return lost > 0 ? lost : absent > (int)later->skipped ? absent - (int)later->skipped : 0;
}

static const char *const tables[] = { "trials", "phases", "answers" };

static void a_killed_visit_that_is_gone_on_with_gives_the_same_export(void)
{
	struct lines whole[3], later;
	CU_ASSERT_EQUAL_FATAL(record_visit(-1), 1);
	for (int t = 0; t < 3; t++)
		whole[t] = exported(tables[t]);
	int64_t messages = fixture_ask(&fixture, "SELECT (SELECT count(*) FROM sample) + (SELECT count(*) FROM event)");
	CU_ASSERT_TRUE(messages > 400);
	for (int i = 0; i < MOMENTS; i++) {
		bool long_away = i % 3 == 2;
		int status;
		fixture_remove(&fixture);
		fixture = fixture_make();
		pid_t child = fork();
		if (child == 0)
			_exit((int)record_visit(1 + (int)(i * messages / MOMENTS)));
		CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
		CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		CU_ASSERT_TRUE(go_on(long_away ? 2000 : 20));
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM session WHERE status = 'completed'"), 1);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'resume'"), 1);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM trial WHERE counted"), 2);
		CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM event WHERE kind = 'trouble'"), 0);
		for (int t = 0; t < 3; t++) {
			later = exported(tables[t]);
			CU_ASSERT_EQUAL(missing(whole[t].text, &later), 0);
			free(later.text);
		}
	}
	for (int t = 0; t < 3; t++)
		free(whole[t].text);
}

static void a_resumed_trial_has_its_factors(void)
{
	pid_t child = fork();
	if (child == 0)
		_exit((int)record_visit(20));
	CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
	CU_ASSERT_TRUE(go_on(20));
	CU_ASSERT_EQUAL(fixture_ask(&fixture, "SELECT count(*) FROM factor WHERE name = 'leg' AND value = 'right'"), 2);
}

static void another_station_cannot_go_on_with_it(void)
{
	static struct conducted visit;
	struct trial_info trials[2];
	struct channel others[2] = { conducted_channels[1], conducted_channels[0] };
	pid_t child = fork();
	if (child == 0)
		_exit((int)record_visit(50));
	CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
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

static CU_TestInfo tests[] = {
	TEST(a_killed_visit_that_is_gone_on_with_gives_the_same_export),
	TEST(a_resumed_trial_has_its_factors),
	TEST(another_station_cannot_go_on_with_it),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo resume_suite = {
	.pName = "resume", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests,
};
