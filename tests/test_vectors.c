/* test_vectors.c - every vector gives what it states, fed whole, byte by byte, and after garbage
 *
 * REAL was captured from an instrument by somebody, DOC stands in a maker's document, UNIT in another program's tests;
 * the others were worked out from the format's description. What a vector means is told by its own driver's test;
 * here it is fed in every way.
 */

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "tests/decoding.h"
#include "tests/suites.h"

/* Format 2: three frames that differ and 22 that say nothing; format 7 likewise, with the beginning of another packet
 * behind it, since it is believed only when it is clear that it could not begin elsewhere. */
#define EMPTY2  "01 80 01 00 82 "
#define EMPTY7  "80 12 40 00 D2 "
#define TEN(frame) frame frame frame frame frame frame frame frame frame frame
#define PACKET2(three) three TEN(EMPTY2) TEN(EMPTY2) EMPTY2 EMPTY2
#define PACKET7(three) three TEN(EMPTY7) TEN(EMPTY7) EMPTY7 EMPTY7 "81 12 34 01 C8 80 12 40 2C FE"

#define ONE_REGISTER "map = custom\nregister toe = address 0, scale 0.1, missing 0x8000\n"
#define R4DCB08_8    "map = r4dcb08\n"
#define ONE_OF_DCON  "addresses = 01\nchannels = 1\n"
#define BLOCK        "1B 4C DF 04 01 1D 00 04 00 C4 09 CE 09 28 0A F6 09 1D C4 09 00 00 00 1D 4D 00 28 10 64 00 A0 0F 00 0C 80 04"

/* The bytes in hexadecimal; behind a ' as they stand. A | is where the next question is awaited. What is expected:
 * the newest reading of each output; `miss` for one without a value, `none` for no reading at all. */
