/*
 * polled_text.c - instruments that answer a line of text when they are asked
 *
 * Any of them, described in station.ini by what is asked and the shape of the answer:
 *
 *     ask       = READ?\r                  ; \r \n \t \\ and \xHH; {address} for a module's address
 *     addresses = 01 02                    ; where {address} stands: the modules, asked in turn
 *     interval  = 0.5                      ; seconds between two rounds; 1 when absent
 *     timeout   = 0.25                     ; seconds until an answer is given up; 0.25 when absent
 *     end       = <                        ; a character that ends the answer, as line ends do
 *     pattern   = {toe},{calf}             ; or another shape, see text/shape.h
 *     ask_to_identify = yes                ; `soleus ports --identify` may put this question to any port: it
 *                                          ; harms nothing that might hang there; no when absent
 *
 * With addresses an output is named by its module: a01_toe. One question at a time: see
 * text/polling.h. An answer that does not fit is dropped and the question given up in its
 * time; its own echo is passed over. What is not answered is missing, with
 * the flag POLLING_NO_ANSWER, or POLLING_NOT_UNDERSTOOD when something came.
 *
 * As rows:
 *
 * Omega iDRX signal conditioners: "*01X01" brings "00345.6" or "-00345.6"; "?999999" is an
 * overflow, and "?" with anything else is taken for the refusal of the question.
 * Omega DP97: "MEASURE" brings "0, 2351.7"; the first is an error's number, kept as the flags:
 * 3 broken probe, 4 syntax.
 * TEMPerX232: "ReadTemp" brings "Temp-Inner:24.50 [C],41.20 [%RH]<".
 * (published descriptions, not captures: MED. That the questions of the Omegas end with a
 * carriage return, and that of the TEMPerX232 with nothing, is how they are written there.
 * 9600 8N1.)
 */

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/text/addresses.h"
#include "acquisition/text/line.h"
#include "acquisition/text/polling.h"
#include "acquisition/text/preset.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/sample.h"

#define QUESTION_SIZE 128
#define ANSWER_NS     (20 * NS_PER_MS)      /* how long the twin thinks */

struct polled_text {
	struct shape             shape;             /* of one module's answer */
	const struct preset     *preset;
	struct instrument_output outputs[READINGS_MAX];
	size_t                   output_count;
	uint8_t                  question[QUESTION_SIZE];
	size_t                   question_size;
	size_t                   address_at;        /* where the address goes in; question_size: nowhere */
	struct addresses         addresses;
	char                     end;

	struct polling polling;
	struct line    line;
	bool           misunderstood;   /* something came that was no answer */
	bool           silent;          /* polling.given_up has not been told yet */
	unsigned long  dropped;

	/* Of the twin. */
	uint8_t  heard[QUESTION_SIZE];
	size_t   heard_size;
	bool     answering;
	size_t   answering_target;
	int64_t  answer_ns;
};

/* Settings. */

/* One character of `ask`, at *p; -1 when it is not one. */
static int read_character(const char **p)
{
	static const char letters[] = "rnt\\", meanings[] = "\r\n\t\\";
	if (**p != '\\')
		return (unsigned char)*(*p)++;
	char letter = *++*p;
	const char *found = letter ? strchr(letters, letter) : NULL;
	if (found) {
		++*p;
		return meanings[found - letters];
	}
	unsigned value;
	if (letter != 'x' || !isxdigit((unsigned char)(*p)[1]) || !isxdigit((unsigned char)(*p)[2])
	    || sscanf(*p + 1, "%2x", &value) != 1)
		return -1;
	*p += 3;
	return (int)value;
}

