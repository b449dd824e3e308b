/*
 * dcon.c - ADAM-4000 and other DCON modules on one RS-485 bus
 *
 *     addresses    = 01 02 1A
 *     channels     = 8             ; of each module; 1 to 8
 *     format       = engineering   ; or percent, hexadecimal, ohms; as the modules are set
 *     checksum     = yes           ; no when absent
 *     synchronised = yes           ; all modules measure at one moment (single-channel ones); no when absent
 *     interval     = 0.5           ; seconds; 1 when absent
 *     timeout      = 0.25          ; seconds; 0.25 when absent
 *
 * The lines are those of dcon_frame.h, one question at a time as in text/polling.h. The outputs are
 * named by address and channel: a01_0 ... a01_7. Before a module's values are used it
 * is asked for its configuration, and asked again whenever it has been silent, since a percent
 * looks like a degree. One that is set to another format gives missing values, its FF byte being
 * their flags, and is asked anew each round.
 *
 * Out of range is QUALITY_SATURATED. "?AA" is a missing value whose flags are the '?'. An answer with a
 * wrong checksum is QUALITY_BAD_CHECKSUM, silence QUALITY_MISSING with the flag
 * POLLING_NO_ANSWER; both when the question is given up. A synchronised value that was read before is QUALITY_STALE.
 */

#include "acquisition/instruments/dcon_frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquisition/simulated_world.h"
#include "acquisition/text/addresses.h"
#include "acquisition/text/line.h"
#include "acquisition/text/polling.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/sample.h"

#define CHANNELS_MOST 8
#define COMMAND_SIZE  16
#define ANSWER_NS     (10 * NS_PER_MS)      /* how long the twin thinks */
#define SAMPLING_NS   (50 * NS_PER_MS)      /* how long modules are given to sample at one moment */

struct dcon {
	struct instrument_output outputs[READINGS_MAX];
	struct addresses         addresses;
	size_t                   channels;
	enum dcon_format         format;
	bool                     checksum, synchronised;

	struct polling polling;
	struct line    line;
	bool           known[READINGS_MAX];     /* whose format was found to be ours */
	bool           sampled;                 /* for the first module's question all were told to sample */
	bool           corrupt;                 /* an answer came whose checksum was wrong */
	bool           silent;                  /* polling.given_up has not been told yet */
	unsigned long  dropped;

	/* Of the twin. */
	struct line heard;
	bool        answering;
	int64_t     answer_ns;
};

static const char *const formats[] = {
	[DCON_ENGINEERING] = "engineering", [DCON_PERCENT] = "percent",
	[DCON_HEXADECIMAL] = "hexadecimal", [DCON_OHMS] = "ohms", NULL,
};

/* Settings. */

static bool read_format(struct dcon *dcon, const struct section *section, struct error *error)
{
	const char *text = section_text(section, "format");
	int format = text ? section_choice(section, "format", text, formats, error) : (int)dcon->format;
	if (format < 0)
		return false;
	dcon->format = (enum dcon_format)format;
	return true;
}

static bool read_channels(struct dcon *dcon, const struct section *section, struct error *error)
{
	double channels = CHANNELS_MOST;
	if (!section_number(section, "channels", &channels, error))
		return false;
	if (!(channels >= 1 && channels <= CHANNELS_MOST) || channels != floor(channels))
		return section_error(section, "channels", error, "channels is %g, but a module has 1 to %d", channels, CHANNELS_MOST);
	dcon->channels = (size_t)channels;
	if (dcon->synchronised && dcon->channels > 1)
		return section_error(section, "synchronised", error,
			"only modules of one channel measure at one moment; please set channels = 1");
	return dcon->channels * dcon->addresses.count <= READINGS_MAX || section_error(section, "addresses", error,
		"%s of %s make more than %d outputs",
		count_text((int64_t)dcon->addresses.count, "module", "modules", (char[COUNT_TEXT_SIZE]){0}),
		count_text((int64_t)dcon->channels, "channel", "channels", (char[COUNT_TEXT_SIZE]){0}), READINGS_MAX);
}

static bool dcon_setup(void *state, const struct section *section, struct error *error)
{
	struct dcon *dcon = state;
	if (!addresses_from(&dcon->addresses, section, error) || !read_format(dcon, section, error)
	    || !section_flag(section, "checksum", &dcon->checksum, error)
	    || !section_flag(section, "synchronised", &dcon->synchronised, error)
	    || !read_channels(dcon, section, error) || !polling_from(&dcon->polling, 1, 0.25, section, error))
		return false;
	dcon->polling.targets = dcon->addresses.count;
	for (size_t i = 0; i < dcon->addresses.count * dcon->channels; i++) {
		struct instrument_output *output = &dcon->outputs[i];
		char channel[] = { (char)('0' + i % dcon->channels), '\0' };
		address_name(output->name, dcon->addresses.of[i / dcon->channels], channel);
		output->label = output->name;
		output->interval_s = (double)dcon->polling.interval_ns / (double)NS_PER_S;
	}
	return true;
}

