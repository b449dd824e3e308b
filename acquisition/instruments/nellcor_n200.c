/*
 * nellcor_n200.c - Nellcor N-200: a line of named numbers between STX and ETX, every ten seconds
 *
 *     02 R072 S097 P050 L050 H120 O085 A000 M003 T140005 Q000 0D 0A <checksum> 03       (without the blanks)
 *
 * R pulse rate, S saturation, A alarms (b0 high rate, b1 low rate, b2 low saturation, b3 high saturation), M the
 * monitor's state (b0 pulse locked, b1 sensor attached, b2 alarm on, b3 ECG off, b7 monitor lost); decimal
 * numbers. What P, L, H, O, T and Q mean is not told for certain, and not used. Flags: A in b7..b0, M in b15..b8.
 * A rate or saturation of 0 is missing; so is everything while no sensor is attached or the monitor is lost.
 *
 * The checksum's rule was not found: the byte is passed over. What holds a frame together is its form: each letter at
 * its place, digits at theirs, the ends. So a lost or an added byte costs its frame, but a digit that became another
 * one is not seen.
 *
 * `interval` in station.ini tells the seconds between two lines where it was set otherwise. The line's settings were not
 * found either: 9600 8N1, as Nellcor's later monitors have, unless `line` says otherwise.
 *
 * Source: the fields and bits, a manual of the N-200; confidence medium to low. No capture was found.
 */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

/* `d` a digit, `?` any byte. */
static const char form[] = "\x02RdddSdddPdddLdddHdddOdddAdddMdddTddddddQddd\r\n?\x03";

#define FRAME_SIZE (sizeof form - 1)
#define RATE       2
#define SATURATION 6
#define ALARMS     26
#define STATE      30

enum { PULSE_LOCKED = 1, SENSOR_ATTACHED = 2, MONITOR_LOST = 0x80 };
enum { SPO2, PULSE, OUTPUTS };

struct n200 {
	struct instrument_output outputs[OUTPUTS];
	uint8_t                  frame[FRAME_SIZE];
	size_t                   length;
	unsigned long            dropped;
};

static bool n200_setup(void *state, const struct section *section, struct error *error)
{
	struct n200 *n200 = state;
	double interval_s = 10;
	if (!section_number(section, "interval", &interval_s, error))
		return false;
	if (!(interval_s >= 0.1 && interval_s <= 3600))
		return section_error(section, "interval", error,
			"interval is %g, but the seconds between two lines lie between 0.1 and 3600", interval_s);
	n200->outputs[SPO2] = (struct instrument_output){ "spo2", "spo2", "SpO2", interval_s };
	n200->outputs[PULSE] = (struct instrument_output){ "pulse", "pulse_rate", "Pulse rate", interval_s };
	return true;
}

static const struct instrument_output *n200_outputs(const void *state, size_t *count)
{
	*count = OUTPUTS;
	return ((const struct n200 *)state)->outputs;
}

static unsigned long n200_dropped(const void *state)
{
	return ((const struct n200 *)state)->dropped;
}

static bool fits(size_t place, uint8_t byte)
{
	if (form[place] == 'd')
		return byte >= '0' && byte <= '9';
	return form[place] == '?' || (uint8_t)form[place] == byte;
}

/* Passes over the first bytes until what is left may be the beginning of a frame. */
static void search(struct n200 *n200)
{
	bool well = false;
	while (n200->length > 0 && !well) {
		n200->dropped++;
		memmove(n200->frame, n200->frame + 1, --n200->length);
		well = true;
		for (size_t i = 0; i < n200->length && well; i++)
			well = fits(i, n200->frame[i]);
	}
}

static unsigned number_at(const struct n200 *n200, size_t place)
{
	const uint8_t *digits = n200->frame + place;
	return (unsigned)((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
}

static size_t n200_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct n200 *n200 = state;
	n200->frame[n200->length++] = byte;
	if (!fits(n200->length - 1, byte))
		search(n200);
	if (n200->length < FRAME_SIZE)
		return 0;
	n200->length = 0;
	unsigned alarms = number_at(n200, ALARMS), now = number_at(n200, STATE);
	bool there = now & SENSOR_ATTACHED && !(now & MONITOR_LOST);
	uint32_t quality = (now & SENSOR_ATTACHED ? 0u : QUALITY_NO_PROBE) | (now & PULSE_LOCKED ? 0u : QUALITY_SEARCHING);
	for (int i = 0; i < OUTPUTS; i++) {
		unsigned number = number_at(n200, i == SPO2 ? SATURATION : RATE);
		readings[i] = reading_of(i, !there || number == 0 ? (double)NAN : number, quality,
		                         (now & 0xFF) << 8 | (alarms & 0xFF));
	}
	return OUTPUTS;
}

/* The twin, whose checksum is one of its own: a plain sum. */

static int64_t n200_due_ns(const void *state, uint64_t n)
{
	return (int64_t)n * llround(((const struct n200 *)state)->outputs[SPO2].interval_s * (double)NS_PER_S);
}

static size_t n200_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	unsigned second = (unsigned)(n200_due_ns(state, n) / NS_PER_S % 86400), sum = 0;
	bool off = simulated_is_off(world);
	int now = world->no_probe ? 0 : off ? SENSOR_ATTACHED : SENSOR_ATTACHED | PULSE_LOCKED;
	int length = snprintf((char *)bytes, size, "\x02R%03dS%03dP%03dL050H120O085A000M%03dT%02u%02u%02uQ000\r\n",
		off ? 0 : person_pulse(world->person), off ? 0 : person_spo2(world->person),
		off ? 0 : (int)lround(20 + 60 * person_pleth(world->person)), now, second / 3600, second / 60 % 60, second % 60);
	for (int i = 0; i < length; i++)
		sum += bytes[i];
	bytes[length++] = (uint8_t)(sum & 0xFF);
	bytes[length++] = 0x03;
	return (size_t)length;
}

static const char *const keys[] = { "interval", NULL };

const struct instrument_driver nellcor_n200_driver = {
	.name = "nellcor_n200",
	.title = "Nellcor N-200 (every ten seconds)",
	.line = { 9600, 8, 'N', 1 },
	.keys = keys,
	.state_size = sizeof(struct n200),
	.setup = n200_setup,
	.outputs = n200_outputs,
	.push = n200_push,
	.dropped = n200_dropped,
	.simulated_due_ns = n200_due_ns,
	.simulate = n200_simulate,
};
