/* nonin.c - what Nonin's formats share: missing codes, and the command that chooses a format */

#include "acquisition/instruments/nonin.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/sample.h"

#define HOLD_S 10

enum { STX = 0x02, ETX = 0x03, ACK = 0x06, NAK = 0x15, CHOOSE = 0x70 };
enum { OPTION_ALWAYS = 0x01, OPTION_BLUETOOTH = 0x20, OPTION_SPOT_CHECK = 0x40 };

const char *const nonin_keys[] = { "select", "model", "bluetooth", "spot_check", NULL };     /* `select` first: see check_select */

static void choose_9560(struct nonin *nonin, uint8_t format)
{
	const uint8_t command[] = { STX, CHOOSE, 2, 2, format, ETX };
	nonin->size = sizeof command;
	memcpy(nonin->command, command, sizeof command);
}

static void choose_3150(struct nonin *nonin, uint8_t format, uint8_t options)
{
	uint8_t sum = (uint8_t)(CHOOSE + 4 + 2 + format + options);
	const uint8_t command[] = { STX, CHOOSE, 4, 2, format, options, sum, ETX };
	nonin->size = sizeof command;
	memcpy(nonin->command, command, sizeof command);
}

/* Who forgot to say `select` believes that the instrument is told its format. */
static bool check_select(const struct section *section, struct error *error)
{
	for (size_t i = 1; nonin_keys[i]; i++)
		if (section_text(section, nonin_keys[i]) && !section_text(section, nonin_keys[0]))
			return section_error(section, nonin_keys[i], error, "%s does nothing without %s = yes", nonin_keys[i], nonin_keys[0]);
	return true;
}

bool nonin_setup(struct nonin *nonin, uint8_t format, const struct section *section, struct error *error)
{
	bool chosen = false, bluetooth = false, spot_check = false;
	if (!check_select(section, error) || !section_flag(section, "select", &chosen, error)
	    || !section_flag(section, "bluetooth", &bluetooth, error)
	    || !section_flag(section, "spot_check", &spot_check, error))
		return false;
	const char *model = chosen ? section_require(section, "model", error) : section_text(section, "model");
	if (!model)
		return !chosen;
	bool is_3150 = strcmp(model, "3150") == 0;
	if (!is_3150 && strcmp(model, "9560") != 0)
		return section_error(section, "model", error, "model is '%s', but only the commands of 3150 and 9560 are known", model);
	if (!is_3150 && (bluetooth || spot_check))
		return section_error(section, bluetooth ? "bluetooth" : "spot_check", error, "only the 3150 has this option");
	if (chosen && is_3150)
		choose_3150(nonin, format, (uint8_t)(OPTION_ALWAYS | (bluetooth ? OPTION_BLUETOOTH : 0)
		                                     | (spot_check ? OPTION_SPOT_CHECK : 0)));
	else if (chosen)
		choose_9560(nonin, format);
	return true;
}

size_t nonin_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	(void)now_ns, (void)size;
	struct nonin *nonin = state;
	*again_ns = TIME_NEVER;
	if (nonin->asked || nonin->size == 0)
		return 0;
	nonin->asked = nonin->awaited = true;
	memcpy(bytes, nonin->command, nonin->size);
	return nonin->size;
}

void nonin_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	(void)now_ns;
	struct nonin *nonin = state;
	if (size < 2 || bytes[0] != STX || bytes[size - 1] != ETX)
		return;                         /* no command: not even refused */
	nonin->answer = size == nonin->size && memcmp(bytes, nonin->command, size) == 0 ? ACK : NAK;
}

bool nonin_is_answer(struct nonin *nonin, uint8_t byte)
{
	bool is_answer = nonin->awaited && (byte == ACK || byte == NAK);
	nonin->awaited = nonin->awaited && !is_answer;
	return is_answer;
}

size_t nonin_answer(struct nonin *nonin, uint8_t *bytes)
{
	if (!nonin->answer)
		return 0;
	bytes[0] = nonin->answer;
	nonin->answer = 0;
	return 1;
}

int64_t nonin_each_second(const void *state, uint64_t n)
{
	(void)state;
	return (int64_t)n * NS_PER_S;
}

void nonin_display_update(struct nonin_display *display, const struct simulated_world *world, uint64_t second)
{
	bool off = simulated_is_off(world);
	if (off && second < display->shown + HOLD_S)
		return;
	display->pulse = off ? NONIN_PULSE_MISSING : person_pulse(world->person);
	display->spo2 = off ? NONIN_SPO2_MISSING : person_spo2(world->person);
	display->shown = off ? display->shown : second;
}

int nonin_pulse(uint8_t msb, uint8_t lsb)
{
	return (msb & 3) << 7 | (lsb & 0x7F);
}

struct reading nonin_reading(int output, int value, int missing, uint32_t quality, bool out_of_track, uint32_t flags)
{
	double number = oximeter_value(value, missing);
	if (out_of_track)
		quality |= isnan(number) ? QUALITY_SEARCHING : QUALITY_ARTEFACT;
	return reading_of(output, number, quality, flags);
}

struct reading nonin_held(struct reading reading, bool held)
{
	if (held && !isnan(reading.value))
		reading.quality |= QUALITY_STALE;
	return reading;
}