static const struct instrument_output *dcon_outputs(const void *state, size_t *count)
{
	const struct dcon *dcon = state;
	*count = dcon->addresses.count * dcon->channels;
	return dcon->outputs;
}

static unsigned long dcon_dropped(const void *state)
{
	return ((const struct dcon *)state)->dropped;
}

/* The exchange. */

static const char *asked(const struct dcon *dcon)
{
	return dcon->addresses.of[dcon->polling.target];
}

/* The question to the module whose turn it is; returns its length. */
static size_t question(const struct dcon *dcon, char text[static COMMAND_SIZE])
{
	const char *form = !dcon->known[dcon->polling.target] ? "$%s2" : dcon->synchronised ? "$%s4" : "#%s";
	return dcon_close(text, (size_t)snprintf(text, COMMAND_SIZE, form, asked(dcon)), dcon->checksum);
}

static size_t dcon_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	struct dcon *dcon = state;
	char text[COMMAND_SIZE];
	enum polling_step step = polling_step(&dcon->polling, now_ns, again_ns);
	if (step == POLLING_GIVEN_UP) {
		dcon->silent = true;
		dcon->sampled = false;
	}
	if (step != POLLING_ASK)
		return 0;
	size_t length;
	if (dcon->synchronised && dcon->polling.target == 0 && !dcon->sampled) {
		length = dcon_close(text, (size_t)snprintf(text, sizeof text, "#**"), dcon->checksum);
		dcon->sampled = true;
		polling_ask_later(&dcon->polling, now_ns, SAMPLING_NS, again_ns);
	} else {
		length = question(dcon, text);
		dcon->line.length = 0;
		dcon->corrupt = false;
	}
	memcpy(bytes, text, length < size ? length : size);
	return length;
}

static void answered(struct dcon *dcon)
{
	dcon->sampled = false;
	polling_answered(&dcon->polling);
}

/* All channels of a module, missing for one reason. */
static size_t missing(const struct dcon *dcon, size_t module, uint32_t quality, uint32_t flags,
                      struct reading readings[static READINGS_MAX])
{
	for (size_t i = 0; i < dcon->channels; i++)
		readings[i] = (struct reading){
			.output = (int)(module * dcon->channels + i), .value = NAN, .quality = quality, .flags = flags,
		};
	return dcon->channels;
}

static size_t dcon_unanswered(void *state, struct reading readings[static READINGS_MAX])
{
	struct dcon *dcon = state;
	if (!dcon->silent)
		return 0;
	dcon->silent = false;
	dcon->known[dcon->polling.given_up] = false;
	return missing(dcon, dcon->polling.given_up, dcon->corrupt ? QUALITY_BAD_CHECKSUM : QUALITY_MISSING,
	               dcon->corrupt ? 0u : (uint32_t)POLLING_NO_ANSWER, readings);
}

/* The configuration came. */
static size_t take_configuration(struct dcon *dcon, unsigned configuration, struct reading readings[static READINGS_MAX])
{
	size_t module = dcon->polling.target;
	dcon->known[module] = (configuration & DCON_FORMAT) == (unsigned)dcon->format;
	if (dcon->known[module]) {
		polling_ask_on(&dcon->polling);
		return 0;
	}
	answered(dcon);
	return missing(dcon, module, QUALITY_MISSING, configuration, readings);
}

/* ">AAS" in front of a synchronised value: where the value begins, or NULL. */
static const char *synchronised_value(const struct dcon *dcon, const char *line, size_t length, bool *stale)
{
	if (length < 4 || memcmp(line + 1, asked(dcon), 2) != 0 || (line[3] != '0' && line[3] != '1'))
		return NULL;
	*stale = line[3] == '0';
	return line + 4;
}

/* The values came; 0 when that is not what it is. */
static size_t take_values(struct dcon *dcon, const char *line, size_t length, struct reading readings[static READINGS_MAX])
{
	bool stale = false;
	const char *p = dcon->synchronised ? synchronised_value(dcon, line, length, &stale) : line + 1;
	size_t module = dcon->polling.target;
	size_t count = p ? dcon_values(dcon->format, p, line + length, readings, dcon->channels) : 0;
	if (count != dcon->channels)
		return 0;
	for (size_t i = 0; i < count; i++) {
		readings[i].output += (int)(module * dcon->channels);
		readings[i].quality |= stale ? QUALITY_STALE : 0u;
	}
	answered(dcon);
	return count;
}

static size_t take_line(struct dcon *dcon, struct reading readings[static READINGS_MAX])
{
	const char *line = dcon->line.text;
	size_t length = dcon->line.length, module = dcon->polling.target, count = 0;
	char echo[COMMAND_SIZE];
	if (line_is_empty(&dcon->line) || (length + 1 == question(dcon, echo) && memcmp(line, echo, length) == 0))
		return 0;
	if (!dcon_open(line, &length, dcon->checksum)) {
		dcon->dropped++;
		dcon->corrupt = true;
		return 0;
	}
	bool known = dcon->known[module];
	int configuration = known ? -1 : dcon_configuration(line, length, asked(dcon));
	if (configuration >= 0)
		return take_configuration(dcon, (unsigned)configuration, readings);
	if (length == 3 && line[0] == '?' && memcmp(line + 1, asked(dcon), 2) == 0) {
		answered(dcon);
		return missing(dcon, module, QUALITY_MISSING, '?', readings);
	}
	if (known && line[0] == '>')
		count = take_values(dcon, line, length, readings);
	dcon->dropped += count == 0;
	return count;
}

