/* test_lost_byte.c - one lost byte costs one frame, for every driver in the table; its twin at the other end of the wire */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/person.h"
#include "base/clock.h"
#include "base/memory.h"
#include "tests/decoder_trial.h"
#include "tests/decoding.h"
#include "tests/suites.h"

#define BYTES_LEAST 400         /* so many are received, */
#define HOLES       130         /* and one of so many in their midst is lost */
#define MORE_NS     (NS_PER_S / 2)

/* What a lost byte may cost, where it is not one reading of each output. */
static const struct {
	const char *driver;
	size_t      readings;
} costs[] = {
	{ "healthypi5", 8 },            /* a frame brings eight */
	{ "nonin_df7", 2 },             /* where the bytes allow no saying which of two frames it was */
	{ "dataq_di1100", 100 },        /* no frames: all begins again, which takes that many thousandths of a second */
};

/* Lines of numbers as wide as they happen to be, and nothing to check them by: a digit less is another number.
 * Every other format gives a right value or none. */
static const char *const bare_text[] = {
	"text_lines", "polled_text", "bioprott", "omega_dp97", "omega_idrx", "openscale", "temperx232", "nellcor", "sparkfun_spo2",
	"sparkfun_heart_rate", "sparkfun_raw", "max30100", "light_counts", "pulse_sensor",
};

/* In volt an input's temperature would be beyond the rail. */
#define A_TENTH { .kind = CONVERSION_LINEAR, .p = { 10, 0 } }

static struct decoding *whole, *part;
static struct wire *wire;
static struct error error;

static void make_room(void)
{
	whole = xcalloc(1, sizeof *whole);
	part = xcalloc(1, sizeof *part);
	wire = xcalloc(1, sizeof *wire);
}

static void give_back(void)
{
	decoding_end(whole);
	decoding_end(part);
	free(whole);
	free(part);
	free(wire);
}

static void connect(struct decoding *decoding, const struct instrument_driver *driver, const char *keys,
                    struct simulated_channel channels[static OUTPUTS_MAX])
{
	static const char *const sites[] = { "toe", "calf", "ambient" };
	size_t count;
	decoding_begin(decoding, driver->name, keys, &error);
	decoding->count = 0;
	wire_begin(wire, decoding);
	const struct instrument_output *outputs = driver->outputs(decoding->state, &count);
	for (size_t i = 0; i < count; i++) {
		channels[i] = (struct simulated_channel){ .output = (int)i };
		if (strcmp(driver->name, "dataq_di1100") == 0)
			channels[i].conversion = (struct conversion)A_TENTH;
		name_copy(channels[i].channel.name, sites[i % 3]);
		name_copy(channels[i].channel.quantity, outputs[i].quantity ? outputs[i].quantity : "temperature");
	}
	wire->world.channels = channels;
	wire->world.count = count;
}

/* Lets it all arrive; how many bytes there were, and until when. */
static size_t run_whole(const struct instrument_driver *driver, const char *keys, int64_t *end_ns)
{
	struct simulated_channel channels[OUTPUTS_MAX];
	connect(whole, driver, keys, channels);
	while (wire->received_size < BYTES_LEAST && wire->now_ns < 60 * NS_PER_S)
		wire_run(wire, wire->now_ns + NS_PER_S / 10);
	size_t received = wire->received_size;
	*end_ns = wire->now_ns + MORE_NS;
	wire_run(wire, *end_ns);
	wire_end(wire);
	return received;
}

static void run_with_hole(const struct instrument_driver *driver, const char *keys, size_t hole, int64_t end_ns)
{
	struct simulated_channel channels[OUTPUTS_MAX];
	connect(part, driver, keys, channels);
	wire->hole = hole;
	wire_run(wire, end_ns);
	wire_end(wire);
}

static size_t values_of(const struct decoding *decoding, int output)
{
	size_t count = 0;
	for (size_t i = 0; i < decoding->count; i++)
		count += decoding->readings[i].output == output && !isnan(decoding->readings[i].value);
	return count;
}

/* The most values that an output has less than without the loss. */
static size_t readings_lost(const struct instrument_driver *driver)
{
	size_t outputs, most = 0;
	driver->outputs(whole->state, &outputs);
	for (size_t i = 0; i < outputs; i++) {
		size_t all = values_of(whole, (int)i), left = values_of(part, (int)i);
		most = all > left + most ? all - left : most;
	}
	return most;
}

/* Values that are none of those without the loss; what is asked later may be answered a little otherwise. */
static size_t wrong_values(void)
{
	size_t wrong = 0;
	for (size_t i = 0; i < part->count; i++) {
		const struct reading *reading = &part->readings[i];
		bool found = isnan(reading->value);
		for (size_t k = 0; k < whole->count && !found; k++)
			found = whole->readings[k].output == reading->output && fabs(whole->readings[k].value - reading->value) < 0.1;
		wrong += !found;
	}
	return wrong;
}

static size_t cost_of(const char *driver)
{
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++)
		if (strcmp(costs[i].driver, driver) == 0)
			return costs[i].readings;
	return 1;
}

static bool is_bare_text(const char *driver)
{
	for (size_t i = 0; i < sizeof bare_text / sizeof bare_text[0]; i++)
		if (strcmp(bare_text[i], driver) == 0)
			return true;
	return false;
}

/* A recording comes as one block, which test_vasoquant.c loses bytes of. */
static void one_lost_byte_costs_one_frame_and_where_the_format_can_tell_makes_no_wrong_value(void)
{
	const struct instrument_driver *driver;
	const char *keys;
	for (size_t number = 0; decoder_trial_keys(number, &driver, &keys); number++) {
		int64_t end_ns;
		size_t received = driver->afterwards ? 0 : run_whole(driver, keys, &end_ns), lost = 0, wrong = 0;
		CU_ASSERT_TRUE(driver->afterwards || received > 50);
		for (size_t hole = received / 3; hole < 2 * received / 3 && hole < received / 3 + HOLES; hole++) {
			run_with_hole(driver, keys, hole, end_ns);
			size_t here = readings_lost(driver);
			lost = here > lost ? here : lost;
			wrong += is_bare_text(driver->name) ? 0 : wrong_values();
		}
		CU_ASSERT_TRUE(lost <= cost_of(driver->name));
		CU_ASSERT_TRUE(driver->afterwards || is_bare_text(driver->name) || lost > 0);
		CU_ASSERT_EQUAL(wrong, 0);
		if (lost > cost_of(driver->name) || wrong)
			fprintf(stderr, "%s %s: %zu lost, %zu wrong\n", driver->name, keys, lost, wrong);
	}
}

static CU_TestInfo tests[] = {
	TEST(one_lost_byte_costs_one_frame_and_where_the_format_can_tell_makes_no_wrong_value),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo lost_byte_suite = {
	.pName = "lost byte", .pSetUpFunc = make_room, .pTearDownFunc = give_back, .pTests = tests,
};