static const struct vector {
	const char *driver, *keys, *bytes, *expected;
} vectors[] = {
	/* Nonin; the frames are UNIT. */
	{ "nonin_df2", "", PACKET2("01 81 01 00 83 01 80 01 48 CA 01 80 01 61 E3 "), "pulse=72 spo2=97 pleth=1" },
	{ "nonin_df2", "", PACKET2("01 81 40 01 C3 01 80 40 2C ED 01 80 01 61 E3 "), "pulse=172 spo2=97" },
	{ "nonin_df2", "", PACKET2("01 81 00 03 85 01 88 00 7F 08 01 88 00 7F 08 "), "pulse=miss spo2=miss" },
	{ "nonin_df2", "", PACKET2("01 C1 00 03 C5 01 C0 00 7F 40 01 C0 00 7F 40 "), "pulse=miss spo2=miss" },
	{ "nonin_df2", "", PACKET2("01 81 01 00 83 01 80 01 48 CB 01 80 01 61 E3 "), "pulse=none spo2=none" },
	{ "nonin_df2", "", PACKET2("01 81 01 00 83 01 7F 01 48 CA 01 80 01 61 E3 "), "pulse=none spo2=none" },
	{ "nonin_df7", "", PACKET7("81 12 34 01 C8 80 12 40 2C FE 80 12 40 61 33 "), "pulse=172 spo2=97 pleth=4660" },
	{ "nonin_df1", "", "80 48 61", "pulse=72 spo2=97" },
	{ "nonin_df1", "", "81 16 61", "pulse=150 spo2=97" },
	{ "nonin_df1", "", "90 48 5A", "pulse=72 spo2=90" },
	{ "nonin_df1", "", "8C 48 60", "pulse=72 spo2=96" },
	{ "nonin_df1", "", "C3 7F 7F", "pulse=miss spo2=miss" },
	{ "nonin_df8", "", "80 48 61 20", "pulse_display=72 spo2_display=97" },
	{ "nonin_df8", "", "81 16 61 21", "pulse_display=150 spo2_display=97" },
	{ "nonin_df8", "", "A3 7F 7F 08", "pulse_display=miss spo2_display=miss" },
	{ "nonin_df13", "", "00 02 00 0D 00 0E 20 12 03 15 14 30 05 00 02 00 00 48 00 61 3E 03", "pulse_spot=72 spo2_spot=97" },
	{ "nonin_ascii", "", "'SPO2=097 HR=072\r\n", "spo2=97 pulse=72" },
	{ "nonin_ascii", "", "'SPO2=--- HR=---\r\n", "spo2=miss pulse=miss" },
	{ "nonin_ascii", "", "'12:34:56 SPO2=098 HR=121 F*\r\n", "spo2_fast=98 pulse_fast=121" },

	/* Contec, protocol 7: REAL but for the last four. */
	{ "contec7", "", "01 E0 84 93 92 BC E3 FF FF", "pleth=19 pulse=60 spo2=99 pi=miss" },
	{ "contec7", "", "01 E0 C4 C4 98 BC E3 FF FF", "pleth=68 pulse=60 spo2=99 pi=miss" },
	{ "contec7", "", "01 E0 85 B3 96 C1 E1 FF FF", "pleth=51 pulse=65 spo2=97 pi=miss" },
	{ "contec7", "", "01 E0 85 B0 96 C1 E1 FF FF", "pleth=48 pulse=65 spo2=97" },
	{ "contec7", "", "01 E0 85 AE 95 C1 E1 FF FF", "pleth=46 pulse=65 spo2=97" },
	{ "contec7", "", "01 E1 84 C0 90 80 80 FF FF", "pulse=miss spo2=miss pi=miss" },
	{ "contec7", "", "01 E0 85 D5 9A BD E3 FF FF", "pleth=85 pulse=61 spo2=99" },
	{ "contec7", "", "01 88 C5 C6 8A 96 E2 D4 81", "pleth=70 pulse=150 spo2=98 pi=3.4" },
	{ "contec7", "", "01 E9 80 C0 90 FF FF FF FF", "pulse=miss spo2=miss pi=miss" },
	{ "contec7", "", "01 EA 84 C0 91 FF FF FF FF", "pulse=miss spo2=miss" },
	{ "contec7", "", "01 80 A5 BC 85 D0 D8 90 80", "pulse=80 spo2=88 pi=0.16" },
	/* Replies that are no values, REAL. */
	{ "contec7", "", "0C 80", "pulse=none spo2=none" },
	{ "contec7", "", "06 80 80 87", "pulse=none spo2=none" },
	{ "contec7", "", "0E 80 81", "pulse=none spo2=none" },
	{ "contec7", "", "11 81 81 81 80 80 80 80 80", "pulse=none spo2=none" },
	{ "contec7", "", "04 80 F5 F3 E5 F2 A0 A0 A0", "pulse=none spo2=none" },
	{ "contec7", "", "02 80 80 B5 B0 C4 A8 C1 A9 02 81 FF AB A0 A0 A0 A0 A0", "pulse=none spo2=none" },
	{ "contec7", "", "0F 80 E2 C6 E2 C6 E2 C6", "pulse=none spo2=none" },

	/* The five bytes of Contec and BCI. */
	{ "contec5", "", "85 32 0A 3C 62", "pleth=50 pulse=60 spo2=98" },
	{ "contec5", "", "C5 64 0F 48 61", "pleth=100 pulse=72 spo2=97" },
	{ "contec5", "", "84 20 45 16 60", "pleth=32 pulse=150 spo2=96" },
	{ "contec5", "", "84 20 20 00 00", "pulse=miss spo2=miss" },
	{ "contec5", "", "84 00 10 00 00", "pulse=miss spo2=miss" },
	{ "contec5", "", "0A 3C 62 85 32 0A 3C 62 85 32 85 32 0A 3C 62", "pleth=50 pulse=60 spo2=98" },
	{ "contec5_4800", "", "85 32 0A 3C 62", "pleth=50 pulse=60 spo2=98" },
	{ "bci", "", "AF 00 40 7F 7F", "pulse=miss spo2=miss" },
	{ "bci", "", "8F 00 50 7F 7F", "pulse=miss spo2=miss" },

	/* Masimo: REAL but for the last. */
	{ "masimo", "", "'02/22/16 22:47:45 SN=0000000001 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
	                "ALARM=0000 EXC=000800\r\n\r\n", "spo2=98 pulse=97 pi=3.6" },
	{ "masimo", "", "'02/22/16 22:47:46 SN=0000000001 SPO2=098% BPM=096 PI=03.95% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
	                "ALARM=0000 EXC=000800\r\n\r\n", "spo2=98 pulse=96 pi=3.95" },
	{ "masimo", "", "'02/22/16 22:47:47 SN=0000000001 SPO2=098% BPM=096 PI=04.25% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
	                "ALARM=0000 EXC=000800\r\n\r\n", "spo2=98 pulse=96 pi=4.25" },
	{ "masimo", "", "'02/22/16 22:47:48 SN=0000000001 SPO2=098% BPM=096 PI=03.19% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
	                "ALARM=0000 EXC=000800\r\n\r\n", "spo2=98 pulse=96 pi=3.19" },
	{ "masimo", "", "'02/22/16 22:47:49 SN=0000000001 SPO2=098% BPM=097 PI=02.41% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
	                "ALARM=0000 EXC=000800\r\n\r\n", "spo2=98 pulse=97 pi=2.41" },
	{ "masimo", "", "'02/22/16 22:47:45 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET\r\n", "spo2=miss pulse=miss" },

	/* Nellcor: the first row is DOC. */
	{ "nellcor", "", "'12-NOV-98 14:00:05   100    120    50\r\n", "spo2=100 pulse=120 amplitude=50" },
	{ "nellcor", "", "'12-NOV-98 14:00:07   ---    ---   ---   SD\r\n", "spo2=miss pulse=miss amplitude=miss" },
	{ "nellcor", "", "'12-NOV-98 14:00:09    84*   120    50   SL\r\n", "spo2=84 pulse=120 amplitude=50" },
	{ "nellcor_n200", "", "'\x02R150S084P050L050H120O085A005M003T140005Q000\r\nx\x03", "spo2=84 pulse=150" },

	/* PM6750; its two commands are DOC and stand in its own test and in test_wire.c. */
	{ "pm6750", "", "55 AA 06 04 00 61 48 4C", "spo2=97 pulse=72" },
	{ "pm6750", "", "55 AA 06 05 00 24 05 CB", "temperature=36.5" },

	/* Light. ProtoCentral's frames are believed when the next one begins. */
	{ "pulse_max30102", "", "0A FA 08 00 02 CD 81 01 00 40 E2 01 00 00 0B 0A FA 08 00 02", "red=98765 ir=123456" },
	{ "healthypi4", "", "0A FA 16 00 02 2E FB FF FF 2E 16 00 00 00 33 7E FE FF 40 E2 01 00 F0 0C 62 48 10 00 0B 0A FA 16 00 02",
	  "ecg=-1234 bioz=5678 red=-98765 ir=123456 temperature=33.12 spo2=98 pulse=72 respiration=16" },
	{ "afe4490", "", "0A FA 0A 00 02 40 E2 01 00 CD 81 01 00 62 48 00 0B 0A FA 0A 00 02", "ir=123456 red=98765 spo2=98 pulse=72" },
	{ "healthypi5", "", "0A FA 13 00 04 01 01 01 02 01 03 01 04 01 05 01 06 01 07 01 08 62 F0 0C 00 0B 0A FA 13 00 04",
	  "pleth=2049 spo2=98 temperature=33.12" },
	{ "sparkfun_raw", "", "'\r\n R[98765] IR[123456] G[801]\r\n", "red=98765 ir=123456 green=801" },
	{ "light_counts", "order = red_ir\n", "'\r\n40123 35987\r\n", "red=40123 ir=35987" },
	{ "max30100", "", "'\r\nHeart rate:48.40bpm / SpO2:0% / temp:33.13C\r\n", "pulse=48.4 spo2=miss temperature=33.13" },   /* REAL */
	{ "sparkfun_spo2", "", "'\r\nred=98765, ir=123456, HR=72, HRvalid=1, SPO2=98, SPO2Valid=1\r\n", "red=98765 ir=123456 pulse=72 spo2=98" },
	{ "sparkfun_spo2", "", "'\r\nred=801, ir=905, HR=-999, HRvalid=0, SPO2=-999, SPO2Valid=0\r\n", "red=801 ir=905 pulse=miss spo2=miss" },
	{ "sparkfun_heart_rate", "", "'\r\nIR=52110, BPM=0.00, Avg BPM=0 No finger?\r\n", "pulse=miss" },
	{ "pulse_sensor", "", "'\r\nS512\r\nB72\r\nQ833\r\n", "signal=512 pulse=72 ibi=833" },
	{ "pulse_sensor", "", "'\r\n72,833,512\r\n", "signal=512 pulse=72 ibi=833" },

	/* Modbus RTU: DOC but for the last five. */
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 00 DB F8 1F", "toe=21.9" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 FF 90 F9 D8", "toe=-11.2" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 00 64 B9 AF", "toe=10" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 FF F1 38 30", "toe=-1.5" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 80 00 D9 84", "toe=miss" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 00 FC B8 05", "toe=25.2" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 FF 97 B8 1A", "toe=-10.5" },
	{ "modbus_rtu", ONE_REGISTER, "01 83 02 C0 F1", "toe=miss" },
	{ "modbus_rtu", ONE_REGISTER, "01 03 02 00 DB F8 1E", "toe=none" },
	{ "modbus_rtu", ONE_REGISTER, "02 03 02 00 DB F8 1F", "toe=none" },

	/* DCON: DOC, with the sums worked out. */
	{ "dcon", ONE_OF_DCON, "'!01200600\r|>+025.13\r", "a01_0=25.13" },
	{ "dcon", ONE_OF_DCON, "'!01200600\r|>+9999\r", "a01_0=miss" },
	{ "dcon", ONE_OF_DCON, "'!01200600\r|>-0000\r", "a01_0=miss" },
	{ "dcon", ONE_OF_DCON "checksum = yes\n", "'!01200640AE\r|>+025.1392\r", "a01_0=25.13" },
	{ "dcon", ONE_OF_DCON "checksum = yes\n", "'!01200640AE\r|>-00002B\r", "a01_0=miss" },
	{ "dcon", ONE_OF_DCON "checksum = yes\n", "'!01200640AE\r|>+025.1293\r", "a01_0=none" },
	{ "dcon", "addresses = 01\nchecksum = yes\n", "'!01200640AE\r|>+025.12+020.45+012.78+018.97+003.24+015.35+008.07+014.7901\r",
	  "a01_0=25.12 a01_1=20.45 a01_2=12.78 a01_3=18.97 a01_4=3.24 a01_5=15.35 a01_6=8.07 a01_7=14.79" },
	{ "dcon", "addresses = 07\nchannels = 1\nsynchronised = yes\n", "'|!07200600\r|>071+5.8222\r", "a07_0=5.8222" },

	/* Other text: REAL the first, DOC the others. */
	{ "dracal", "", "'D,VCP-PTH450,E18890,,101182,Pa,24.8344,C,59.8779,%,*3FB5\r\n", "temperature=24.8344 pressure=101182 humidity=59.8779" },
	{ "ts125", "", "0D 0A 31 32 31 2E 31 0D 0A", "temperature=121.1" },
	{ "ts125", "", "0D 0A 20 20 31 2E 35 0D 0A", "temperature=1.5" },
	{ "ts125", "", "0D 0A 2D 31 31 2E 32 0D 0A", "temperature=-11.2" },
	{ "ts125", "", "0D 0A 45 72 72 2E 31 0D 0A", "temperature=miss" },
	{ "omega_idrx", "", "'00345.6\r", "a01_value=345.6" },
	{ "omega_idrx", "", "'-00345.6\r", "a01_value=-345.6" },
	{ "omega_idrx", "", "'?999999\r", "a01_value=miss" },
	{ "omega_dp97", "", "'0, 2351.7\r\n", "value=2351.7" },
	{ "omega_dp97", "", "'3, 0.0\r\n", "value=miss" },
	{ "temperx232", "", "'Temp-Inner:24.50 [C],41.20 [%RH]<", "temperature=24.5 humidity=41.2" },
	{ "bioprott", "", "'\r\n00 00 100 0.99 5144 5150 5141 +43\r\n", "flow=5144 mean_flow=5150 amplitude=100 temperature=43" },
	{ "bioprott", "", "'\r\n00 08 100 1.00 -5302 -5303 -5342\r\n", "flow=-5302 mean_flow=-5303" },
	{ "bioprott", "", "'\r\n00 62 32 ---- ------ ------ ------ +43\r\n", "flow=miss temperature=43" },
	{ "bioprott", "", "'\r\n00 E2 --- ---- ------ ------ ------ +42\r\n", "flow=miss temperature=42" },

	{ "openscale", "", "'\r\n12042,-127.00,lbs,24.31,31.02,\r\n", "force=-127 local=24.31 remote=31.02" },
	{ "text_lines", "pattern = T1={toe}, T2={calf}, {} mV\n", "'\r\nT1=30.51, T2=31.02, 5 mV\r\n", "toe=30.51 calf=31.02" },
	{ "text_lines", "columns = clock, toe, -, calf\ndelimiter = semicolon\n", "'\r\n1042;30.51;ok;31.02\r\n", "toe=30.51 calf=31.02" },
	{ "text_lines", "shape = json\nfields = toe, skin.calf as calf\n", "'\r\n{\"toe\":30.51,\"skin\":{\"calf\":31.02}}\r\n", "toe=30.51 calf=31.02" },
	{ "text_lines", "shape = pairs\nfields = toe\n", "'\r\ntoe=-127.00\r\n", "toe=miss" },
	{ "polled_text", "ask = READ?\\r\npattern = {toe},{calf}\n", "'30.51,31.02\r\n", "toe=30.51 calf=31.02" },

	/* The D-PPG's block, worked out. */
	{ "vasoquant", "", BLOCK, "left_ppg=2550 left_baseline=2500 left_exam=77 left_th_s=4 left_amplitude=100 left_f0_pct_s=40 left_ti_s=12 left_v0_pct=4" },
};
#define VECTORS (sizeof vectors / sizeof vectors[0])

