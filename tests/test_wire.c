/* test_wire.c - what is said to every instrument that is spoken to, byte for byte and at its time
 *
 * Its twin answers. No byte may be too many, too few or at another time. What the twins answer stands in the drivers'
 * own tests, with what happens when they do not.
 */

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tests/decoding.h"
#include "tests/suites.h"
#include "tests/transcript.h"

/* So much is looked at at once: a transcript has room for it. */
#define STEP_NS (NS_PER_S / 10)

static struct decoding decoding;
static struct transcript transcript;
static struct error error;
static char said[TRANSCRIPT_SIZE];

static const struct exchange {
	const char *driver, *keys;
	double      seconds;
	const char *said;
} exchanges[] = {
	/* The format is chosen once, in the first seconds of a connection; otherwise nothing is ever said. */
	{ "nonin_df2", "select = yes\nmodel = 9560\n", 10, "0.000 \\x02p\\x02\\x02\\x02\\x03\n" },
	{ "nonin_df7", "select = yes\nmodel = 3150\n", 10, "0.000 \\x02p\\x04\\x02\\x07\\x01~\\x03\n" },
	{ "nonin_df1", "select = yes\nmodel = 9560\n", 10, "0.000 \\x02p\\x02\\x02\\x01\\x03\n" },
	{ "nonin_df8", "select = yes\nmodel = 9560\n", 10, "0.000 \\x02p\\x02\\x02\\x08\\x03\n" },
	{ "nonin_df13", "select = yes\nmodel = 9560\n", 10, "0.000 \\x02p\\x02\\x02\\r\\x03\n" },
	{ "nonin_df2", "", 10, "" },
	{ "contec5", "start = yes\n", 10, "0.000 \\x00\n" },
	{ "contec5_4800", "start = yes\n", 10, "0.000 \\x00\n" },
	{ "contec5", "", 10, "" },
	/* Stop, start, and a sign of life every other second. */
	{ "contec7", "", 5, "0.000 }\\x81\\xA2\\x80\\x80\\x80\\x80\\x80\\x80\n0.000 }\\x81\\xA1\\x80\\x80\\x80\\x80\\x80\\x80\n"
	  "2.000 }\\x81\\xAF\\x80\\x80\\x80\\x80\\x80\\x80\n4.000 }\\x81\\xAF\\x80\\x80\\x80\\x80\\x80\\x80\n" },
	{ "pm6750", "wave = yes\n", 10, "0.000 U\\xAA\\x04\\xFE\\x01\\xFC\n" },
	{ "pm6750", "", 10, "" },
	{ "dracal", "", 10, "0.000 INFO\\n\n0.020 POLL 1000\\n\n0.040 FRAC 4\\n\n" },
	{ "polled_text", "ask = *{address}?\\r\naddresses = 01 1A\ninterval = 0.5\npattern = {toe}\n", 1.2,
	  "0.250 *01?\\r\n0.270 *1A?\\r\n0.750 *01?\\r\n0.770 *1A?\\r\n" },
	{ "omega_idrx", "", 2, "0.250 *01X01\\r\n1.250 *01X01\\r\n" },
	{ "omega_dp97", "", 2, "0.250 MEASURE\\r\n1.250 MEASURE\\r\n" },
	{ "temperx232", "", 2, "0.250 ReadTemp\n1.250 ReadTemp\n" },
	{ "dcon", "addresses = 01 02\nchannels = 1\n", 2,
	  "0.250 $012\\r\n0.260 #01\\r\n0.270 $022\\r\n0.280 #02\\r\n1.250 #01\\r\n1.260 #02\\r\n" },
	{ "dcon", "addresses = 01\nchannels = 1\nchecksum = yes\n", 2, "0.250 $012B7\\r\n0.260 #0184\\r\n1.250 #0184\\r\n" },
	{ "dcon", "addresses = 01\nchannels = 1\nsynchronised = yes\n", 2,
	  "0.250 #**\\r\n0.300 $012\\r\n0.310 $014\\r\n1.250 #**\\r\n1.300 $014\\r\n" },
	{ "modbus_rtu", "map = r4dcb08\nunits = 1 2\n", 1.3,
	  "0.004 \\x01\\x03\\x00\\x00\\x00\\x08D\\x0C\n0.021 \\x02\\x03\\x00\\x00\\x00\\x08D?\n"
	  "1.000 \\x01\\x03\\x00\\x00\\x00\\x08D\\x0C\n1.017 \\x02\\x03\\x00\\x00\\x00\\x08D?\n" },
	{ "modbus_rtu", "map = nt18b07\n", 1.3, "0.004 \\x01\\x03\\x00\\x00\\x00\\x07\\x04\\x08\n1.000 \\x01\\x03\\x00\\x00\\x00\\x07\\x04\\x08\n" },
	{ "dataq_di1100", "", 1, "0.000 stop\\r\n0.005 encode 0\\r\n0.010 ps 0\\r\n0.015 slist 0 0\\r\n0.020 slist 1 1\\r\n"
	  "0.025 srate 60000\\r\n0.030 start\\r\n" },
	/* An answer to each call, and nothing else ever. */
	{ "vasoquant", "", 3.5, "0.000 \\x06\n1.000 \\x06\n2.000 \\x06\n3.000 \\x06\n" },
};
#define EXCHANGES (sizeof exchanges / sizeof exchanges[0])

/* Adds our lines of a transcript, without the sign that they are ours. */
static void keep_ours(const char *text)
{
	size_t length = strlen(said);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t time = strcspn(line, " ") + 1, all = strcspn(line, "\n") + 1;
		if (line[time] != '>')
			continue;
		memcpy(said + length, line, time);
		memcpy(said + length + time, line + time + 2, all - time - 2);
		length += all - 2;
	}
	said[length] = '\0';
}

static const char *said_to(const struct exchange *exchange)
{
	said[0] = '\0';
	if (!decoding_begin(&decoding, exchange->driver, exchange->keys, &error))
		return error.text;
	transcript_begin(&transcript, &decoding, NULL, 0);
	for (int64_t until_ns = 0; until_ns < (int64_t)(exchange->seconds * 1e9); ) {
		until_ns += STEP_NS;
		transcript_run(&transcript, until_ns);
		keep_ours(transcript.text);
		transcript.text[0] = '\0';
	}
	transcript_end(&transcript);
	decoding_end(&decoding);
	return said;
}

static void nothing_is_said_but_what_stands_here(void)
{
	for (size_t i = 0; i < EXCHANGES; i++) {
		CU_ASSERT_STRING_EQUAL(said_to(&exchanges[i]), exchanges[i].said);
		if (strcmp(said, exchanges[i].said) != 0)
			fprintf(stderr, "%s %s\n%s", exchanges[i].driver, exchanges[i].keys, said);
	}
}

static void every_driver_that_speaks_stands_here(void)
{
	for (size_t i = 0; instrument_drivers[i]; i++) {
		bool there = !instrument_drivers[i]->talk;
		for (size_t k = 0; k < EXCHANGES; k++)
			there |= strcmp(exchanges[k].driver, instrument_drivers[i]->name) == 0 && *exchanges[k].said;
		CU_ASSERT_TRUE(there);
	}
}

static CU_TestInfo tests[] = {
	TEST(nothing_is_said_but_what_stands_here),
	TEST(every_driver_that_speaks_stands_here),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo wire_suite = { .pName = "wire", .pTests = tests };
