/* test_identify.c - every twin is known by what it sends and answers, and noise is nobody */

#include "acquisition/identify.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquisition/port_simulated.h"
#include "acquisition/station_settings.h"
#include "acquisition/text/proposal.h"
#include "base/memory.h"
#include "tests/pty_lines.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

/* A twin behind a port, on a virtual clock. */
static struct {
	struct clock            *clock;
	struct person           *person;
	struct random_source     noise;
	struct simulated_channel channels[OUTPUTS_MAX];
	struct simulated_world   world;
	void                    *state;
	struct port             *port;
	struct hearing          *hearing;
	const struct candidate  *found[4];
	size_t                   count;
} desk;
static struct error error;
static const struct settings *described;         /* a station.ini, or NULL */

static void take_away(void)
{
	hearing_free(desk.hearing);
	port_close(desk.port);
	free(desk.state);
	person_free(desk.person);
	clock_free(desk.clock);
	memset(&desk, 0, sizeof desk);
}

static void put_on_desk(const struct instrument_driver *driver, const char *keys)
{
	take_away();
	struct settings *settings = hearing_section("twin", keys);
	desk.clock = clock_new_virtual(0);
	desk.person = person_new(3);
	desk.noise = random_new(1, 1);
	desk.state = instrument_state_new(driver, &settings->sections[0], &error);
	settings_free(settings);
	size_t count;
	const struct instrument_output *outputs = driver->outputs(desk.state, &count);
	for (size_t i = 0; i < count; i++) {
		desk.channels[i].output = (int)i;
		name_copy(desk.channels[i].channel.name, "toe");
		name_copy(desk.channels[i].channel.quantity, outputs[i].quantity ? outputs[i].quantity : "temperature");
	}
	desk.world = (struct simulated_world){ .person = desk.person, .channels = desk.channels, .count = count, .noise = &desk.noise };
	desk.port = port_simulated_open(driver, desk.state, &desk.world, desk.person, 0);
}

static void listen_at(const struct line_settings *line)
{
	desk.hearing = hearing_new(line, described);
	identify_listen(desk.hearing, desk.port, desk.clock, &identify_patience, &error);
	desk.count = hearing_found(desk.hearing, desk.found, 4);
}

/* "contec5 bci": what was found, best first. */
static const char *names(void)
{
	static char text[256];
	text[0] = '\0';
	for (size_t i = 0; i < desk.count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", desk.found[i]->driver->name);
	return text;
}

static const struct instrument_driver *driver_named(const char *name)
{
	return instrument_driver_find(name, &error);
}

/* What the twins are to be known as, where it is not their own name alone. Those that are asked are at the
 * other end of the keys by which they are sought. */
static const struct {
	const char *driver, *keys, *known_as;
} rows[] = {
	{ "dcon", "addresses = 01\n", "dcon" },
	{ "dcon", "addresses = 01\nchannels = 1\n", "dcon" },
	{ "dcon", "addresses = 01\nchecksum = yes\n", "dcon" },
	{ "modbus_rtu", "map = r4dcb08\n", "modbus_rtu" },
	{ "contec5", "start = yes\n", "contec5" },
	{ "polled_text", "ask = SECRET\\r\npattern = {toe}\n", "" },    /* nobody can know its question */
	{ "text_lines", "pattern = T1={toe}, T2={calf}\n", "" },       /* a pattern is proposed instead */
	{ "vasoquant", "", "" },                                        /* known by its call, and never answered */
};
#define ROWS (sizeof rows / sizeof rows[0])

static bool has_row(const char *driver)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].driver, driver) == 0 && !driver_named(driver)->asked_with)
			return true;
	return strcmp(driver, "dcon") == 0 || strcmp(driver, "modbus_rtu") == 0;
}