enum way { WHOLE, BYTE_BY_BYTE, AFTER_GARBAGE };

static struct decoding *decoding;
static struct error error;
static int64_t now_ns, again_ns;

static void make_room(void)
{
	decoding = xcalloc(1, sizeof *decoding);
}

static void give_back(void)
{
	decoding_end(decoding);
	free(decoding);
}

/* The bytes up to the next | or the end; *text moves behind them. */
static size_t next_part(const char **text, bool plain, uint8_t bytes[static 1024])
{
	size_t size = 0;
	const char *p = *text;
	for (; *p && *p != '|' && size < 1024; ) {
		unsigned value;
		if (plain) {
			bytes[size++] = (uint8_t)*p++;
		} else if (isxdigit((unsigned char)*p) && sscanf(p, "%2x", &value) == 1) {
			bytes[size++] = (uint8_t)value;
			p += 2;
		} else {
			p++;
		}
	}
	*text = *p == '|' ? p + 1 : p;
	return size;
}

/* True when it said something. */
static bool talk(void)
{
	uint8_t said[256];
	return decoding->driver->talk && decoding->driver->talk(decoding->state, now_ns, said, sizeof said, &again_ns) > 0;
}

/* Lets an instrument that is asked be asked. */
static void await_question(void)
{
	for (int i = 0; i < 1000 && decoding->driver->asked && !talk(); i++)
		now_ns += 10 * NS_PER_MS;
}

