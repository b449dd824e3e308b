/* test_preflight.c - what is proved before a participant starts, and what it costs */

#include "console/preflight.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "protocols/plan.h"
#include "tests/settings_of.h"
#include "tests/suites.h"

#define OXIMETER "[station]\nid = lab\n[instrument oximeter]\ndriver = nonin_df2\nport = sim:%s\n[channel pleth]\ninstrument = oximeter\n"

static struct clock *ours;
static struct bus bus;
static struct station *station;
static struct error error;
static char told[256], reason[64];
static int deviations;

static void hear(void *self, const struct message *message)
{
	(void)self;
	if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_PREFLIGHT)
		snprintf(told, sizeof told, "%s", message->event.text);
	if (message->kind == MESSAGE_DEVIATION && message->deviation.kind == DEVIATION_NO_PREFLIGHT) {
		snprintf(reason, sizeof reason, "%s", message->deviation.reason);
		deviations++;
	}
}

static void begin(void)
{
	bus = (struct bus){0};
	bus_add(&bus, NULL, hear);
	told[0] = reason[0] = '\0';
	deviations = 0;
}

static void end(void)
{
	station_close(station);
	clock_free(ours);
	station = NULL;
	ours = NULL;
}

static bool stays(void *self)
{
	(void)self;
	return false;
}

static bool goes(void *self)
{
	(void)self;
	return true;
}

/* Proves the oximeter's wave on that clock. */
static bool prove(struct clock *on, const char *faults, const struct operator_link *link, const char *start_anyway)
{
	static struct need need = { .channel = "pleth", .required = true };
	struct plan plan = { .needs = &need, .need_count = 1 };
	char text[256];
	snprintf(text, sizeof text, OXIMETER, faults);
	struct settings *settings = settings_of(text);
	ours = on;
	station = station_open(settings, &(struct station_options){ .clock = on, .bus = &bus, .seed = 1 }, &error);
	settings_free(settings);
	return preflight_prove(&(struct preflight_request){ .station = station, .clock = on, .bus = &bus, .plan = &plan,
		.start_anyway = start_anyway, .operator_link = link }, &error);
}

static const struct operator_link nobody = { .wake_fd = -1, .leaves = stays };

static void a_wave_at_its_rate_is_proved_in_a_second(void)
{
	CU_ASSERT_TRUE(prove(clock_new_virtual(0), "", &nobody, NULL));
	CU_ASSERT_TRUE(clock_now(ours) >= 800 * NS_PER_MS && clock_now(ours) < 2 * NS_PER_S);
	CU_ASSERT_STRING_EQUAL(told, "every needed channel gives valid data at its rate");
	CU_ASSERT_EQUAL(deviations, 0);
}

static void without_a_finger_nobody_begins_unless_there_is_a_reason_which_is_kept(void)
{
	CU_ASSERT_FALSE(prove(clock_new_virtual(0), "finger_off@0+60", &nobody, NULL));
	CU_ASSERT_EQUAL(clock_now(ours), 10 * NS_PER_S);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "0 of them valid (no_finger"));
	CU_ASSERT_EQUAL(deviations, 0);
	end();
	CU_ASSERT_TRUE(prove(clock_new_virtual(0), "finger_off@0+60", &nobody, "cold hands"));
	CU_ASSERT_STRING_EQUAL(reason, "cold hands");
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "reason: cold hands"));
	CU_ASSERT_EQUAL(deviations, 1);
}

static void who_leaves_ends_it(void)
{
	struct operator_link leaving = { .wake_fd = -1, .leaves = goes };
	CU_ASSERT_FALSE(prove(clock_new_virtual(0), "finger_off@0+60", &leaving, "cold hands"));
	CU_ASSERT_EQUAL(error.kind, ERROR_REFUSED);
	CU_ASSERT_TRUE(clock_now(ours) < NS_PER_S);
	CU_ASSERT_EQUAL(deviations, 0);
}

static int64_t thread_time(void)
{
	struct timespec used;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return used.tv_sec * NS_PER_S + used.tv_nsec;
}

/* What he typed waits for the visit, and wakes nobody until then. */
static void an_operator_who_is_early_costs_no_processor_time(void)
{
	struct operator_link early = { .wake_fd = eventfd(1, EFD_CLOEXEC), .leaves = stays };
	int64_t before = thread_time();
	CU_ASSERT_TRUE(prove(clock_new_real(), "", &early, NULL));
	CU_ASSERT_TRUE(thread_time() - before < clock_now(ours) / 16);
	close(early.wake_fd);
}

static CU_TestInfo tests[] = {
	TEST(a_wave_at_its_rate_is_proved_in_a_second),
	TEST(without_a_finger_nobody_begins_unless_there_is_a_reason_which_is_kept),
	TEST(who_leaves_ends_it),
	TEST(an_operator_who_is_early_costs_no_processor_time),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo preflight_suite = {
	.pName = "preflight", .pSetUpFunc = begin, .pTearDownFunc = end, .pTests = tests,
};