static void every_twin_is_known_at_its_own_line(void)
{
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		if (has_row(driver->name))
			continue;
		put_on_desk(driver, "");
		listen_at(&driver->line);
		CU_ASSERT_STRING_EQUAL(names(), driver->name);
	}
	for (size_t i = 0; i < ROWS; i++) {
		put_on_desk(driver_named(rows[i].driver), rows[i].keys);
		listen_at(&driver_named(rows[i].driver)->line);
		CU_ASSERT_STRING_EQUAL(names(), rows[i].known_as);
		if (desk.count > 0 && desk.found[0]->asked && strchr(rows[i].keys, '='))
			CU_ASSERT_EQUAL(strncmp(desk.found[0]->keys, rows[i].keys, strlen(rows[i].keys)), 0);
	}
}

/* It has the registers of an R4DCB08, and an eighth that means nothing: nobody can see that from outside. */
static void an_nt18b07_answers_like_an_r4dcb08(void)
{
	put_on_desk(driver_named("modbus_rtu"), "map = nt18b07\n");
	listen_at(&driver_named("modbus_rtu")->line);
	CU_ASSERT_STRING_EQUAL(names(), "modbus_rtu");
	CU_ASSERT_TRUE(desk.count > 0 && desk.found[0]->asked);
}

/* Where the line's settings say nothing, what differs by them alone is told apart by its rate, or named beside. */
static void behind_a_device_server_every_twin_is_known_or_a_near_twin(void)
{
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		if (has_row(driver->name))
			continue;
		put_on_desk(driver, "");
		listen_at(NULL);
		bool twins = strncmp(driver->name, "contec5", 7) == 0;
		CU_ASSERT_STRING_EQUAL(names(), twins ? "contec5 contec5_4800" : driver->name);
	}
}

static void random_bytes_are_nobody(void)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct random_source chance = random_new(seed, 0);
		struct hearing *hearing = hearing_new(NULL, NULL);
		const struct candidate *found[1];
		for (int i = 0; i < 2000; i++) {
			uint8_t byte = (uint8_t)random_below(&chance, 256);
			hearing_push(hearing, i * NS_PER_MS, &byte, 1);
			CU_ASSERT_FALSE(hearing_is_settled(hearing));
		}
		CU_ASSERT_EQUAL(hearing_found(hearing, found, 1), 0);
		CU_ASSERT_PTR_NULL(hearing_caller(hearing));
		hearing_free(hearing);
	}
}

static void what_is_found_tells_its_values_and_its_share(void)
{
	put_on_desk(driver_named("nonin_df2"), "");
	listen_at(&driver_named("nonin_df2")->line);
	CU_ASSERT_EQUAL_FATAL(desk.count, 1);
	CU_ASSERT_EQUAL(desk.found[0]->newest[0].value, person_spo2(desk.person));
	CU_ASSERT_EQUAL(candidate_share(desk.found[0]), 1);
	CU_ASSERT_TRUE(clock_now(desk.clock) < NS_PER_S);       /* it was clear before its time */
}

static void an_instrument_is_known_at_another_line_than_the_factorys(void)
{
	put_on_desk(driver_named("bci"), "");
	listen_at(&(struct line_settings){ 4800, 8, 'N', 1 });
	CU_ASSERT_STRING_EQUAL(names(), "bci");
	CU_ASSERT_TRUE(desk.count > 0 && desk.found[0]->other_line);
}

/* What hears more than it should: nobody asks where something calls. */
static void a_vasoquant_is_known_by_its_call_and_nothing_is_said_to_it(void)
{
	put_on_desk(driver_named("vasoquant"), "");
	listen_at(&(struct line_settings){ 9600, 8, 'N', 1 });
	CU_ASSERT_EQUAL(desk.count, 0);
	CU_ASSERT_PTR_EQUAL(hearing_caller(desk.hearing), driver_named("vasoquant"));
	for (size_t i = 0; i < hearing_count(desk.hearing); i++)
		CU_ASSERT_FALSE(hearing_candidate(desk.hearing, i)->asked);
}