static bool read_question(struct polled_text *polled, const struct section *section, struct error *error)
{
	static const char place[] = "{address}";
	const char *p = section_require(section, "ask", error);
	bool addressed = false;
	while (p && *p) {
		if (!addressed && strncmp(p, place, strlen(place)) == 0) {
			polled->address_at = polled->question_size;
			addressed = true;
			p += strlen(place);
			continue;
		}
		int character = read_character(&p);
		if (character < 0)
			return section_error(section, "ask", error, "ask has a backslash with something else than r, n, t, \\ or xHH behind it");
		if (polled->question_size + ADDRESS_SIZE == QUESTION_SIZE)
			return section_error(section, "ask", error, "ask is longer than %d characters", QUESTION_SIZE - ADDRESS_SIZE);
		polled->question[polled->question_size++] = (uint8_t)character;
	}
	if (!addressed)
		polled->address_at = polled->question_size;
	if (p && polled->question_size == 0)
		return section_error(section, "ask", error, "ask is empty");
	if (p && addressed != (section_text(section, "addresses") != NULL))
		return section_error(section, addressed ? "ask" : "addresses", error,
			"{address} in ask and the key 'addresses' go together; here is only one of them");
	return p && (!addressed || addresses_from(&polled->addresses, section, error));
}

static bool read_end(struct polled_text *polled, const struct section *section, struct error *error)
{
	const char *end = section_text(section, "end");
	if (end && strlen(end) != 1)
		return section_error(section, "end", error, "end is '%s', but it is one character", end);
	polled->end = end ? *end : '\0';
	return true;
}

/* The shape's outputs, once for each module. */
static bool make_outputs(struct polled_text *polled, const struct section *section, struct error *error)
{
	size_t each = polled->shape.output_count;
	if (each * polled->polling.targets > READINGS_MAX)
		return section_error(section, "addresses", error, "%s of %s make more than %d",
		                     count_text((int64_t)polled->polling.targets, "module", "modules", (char[COUNT_TEXT_SIZE]){0}),
		                     count_text((int64_t)each, "output", "outputs", (char[COUNT_TEXT_SIZE]){0}), READINGS_MAX);
	for (size_t m = 0; m < polled->polling.targets; m++)
		for (size_t i = 0; i < each; i++) {
			struct instrument_output *output = &polled->outputs[polled->output_count++];
			*output = polled->shape.outputs[i];
			if (polled->addresses.count)
				address_name(output->name, polled->addresses.of[m], polled->shape.outputs[i].name);
			if (output->label == polled->shape.outputs[i].name)
				output->label = output->name;
		}
	return true;
}

static bool set_up(struct polled_text *polled, const struct preset *preset,
                   const struct section *section, struct error *error)
{
	struct setting room[PRESET_ROOM];
	struct section merged = preset_section(preset, section, room);
	polled->preset = preset;
	if (!read_question(polled, &merged, error) || !read_end(polled, &merged, error)
	    || !polling_from(&polled->polling, 1, 0.25, &merged, error) || !shape_from(&polled->shape, &merged, error))
		return false;
	polled->polling.targets = polled->addresses.count ? polled->addresses.count : 1;
	preset_outputs(preset, &polled->shape, (double)polled->polling.interval_ns / (double)NS_PER_S);
	return make_outputs(polled, section, error);
}

static const struct instrument_output *polled_outputs(const void *state, size_t *count)
{
	const struct polled_text *polled = state;
	*count = polled->output_count;
	return polled->outputs;
}

static unsigned long polled_dropped(const void *state)
{
	return ((const struct polled_text *)state)->dropped;
}

/* The exchange. */

/* The question to that module; returns its length. */
static size_t question_to(const struct polled_text *polled, size_t target, uint8_t bytes[static QUESTION_SIZE])
{
	size_t at = polled->address_at, rest = polled->question_size - at, address = polled->addresses.count ? 2 : 0;
	memcpy(bytes, polled->question, at);
	if (address)
		memcpy(bytes + at, polled->addresses.of[target], address);
	memcpy(bytes + at + address, polled->question + at, rest);
	return at + address + rest;
}

static size_t polled_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	struct polled_text *polled = state;
	(void)size;
	enum polling_step step = polling_step(&polled->polling, now_ns, again_ns);
	if (step == POLLING_GIVEN_UP)
		polled->silent = true;
	if (step != POLLING_ASK)
		return 0;
	polled->line.length = 0;
	polled->misunderstood = false;
	return question_to(polled, polled->polling.target, bytes);
}