static void feed(const struct vector *vector, enum way way)
{
	uint8_t bytes[1024];
	bool plain = vector->bytes[0] == '\'';
	const char *text = vector->bytes + plain;
	while (*text) {
		size_t size = next_part(&text, plain, bytes);
		await_question();
		if (way != BYTE_BY_BYTE)
			decoding_push(decoding, bytes, size);
		for (size_t i = 0; i < size && way == BYTE_BY_BYTE; i++, now_ns += NS_PER_MS / 2) {
			decoding_push(decoding, bytes + i, 1);
			if (i + 1 < size)
				talk();
		}
	}
}

/* Bytes of all kinds, and the second half of what comes. */
static void feed_garbage(const struct vector *vector, uint64_t seed)
{
	uint8_t bytes[1024];
	bool plain = vector->bytes[0] == '\'';
	const char *text = vector->bytes + plain;
	struct random_source chance = random_new(seed, 1);
	for (size_t i = 0; i < 40; i++)
		bytes[i] = (uint8_t)random_below(&chance, seed % 2 ? 256 : 128);
	decoding_push(decoding, bytes, 40);
	size_t size = next_part(&text, plain, bytes), half = size > 1 ? 1 + (size_t)random_below(&chance, (uint32_t)size - 1) : 0;
	decoding_push(decoding, bytes + half, size - half);
	decoding->count = 0;
}