static void the_vasoquant_is_never_asked_and_others_only_at_their_own_line(void)
{
	struct hearing *hearing = hearing_new(&(struct line_settings){ 9600, 8, 'N', 1 }, NULL);
	bool dcon = false;
	for (size_t i = 0; i < hearing_count(hearing); i++) {
		const struct candidate *candidate = hearing_candidate(hearing, i);
		dcon |= candidate->asks && strcmp(candidate->driver->name, "dcon") == 0;
		CU_ASSERT_FALSE(candidate->asks && strcmp(candidate->driver->name, "contec7") == 0);
	}
	CU_ASSERT_TRUE(dcon);
	CU_ASSERT_FALSE(driver_named("vasoquant")->harmless_to_ask);
	hearing_free(hearing);
}

static void all_lines_are_tried_the_usual_ones_first(void)
{
	struct line_settings lines[IDENTIFY_LINES_MAX];
	size_t count = identify_lines(NULL, lines);
	CU_ASSERT_TRUE(count >= 6 && count <= IDENTIFY_LINES_MAX);
	CU_ASSERT_EQUAL(lines[0].baud, 9600);
	CU_ASSERT_EQUAL(lines[0].parity, 'N');
	CU_ASSERT_EQUAL(lines[1].baud, 115200);
}

/* What a study's station.ini describes. */

#define STUDY \
	"[instrument bath]\ndriver = polled_text\nport = /dev/ttyUSB9\nask = T?\\r\npattern = bath {toe}\ninterval = 0.2\n" \
	"ask_to_identify = yes\n" \
	"[instrument shy]\ndriver = polled_text\nport = sim:\nask = OPEN VALVE\\r\npattern = {toe}\n" \
	"[instrument board]\ndriver = text_lines\nport = sim:\nline = 2400 7E1\npattern = a {toe} b {calf}\n" \
	"[instrument bus]\ndriver = dcon\nport = sim:\naddresses = 1F\n" \
	"[instrument oximeter]\ndriver = nonin_df2\nport = sim:\n"

static const char *section_found(void)
{
	return desk.count > 0 && desk.found[0]->section ? desk.found[0]->section->name : "";
}

static void what_station_ini_describes_is_known_on_any_port(void)
{
	struct settings *study = settings_of(STUDY);
	described = study;
	put_on_desk(driver_named("polled_text"), "ask = T?\\r\npattern = bath {toe}\n");
	listen_at(&driver_named("polled_text")->line);
	CU_ASSERT_STRING_EQUAL(names(), "polled_text");
	CU_ASSERT_STRING_EQUAL(section_found(), "bath");
	CU_ASSERT_TRUE(desk.count > 0 && desk.found[0]->asked);
	put_on_desk(driver_named("text_lines"), "pattern = a {toe} b {calf}\ninterval = 0.25\n");
	listen_at(&(struct line_settings){ 2400, 7, 'E', 1 });
	CU_ASSERT_STRING_EQUAL(section_found(), "board");
	CU_ASSERT_TRUE(desk.count > 0 && desk.found[0]->driver->loose);         /* so it is "perhaps" */
	put_on_desk(driver_named("dcon"), "addresses = 1F\n");
	listen_at(&driver_named("dcon")->line);
	CU_ASSERT_STRING_EQUAL(section_found(), "bus");
	put_on_desk(driver_named("nonin_df2"), "");
	listen_at(&driver_named("nonin_df2")->line);
	CU_ASSERT_STRING_EQUAL(names(), "nonin_df2");
	CU_ASSERT_STRING_EQUAL(section_found(), "");
	take_away();
	described = NULL;
	settings_free(study);
}

static void a_described_question_is_put_only_where_its_section_allows_it(void)
{
	struct settings *study = settings_of(STUDY);
	struct hearing *hearing = hearing_new(NULL, study);
	for (size_t i = 0; i < hearing_count(hearing); i++) {
		const struct candidate *candidate = hearing_candidate(hearing, i);
		if (candidate->section)
			CU_ASSERT_EQUAL(candidate->asks, strcmp(candidate->section->name, "bath") == 0 || strcmp(candidate->section->name, "bus") == 0);
	}
	hearing_free(hearing);
	settings_free(study);
}

