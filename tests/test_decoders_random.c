/* test_decoders_random.c - every decoder bears any bytes; see tests/decoder_trial.h for what that means */

#include <stdio.h>

#include "base/clock.h"
#include "tests/decoder_trial.h"
#include "tests/suites.h"

#define CHUNKS 4000
#define CHUNK_MOST 48
#define TRANSMISSIONS 4000

/* The first complaint of all trials, with its driver; "" for none. */
static char complaint[256];
static struct random_source chance;

static void all_is_well(void)
{
	complaint[0] = '\0';
	chance = random_new(7, 7);
}

static void complain(const struct instrument_driver *driver, const char *what)
{
	if (*what && !complaint[0])
		snprintf(complaint, sizeof complaint, "%s: %s", driver->name, what);
}

/* Bytes of all kinds, or of those that begin and end frames and lines. */
static uint8_t random_byte(bool likely)
{
	static const char few[] = "0123456789 .,:;=+-*#>!?TRQDIS\r\n\x01\x02\x03\x06\x0a\x10\x1b\x55\x7f\x80\x81\xaa\xfa\xff";
	return (uint8_t)(likely ? few[random_below(&chance, sizeof few)] : (char)random_below(&chance, 256));
}

static void random_bytes(struct decoder_trial *trial, const struct instrument_driver *driver)
{
	static const int64_t waits_ns[] = { 0, 5 * NS_PER_MS, 300 * NS_PER_MS, 20 * NS_PER_S };
	for (int i = 0; i < CHUNKS && !complaint[0]; i++) {
		uint8_t bytes[CHUNK_MOST];
		size_t size = random_below(&chance, CHUNK_MOST + 1);
		bool likely = random_below(&chance, 2);
		for (size_t k = 0; k < size; k++)
			bytes[k] = random_byte(likely);
		complain(driver, decoder_trial_push(trial, waits_ns[random_below(&chance, 4)], bytes, size));
	}
}

static void spoilt_bytes(struct decoder_trial *trial, const struct instrument_driver *driver)
{
	for (int i = 0; i < TRANSMISSIONS && !complaint[0]; i++)
		complain(driver, decoder_trial_spoil(trial, &chance));
}

/* Does it to every driver; returns how many of them gave values. */
static int try_all(void (*with)(struct decoder_trial *, const struct instrument_driver *))
{
	const struct instrument_driver *driver;
	const char *keys;
	int speaking = 0;
	for (size_t number = 0; decoder_trial_keys(number, &driver, &keys); number++) {
		struct error error;
		struct decoder_trial *trial = decoder_trial_new(driver, keys, &error);
		if (!trial) {
			complain(driver, "it needs a row with keys in tests/decoder_trial.c");
			continue;
		}
		with(trial, driver);
		speaking += decoder_trial_values(trial) > 0;
		decoder_trial_free(trial);
	}
	return speaking;
}

static void any_bytes_give_readings_within_bounds_or_none(void)
{
	try_all(random_bytes);
	CU_ASSERT_STRING_EQUAL(complaint, "");
}

/* Where the twin's line is poor the decoder still gives values, and none out of bounds. */
static void a_twin_on_a_poor_line_gives_readings_within_bounds(void)
{
	const struct instrument_driver *driver;
	const char *keys;
	int trials = 0, speaking = try_all(spoilt_bytes);
	for (size_t number = 0; decoder_trial_keys(number, &driver, &keys); number++)
		trials += !driver->afterwards;      /* a whole recording never comes through */
	CU_ASSERT_STRING_EQUAL(complaint, "");
	CU_ASSERT_EQUAL(speaking, trials);
}

static CU_TestInfo tests[] = {
	TEST(any_bytes_give_readings_within_bounds_or_none),
	TEST(a_twin_on_a_poor_line_gives_readings_within_bounds),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo decoders_random_suite = { .pName = "decoders random", .pSetUpFunc = all_is_well, .pTests = tests };