/* Whether the newest readings are these. */
static bool is_as_expected(const char *expected)
{
	char name[32], value[32];
	int length;
	bool well = true;
	for (const char *p = expected; sscanf(p, " %31[^=]=%31s%n", name, value, &length) == 2; p += length) {
		struct reading reading = decoding_last(decoding, name);
		if (strcmp(value, "none") == 0)
			well &= reading.output == -1;
		else if (strcmp(value, "miss") == 0)
			well &= reading.output >= 0 && isnan(reading.value) && reading.quality;
		else
			well &= reading.output >= 0 && fabs(reading.value - strtod(value, NULL)) < 1e-6;
	}
	return well;
}

/* Bytes that look like a frame's beginning may cost the first one: what comes unasked comes twice. */
static bool holds(const struct vector *vector, enum way way, uint64_t seed)
{
	now_ns = 0;
	if (!decoding_begin(decoding, vector->driver, vector->keys, &error))
		return false;
	decoding->count = 0;
	if (way == AFTER_GARBAGE)
		feed_garbage(vector, seed);
	if (way == AFTER_GARBAGE && !decoding->driver->asked)
		feed(vector, way);
	feed(vector, way);
	return is_as_expected(vector->expected);
}

/* The first that does not hold, or "". */
static const char *first_wrong(enum way way, uint64_t seeds)
{
	static char complaint[256];
	for (size_t i = 0; i < VECTORS; i++)
		for (uint64_t seed = 1; seed <= seeds; seed++)
			if (!holds(&vectors[i], way, seed)) {
				snprintf(complaint, sizeof complaint, "%s: %.100s", vectors[i].driver, vectors[i].bytes);
				fprintf(stderr, "%s\n", complaint);
				return complaint;
			}
	return "";
}