static void described_lines_are_tried_too(void)
{
	struct line_settings lines[IDENTIFY_LINES_MAX];
	struct settings *study = settings_of(STUDY);
	size_t usual = identify_lines(NULL, lines), count = identify_lines(study, lines);
	CU_ASSERT_EQUAL(count, usual + 1);
	CU_ASSERT_EQUAL(lines[count - 1].baud, 2400);
	CU_ASSERT_EQUAL(lines[0].baud, 9600);
	settings_free(study);
}

/* How far it is. */
static size_t told_most, told_of, told_back;
static void be_told(void *to, size_t done, size_t of)
{
	(void)to;
	told_back += done < told_most;
	told_most = done;
	told_of = of;
}

static void a_wholly_silent_line_takes_four_seconds_at_most_and_tells_how_far_it_is(void)
{
	put_on_desk(driver_named("polled_text"), "ask = SECRET\\r\npattern = {toe}\n");
	struct identify_patience patience = identify_patience;
	patience.tell = be_told;
	told_most = told_of = told_back = 0;
	desk.hearing = hearing_new(&driver_named("polled_text")->line, NULL);
	identify_listen(desk.hearing, desk.port, desk.clock, &patience, &error);
	CU_ASSERT_EQUAL(hearing_bytes(desk.hearing), 0);
	CU_ASSERT_TRUE(clock_now(desk.clock) < 4 * NS_PER_S);
	CU_ASSERT_TRUE(told_of > 5 && told_most == told_of - 1 && told_back == 0);
}

/* Lines that nobody knows. */

static const char *pattern_for(const char *first, const char *second, const char *third)
{
	static char pattern[PATTERN_SIZE];
	size_t fit;
	const char *lines[] = { first, second, third };
	return proposal_pattern(lines, 3, pattern, &fit) && fit == 3 ? pattern : "none";
}

static void a_pattern_has_the_numbers_named_and_the_rest_as_it_stands(void)
{
	CU_ASSERT_STRING_EQUAL(pattern_for("T1=30.51, T2=31.02", "T1=30.52, T2=-1.5", "T1=nan, T2=31"), "T1={value1}, T2={value2}");
	CU_ASSERT_STRING_EQUAL(pattern_for("31.2 30.9", "31.3 30.8", "31.2 ---"), "{value1} {value2}");
	CU_ASSERT_STRING_EQUAL(pattern_for("{\"t\": 3.5e1}", "{\"t\": 36}", "{\"t\": -4}"), "{{\"t\": {value1}}}");
	CU_ASSERT_STRING_EQUAL(pattern_for("10:02:03 R512", "10:02:04 R513", "10:02:05 R9"),
	                       "{value1}:{value2}:{value3} R{value4}");
	CU_ASSERT_STRING_EQUAL(pattern_for("ready", "steady", "go"), "none");
	CU_ASSERT_STRING_EQUAL(pattern_for("1.2.3", "1.2.4", "1.2.5"), "none");
}

static void lines_that_nobody_knows_get_a_pattern(void)
{
	char pattern[PATTERN_SIZE];
	size_t fit, of;
	put_on_desk(driver_named("text_lines"), "pattern = toe {toe} calf {calf}\ninterval = 0.25\n");
	listen_at(&driver_named("text_lines")->line);
	CU_ASSERT_TRUE(hearing_pattern(desk.hearing, pattern, &fit, &of));
	CU_ASSERT_STRING_EQUAL(pattern, "toe {value1} calf {value2}");
	CU_ASSERT_EQUAL(fit, of);
}

/* Two numbers a line may be anything; light is counted in whole numbers, and in many of them. */
static void two_temperatures_are_no_counts_of_light(void)
{
	put_on_desk(driver_named("text_lines"), "pattern = {toe} {calf}\ninterval = 0.25\n");
	listen_at(&driver_named("text_lines")->line);
	CU_ASSERT_STRING_EQUAL(names(), "");
}