static size_t polled_unanswered(void *state, struct reading readings[static READINGS_MAX])
{
	struct polled_text *polled = state;
	size_t count = polled->silent ? polled->shape.output_count : 0;
	uint32_t why = polled->misunderstood || polled->line.length > 0 ? POLLING_NOT_UNDERSTOOD : POLLING_NO_ANSWER;
	for (size_t i = 0; i < count; i++)
		readings[i] = (struct reading){
			.output = (int)(polled->polling.given_up * polled->shape.output_count + i),
			.value = NAN, .quality = QUALITY_MISSING, .flags = why,
		};
	polled->silent = false;
	return count;
}

/* Many a line brings back what we say. */
static bool is_echo(const struct polled_text *polled)
{
	uint8_t question[QUESTION_SIZE];
	size_t length = question_to(polled, polled->polling.target, question);
	while (length > 0 && strchr("\r\n", question[length - 1]))
		length--;
	return length == polled->line.length && memcmp(question, polled->line.text, length) == 0;
}

static size_t take_answer(struct polled_text *polled, struct reading readings[static READINGS_MAX])
{
	if (line_is_empty(&polled->line) || is_echo(polled))
		return 0;
	size_t count = line_is_too_long(&polled->line) ? 0
		: shape_parse(&polled->shape, polled->line.text, polled->line.length, readings);
	if (count == 0) {
		polled->dropped++;
		polled->misunderstood = true;
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (polled->preset && polled->preset->judge)
			polled->preset->judge(&readings[i]);
		readings[i].output += (int)(polled->polling.target * polled->shape.output_count);
	}
	polling_answered(&polled->polling);
	return count;
}

static size_t polled_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct polled_text *polled = state;
	if (!polled->polling.awaiting) {
		if (strchr(" \r\n", byte))          /* the rest of an answer's line end; NUL is among these too */
			return 0;
		polled->dropped++;
		polling_noise(&polled->polling);
		return 0;
	}
	if (!line_push(&polled->line, byte, polled->end))
		return 0;
	size_t count = take_answer(polled, readings);
	polled->line.length = 0;
	return count;
}

/* The twin. */

static void polled_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct polled_text *polled = state;
	uint8_t question[QUESTION_SIZE];
	for (size_t i = 0; i < size; i++) {
		if (polled->heard_size == QUESTION_SIZE)
			memmove(polled->heard, polled->heard + 1, --polled->heard_size);
		polled->heard[polled->heard_size++] = bytes[i];
		for (size_t m = 0; m < polled->polling.targets; m++) {
			size_t length = question_to(polled, m, question);
			if (polled->heard_size < length
			    || memcmp(polled->heard + polled->heard_size - length, question, length) != 0)
				continue;
			polled->heard_size = 0;
			polled->answering = true;
			polled->answering_target = m;
			polled->answer_ns = now_ns + ANSWER_NS;
			break;
		}
	}
}

static int64_t polled_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct polled_text *polled = state;
	return polled->answering ? polled->answer_ns : TIME_NEVER;
}

static size_t polled_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	struct polled_text *polled = state;
	double values[READINGS_MAX];
	shape_values(&polled->shape, world, polled->answering_target * polled->shape.output_count, values);
	size_t length = polled->preset && polled->preset->print
		? polled->preset->print(n, values, (char *)bytes, size - 2)
		: shape_print(&polled->shape, values, (char *)bytes, size - 2);
	bytes[length++] = (uint8_t)(polled->end ? polled->end : '\r');
	polled->answering = false;
	return length;
}

static const char *const polled_keys[] = { SHAPE_KEYS, "ask", "addresses", "interval", "timeout", "end",
                                           "ask_to_identify", NULL };

static bool polled_text_setup(void *state, const struct section *section, struct error *error)
{
	bool harmless;          /* read by acquisition/hearing.h */
	return section_flag(section, "ask_to_identify", &harmless, error) && set_up(state, NULL, section, error);
}

/* Omega iDRX. */