static size_t dcon_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct dcon *dcon = state;
	if (!dcon->polling.awaiting) {
		if (byte == '\r' || byte == '\n')
			return 0;
		dcon->dropped++;
		polling_noise(&dcon->polling);
		return 0;
	}
	if (!line_push(&dcon->line, byte, '\0'))
		return 0;
	size_t count = line_is_too_long(&dcon->line) ? 0 : take_line(dcon, readings);
	dcon->line.length = 0;
	return count;
}

/* The twin: it answers what the modules of its addresses would. */

static void dcon_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct dcon *dcon = state;
	for (size_t i = 0; i < size; i++) {
		if (dcon->answering)
			dcon->heard.length = 0;         /* spoken into its answer: both are lost */
		dcon->answering = line_push(&dcon->heard, bytes[i], '\0') && dcon->heard.text[1] != '*';
		dcon->answer_ns = now_ns + ANSWER_NS;
		if (bytes[i] == '\r' && !dcon->answering)
			dcon->heard.length = 0;
	}
}

static int64_t dcon_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct dcon *dcon = state;
	return dcon->answering ? dcon->answer_ns : TIME_NEVER;
}

static int find_address(const struct dcon *dcon, const char *text)
{
	for (size_t i = 0; i < dcon->addresses.count; i++)
		if (memcmp(dcon->addresses.of[i], text, 2) == 0)
			return (int)i;
	return -1;
}

static size_t print_value(const struct dcon *dcon, char *text, double value)
{
	if (dcon->format == DCON_HEXADECIMAL)
		return (size_t)sprintf(text, "%04X", isnan(value) ? 0x7FFFu : (unsigned)lround(value) & 0xFFFFu);
	if (!(fabs(value) < 99999))     /* NAN too */
		return (size_t)sprintf(text, value < 0 ? "-0000" : "+9999");
	int decimals = fabs(value) < 9.9999 ? 4 : fabs(value) < 99.999 ? 3 : fabs(value) < 999.99 ? 2 : fabs(value) < 9999.9 ? 1 : 0;
	return (size_t)sprintf(text, decimals ? "%+.*f" : "%+.*f.", decimals, value);
}

static size_t dcon_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)n, (void)size;
	struct dcon *dcon = state;
	char *text = (char *)bytes, *heard = dcon->heard.text;
	size_t heard_length = dcon->heard.length, length = 0;
	dcon->heard.length = 0;
	dcon->answering = false;
	int module = dcon_open(heard, &heard_length, dcon->checksum) && heard_length >= 3 ? find_address(dcon, heard + 1) : -1;
	if (module < 0)
		return 0;
	bool configuration = heard[0] == '$' && heard_length == 4 && heard[3] == '2';
	bool sampled = heard[0] == '$' && heard_length == 4 && heard[3] == '4' && dcon->channels == 1;
	if (configuration) {
		length = (size_t)sprintf(text, "!%.2s2006%02X", heard + 1,
		                         (unsigned)dcon->format | (dcon->checksum ? DCON_CHECKSUM : 0u));
	} else if (sampled || (heard[0] == '#' && heard_length == 3)) {
		length = (size_t)sprintf(text, sampled ? ">%.2s1" : ">", heard + 1);
		for (size_t i = 0; i < dcon->channels; i++)
			length += print_value(dcon, text + length,
			                      simulated_reading(world, module * (int)dcon->channels + (int)i));
	} else {
		length = (size_t)sprintf(text, "?%.2s", heard + 1);
	}
	return dcon_close(text, length, dcon->checksum);
}

static const char *const keys[] = {
	"addresses", "channels", "format", "checksum", "synchronised", "interval", "timeout", NULL,
};

static const char *const asked_with[] = {
	"addresses = 01\ninterval = 0.2\n",
	"addresses = 01\nchannels = 1\ninterval = 0.2\n",
	"addresses = 01\nchecksum = yes\ninterval = 0.2\n",
	NULL,
};

const struct instrument_driver dcon_driver = {
	.name = "dcon",
	.title = "Advantech ADAM-4000 and other DCON modules, several on one bus",
	.line = { 9600, 8, 'N', 1 },
	.asked = true,
	.lines = true,
	.keys = keys,
	.harmless_to_ask = true,
	.asked_with = asked_with,
	.state_size = sizeof(struct dcon),
	.setup = dcon_setup,
	.outputs = dcon_outputs,
	.push = dcon_push,
	.dropped = dcon_dropped,
	.talk = dcon_talk,
	.unanswered = dcon_unanswered,
	.simulated_hear = dcon_hear,
	.simulated_due_ns = dcon_due_ns,
	.simulate = dcon_simulate,
};
