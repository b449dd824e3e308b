/* test_warnings.c - what the operator is told about the channels before a visit */

#include "acquisition/warnings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/station.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define BOARD "[station]\nid = lab1\n[instrument board]\ndriver = text_lines\npattern = {toe}\nport = sim:\n"
#define TOE "[channel toe]\ninstrument = board\nquantity = temperature\n"
#define CALIBRATED "sensor = T-17\ncalibration = offset 0.12\ncalibrated = 2025-11-21\ncalibration_due = 2026-11-21\n"
#define NOON_OF_THE_20TH (INT64_C(1795176000) * NS_PER_S)       /* 2026-11-20T12:00:00Z */
#define A_DAY (86400 * NS_PER_S)

/* The troubles that the bus heard, one behind the other. */
static char told[1024], named[1024];
static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind != MESSAGE_EVENT || message->event.kind != EVENT_TROUBLE)
		return;
	strcat(told, message->event.text);
	strcat(named, message->event.name);
}

/* A station of these settings at that time of the world: what it warns of, and what is kept of its settings. */
static const char *warnings(const char *text, int64_t utc_ns, char *kept, size_t size)
{
	struct error error;
	struct bus bus = {0};
	struct settings *settings = settings_of(text);
	struct clock *clock = clock_new_virtual(utc_ns);
	struct station_options options = { .clock = clock, .bus = &bus, .seed = 1 };
	struct station *station = station_open(settings, &options, &error);
	told[0] = named[0] = '\0';
	bus_add(&bus, NULL, hear);
	if (station)
		station_warn(station);
	else
		snprintf(told, sizeof told, "%s", error.text);
	if (kept)
		snprintf(kept, size, "%s", station_instrument(station, 0)->settings);
	station_close(station);
	clock_free(clock);
	settings_free(settings);
	return told;
}

static void a_calibration_is_trusted_through_the_day_on_which_it_is_due(void)
{
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE CALIBRATED, NOON_OF_THE_20TH, NULL, 0), "");
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE CALIBRATED, NOON_OF_THE_20TH + A_DAY, NULL, 0), "");
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE CALIBRATED, NOON_OF_THE_20TH + 2 * A_DAY, NULL, 0),
		"The calibration of channel toe, sensor T-17, was due on 2026-11-21.");
	CU_ASSERT_STRING_EQUAL(named, "toe");
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE "calibration_due = 2026-11-21\n", NOON_OF_THE_20TH + 2 * A_DAY, NULL, 0),
		"The calibration of channel toe was due on 2026-11-21.");
}

static void a_thermistor_that_warms_itself_by_more_than_a_tenth_is_told(void)
{
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE "curve = 10k_j\ndivider = ntc_to_ground 10000 1023\nself_heating = 2.7 5 V\n",
		NOON_OF_THE_20TH, NULL, 0), "The thermistor of channel toe warms itself by up to 0.23 degC; it needs less "
		"excitation, or the word 'corrected' behind self_heating.");
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE "curve = 10k_j\ndivider = ntc_to_ground 10000 1023\n"
		"self_heating = 2.7 5 V corrected\n", NOON_OF_THE_20TH, NULL, 0), "");
	CU_ASSERT_STRING_EQUAL(warnings(BOARD TOE "curve = 10k_j\ndivider = ntc_to_ground 10000 1023\n"
		"self_heating = 2.7 3.2 V\n", NOON_OF_THE_20TH, NULL, 0), "");
}

static void all_about_the_calibration_is_kept_with_the_session(void)
{
	char kept[1024];
	warnings(BOARD TOE "curve = ysi400\n" CALIBRATED, NOON_OF_THE_20TH, kept, sizeof kept);
	CU_ASSERT_PTR_NOT_NULL(strstr(kept, TOE "curve = ysi400\n" CALIBRATED));
}

static CU_TestInfo tests[] = {
	TEST(a_calibration_is_trusted_through_the_day_on_which_it_is_due),
	TEST(a_thermistor_that_warms_itself_by_more_than_a_tenth_is_told),
	TEST(all_about_the_calibration_is_kept_with_the_session),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo warnings_suite = { .pName = "warnings", .pTests = tests };