static void each_vector_holds_when_it_is_fed_whole(void)
{
	CU_ASSERT_STRING_EQUAL(first_wrong(WHOLE, 1), "");
}

/* With time between the bytes, in which an instrument that is asked may be asked again. */
static void each_vector_holds_when_it_is_fed_byte_by_byte(void)
{
	CU_ASSERT_STRING_EQUAL(first_wrong(BYTE_BY_BYTE, 1), "");
}

static void each_vector_holds_after_garbage(void)
{
	CU_ASSERT_STRING_EQUAL(first_wrong(AFTER_GARBAGE, 20), "");
}

/* The DI-1100 has no frames to begin with: test_dataq_di1100.c. */
static void every_driver_has_a_vector(void)
{
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const char *name = instrument_drivers[i]->name;
		bool found = strcmp(name, "dataq_di1100") == 0;
		for (size_t k = 0; k < VECTORS && !found; k++)
			found = strcmp(vectors[k].driver, name) == 0;
		CU_ASSERT_TRUE(found);
		if (!found)
			fprintf(stderr, "%s has no vector\n", name);
	}
}

static CU_TestInfo tests[] = {
	TEST(each_vector_holds_when_it_is_fed_whole),
	TEST(each_vector_holds_when_it_is_fed_byte_by_byte),
	TEST(each_vector_holds_after_garbage),
	TEST(every_driver_has_a_vector),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo vectors_suite = {
	.pName = "vectors", .pSetUpFunc = make_room, .pTearDownFunc = give_back, .pTests = tests,
};