static size_t idrx_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	(void)n;
	if (isnan(values[0]))
		return (size_t)snprintf(text, size, "?999999");
	return (size_t)snprintf(text, size, "%s%07.1f", values[0] < 0 ? "-" : "", fabs(values[0]));
}

static const struct preset idrx = {
	.settings = {
		{ "ask", "*{address}X01\\r", 0 }, { "addresses", "01", 0 }, { "pattern", "{value}", 0 },
		{ "missing", "only ?999999=saturated ?*", 0 },
	},
	.outputs = { { "value", NULL, "Reading" } },
	.print = idrx_print,
};

static bool idrx_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &idrx, section, error);
}

static const char *const idrx_keys[] = { "addresses", "interval", "timeout", NULL };

/* Omega DP97. */

static void dp97_judge(struct reading *reading)
{
	enum { DP97_WELL = 0, DP97_BROKEN_PROBE = 3 };
	if (reading->flags == DP97_WELL)
		return;
	reading->value = NAN;
	reading->quality = reading->flags == DP97_BROKEN_PROBE ? QUALITY_NO_PROBE : QUALITY_MISSING;
}

static size_t dp97_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	(void)n;
	if (isnan(values[0]))
		return (size_t)snprintf(text, size, "3, 0.0");
	return (size_t)snprintf(text, size, "0, %.1f", values[0]);
}

static const struct preset dp97 = {
	.settings = { { "ask", "MEASURE\\r", 0 }, { "columns", "#, value?", 0 }, { "missing", "only", 0 } },
	.outputs = { { "value", NULL, "Reading" } },
	.judge = dp97_judge,
	.print = dp97_print,
};

static bool dp97_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &dp97, section, error);
}

static const char *const asked_keys[] = { "interval", "timeout", NULL };
static const char *const asked_often[] = { "interval = 0.2\n", NULL };

/* TEMPerX232. */

static size_t temper_print(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size)
{
	(void)n;
	return (size_t)snprintf(text, size, "Temp-Inner:%.2f [C],%.2f [%%RH]", values[0], isnan(values[1]) ? 40 : values[1]);
}

static const struct preset temper = {
	.settings = {
		{ "ask", "ReadTemp", 0 }, { "end", "<", 0 }, { "pattern", "Temp-Inner:{temperature} [C],{humidity} [%RH]", 0 },
	},
	.outputs = { { "temperature", "temperature", "Temperature" }, { "humidity", "humidity", "Relative humidity" } },
	.print = temper_print,
};

static bool temper_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &temper, section, error);
}

/* What all have in common. */
#define POLLED \
	.lines = true, \
	.line = { 9600, 8, 'N', 1 }, \
	.asked = true, \
	.state_size = sizeof(struct polled_text), \
	.outputs = polled_outputs, \
	.push = polled_push, \
	.dropped = polled_dropped, \
	.talk = polled_talk, \
	.unanswered = polled_unanswered, \
	.simulated_hear = polled_hear, \
	.simulated_due_ns = polled_due_ns, \
	.simulate = polled_simulate

const struct instrument_driver polled_text_driver = {
	.name = "polled_text",
	.title = "An instrument that answers with a line of text when it is asked, described in station.ini",
	.keys = polled_keys,
	.setup = polled_text_setup,
	POLLED,
};

const struct instrument_driver omega_idrx_driver = {
	.name = "omega_idrx",
	.title = "Omega iDRX signal conditioners, several on one bus",
	.harmless_to_ask = true,
	.asked_with = asked_often,
	.keys = idrx_keys,
	.setup = idrx_setup,
	POLLED,
};

const struct instrument_driver omega_dp97_driver = {
	.name = "omega_dp97",
	.title = "Omega DP97 precision thermometer",
	.harmless_to_ask = true,
	.asked_with = asked_often,
	.keys = asked_keys,
	.setup = dp97_setup,
	POLLED,
};

const struct instrument_driver temperx232_driver = {
	.name = "temperx232",
	.title = "TEMPerX232 thermometer and hygrometer",
	.harmless_to_ask = true,
	.asked_with = asked_often,
	.keys = asked_keys,
	.setup = temper_setup,
	POLLED,
};