/* The port's side. */

static const struct identify_patience short_patience = {
	.listen_ns = 400 * NS_PER_MS, .silence_ns = 100 * NS_PER_MS, .ask_ns = 50 * NS_PER_MS,
};

static void an_oximeter_on_a_real_port_is_known(void)
{
	struct pty pty;
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	const struct instrument_driver *driver = driver_named("nonin_df2");
	put_on_desk(driver, "");
	struct port *port = port_open(pty.path, &driver->line, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	uint8_t bytes[4096];
	int size = port_read(desk.port, NS_PER_S, bytes, sizeof bytes, &error);
	CU_ASSERT_EQUAL(write(pty.master, bytes, (size_t)size), size);
	struct clock *clock = clock_new_real();
	desk.hearing = hearing_new(&driver->line, NULL);
	CU_ASSERT_TRUE(identify_listen(desk.hearing, port, clock, &short_patience, &error));
	desk.count = hearing_found(desk.hearing, desk.found, 4);
	CU_ASSERT_STRING_EQUAL(names(), "nonin_df2");
	clock_free(clock);
	port_close(port);
	pty_unplug(&pty);
}

static void on_a_silent_port_the_harmless_questions_of_its_line_are_asked(void)
{
	struct pty pty;
	char said[256];
	CU_ASSERT_TRUE_FATAL(pty_plug_in(&pty));
	struct port *port = port_open(pty.path, &(struct line_settings){ 19200, 8, 'O', 1 }, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	struct clock *clock = clock_new_real();
	desk.hearing = hearing_new(&(struct line_settings){ 19200, 8, 'O', 1 }, NULL);
	CU_ASSERT_TRUE(identify_listen(desk.hearing, port, clock, &short_patience, &error));
	CU_ASSERT_EQUAL(hearing_found(desk.hearing, desk.found, 4), 0);
	CU_ASSERT_TRUE(readable(pty.master));
	CU_ASSERT_EQUAL(read(pty.master, said, sizeof said), 1);        /* contec5's: any byte, once */
	CU_ASSERT_EQUAL(said[0], 0);
	pty_unplug(&pty);
	hearing_free(desk.hearing);
	desk.hearing = hearing_new(NULL, NULL);
	CU_ASSERT_FALSE(identify_listen(desk.hearing, port, clock, &short_patience, &error));
	CU_ASSERT_EQUAL(error.kind, ERROR_ABSENT);
	clock_free(clock);
	port_close(port);
}

static CU_TestInfo tests[] = {
	TEST(every_twin_is_known_at_its_own_line),
	TEST(an_nt18b07_answers_like_an_r4dcb08),
	TEST(behind_a_device_server_every_twin_is_known_or_a_near_twin),
	TEST(random_bytes_are_nobody),
	TEST(what_is_found_tells_its_values_and_its_share),
	TEST(an_instrument_is_known_at_another_line_than_the_factorys),
	TEST(a_vasoquant_is_known_by_its_call_and_nothing_is_said_to_it),
	TEST(the_vasoquant_is_never_asked_and_others_only_at_their_own_line),
	TEST(all_lines_are_tried_the_usual_ones_first),
	TEST(what_station_ini_describes_is_known_on_any_port),
	TEST(a_described_question_is_put_only_where_its_section_allows_it),
	TEST(described_lines_are_tried_too),
	TEST(a_wholly_silent_line_takes_four_seconds_at_most_and_tells_how_far_it_is),
	TEST(a_pattern_has_the_numbers_named_and_the_rest_as_it_stands),
	TEST(lines_that_nobody_knows_get_a_pattern),
	TEST(two_temperatures_are_no_counts_of_light),
	TEST(an_oximeter_on_a_real_port_is_known),
	TEST(on_a_silent_port_the_harmless_questions_of_its_line_are_asked),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo identify_suite = { .pName = "identify", .pTearDownFunc = take_away, .pTests = tests };
