/*
 * modbus_rtu.c - temperature modules and anything else on a Modbus RTU bus, asked in turn
 *
 *     [instrument bus]
 *     driver   = modbus_rtu
 *     port     = usb:1a86:7523
 *     map      = r4dcb08          ; see modbus_map.h for this, `units` and registers of one's own
 *     units    = 1 2
 *     interval = 1                ; seconds from one round of questions to the next; 1 when absent
 *     timeout  = 0.3              ; seconds that a module may take to answer; 0.3 when absent
 *
 * RS-485, 9600 8N1 unless `line` says otherwise. Frames: modbus_frame.h. Between any byte on
 * the bus and the next question there is silence for 3.5 characters (1.75 ms above 19200 baud), which
 * is how modules know where a frame begins. A silence inside a reply means nothing here: USB
 * adapters make their own.
 *
 * No answer in time, one with a wrong CRC or an exception makes the outputs of that question missing;
 * the exception's code stands in the flags. A reply does not say which question it answers. So a
 * module that left a question open is in doubt: before its values are believed again it is
 * asked for another number of registers than ever else, and the reply to that, known by its length, comes
 * behind any late one. Whatever is no answer to the question asked is dropped and counted.
 */

#include <math.h>
#include <string.h>

#include "acquisition/instruments/modbus_map.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

#define FAST_BAUD          19200
#define FAST_SILENCE_NS    (1750 * INT64_C(1000))
#define TWIN_THINKING_NS   (5 * NS_PER_MS)

struct modbus {
	struct modbus_map map;
	int64_t           interval_ns, timeout_ns, character_ns, silence_ns;

	bool                   begun;
	int64_t                round_ns;        /* when this round began, or is to begin */
	size_t                 turn;            /* the question of this round that is next, or was asked */
	bool                   heard;           /* bytes came since the last talk */
	int64_t                quiet_ns;        /* no question before this */
	bool                   doubted[256];    /* units that left a question open */
	struct modbus_question asked;
	bool                   waiting, settling;
	int64_t                deadline_ns;
	bool                   corrupt;         /* what came had a wrong CRC */
	uint8_t                reply[MODBUS_REPLY_MOST];
	size_t                 length;
	unsigned long          dropped;
	size_t                 unanswered;      /* 1 + the question that was given up; 0: none */
	uint32_t               reason;

	/* Of the twin: what it will send. */
	struct modbus_question to_answer;
	bool                   answering;
	int64_t                answer_ns;
};

static bool modbus_setup(void *state, const struct section *section, struct error *error)
{
	struct modbus *modbus = state;
	struct line_settings line = { 9600, 8, 'N', 1 };
	double interval_s = 1, timeout_s = 0.3;
	const char *text = section_text(section, "line");
	if (text)
		line_settings_parse(text, &line);
	if (!section_number(section, "interval", &interval_s, error) || !section_number(section, "timeout", &timeout_s, error))
		return false;
	if (!(interval_s >= 0.01 && interval_s <= 86400))
		return section_error(section, "interval", error,
			"interval is %g, but the seconds between two rounds lie between 0.01 and 86400", interval_s);
	if (!(timeout_s >= 0.01 && timeout_s <= 60))
		return section_error(section, "timeout", error,
			"timeout is %g, but the seconds to wait for an answer lie between 0.01 and 60", timeout_s);
	modbus->interval_ns = llround(interval_s * (double)NS_PER_S);
	modbus->timeout_ns = llround(timeout_s * (double)NS_PER_S);
	modbus->character_ns = line_character_ns(&line);
	modbus->silence_ns = line.baud > FAST_BAUD ? FAST_SILENCE_NS : modbus->character_ns * 7 / 2;
	return modbus_map_read(&modbus->map, section, interval_s, error);
}

static const struct instrument_output *modbus_outputs(const void *state, size_t *count)
{
	const struct modbus *modbus = state;
	*count = modbus->map.count;
	return modbus->map.outputs;
}

static unsigned long modbus_dropped(const void *state)
{
	return ((const struct modbus *)state)->dropped;
}

/* What comes. */

/* All outputs of a question as missing for one reason. */
static size_t missing(const struct modbus *modbus, const struct modbus_question *question, uint32_t quality,
                      uint32_t flags, struct reading readings[static READINGS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < modbus->map.count; i++)
		if (modbus_map_fetches(&modbus->map, i, question))
			readings[count++] = (struct reading){ .output = (int)i, .value = NAN, .quality = quality, .flags = flags };
	return count;
}

static size_t take_reply(struct modbus *modbus, struct reading readings[static READINGS_MAX])
{
	size_t count = 0;
	modbus->waiting = false;
	modbus->length = 0;
	if (modbus->settling) {
		modbus->doubted[modbus->asked.unit] = false;
		return 0;
	}
	modbus->turn++;
	for (size_t i = 0; i < modbus->map.count; i++)
		if (modbus_map_fetches(&modbus->map, i, &modbus->asked))
			readings[count++] = modbus_map_reading(&modbus->map, i, &modbus->asked, modbus->reply);
	return count;
}

/* An exception could be the late answer to another question too: it settles a doubt only where one
 * was being settled, since no value comes of that. */
static size_t take_exception(struct modbus *modbus, struct reading readings[static READINGS_MAX])
{
	modbus->waiting = false;
	modbus->length = 0;
	modbus->doubted[modbus->asked.unit] = !modbus->settling;
	if (modbus->settling)
		return 0;
	modbus->turn++;
	return missing(modbus, &modbus->asked, QUALITY_MISSING, modbus->reply[2], readings);
}

static size_t modbus_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct modbus *modbus = state;
	modbus->heard = true;
	if (!modbus->waiting) {
		modbus->dropped++;
		return 0;
	}
	modbus->reply[modbus->length++] = byte;
	while (modbus->length > 0) {
		enum modbus_answer answer = modbus_check(&modbus->asked, modbus->reply, modbus->length);
		if (answer == MODBUS_MORE)
			return 0;
		if (answer == MODBUS_REPLY)
			return take_reply(modbus, readings);
		if (answer == MODBUS_EXCEPTION)
			return take_exception(modbus, readings);
		modbus->corrupt |= answer == MODBUS_CORRUPT;
		modbus->length--;
		memmove(modbus->reply, modbus->reply + 1, modbus->length);
		modbus->dropped++;
	}
	return 0;
}

/* What is sent. */

/* A number of registers that this unit is never asked for otherwise. */
static uint16_t settling_count(const struct modbus *modbus, uint8_t unit)
{
	uint16_t count = 1;
	for (size_t i = 0; i < modbus->map.question_count; ) {
		const struct modbus_question *question = &modbus->map.questions[i++];
		if (question->unit == unit && question->count == count) {
			count++;
			i = 0;
		}
	}
	return count;
}

static void give_up(struct modbus *modbus)
{
	modbus->dropped += modbus->length;
	modbus->length = 0;
	modbus->waiting = false;
	modbus->doubted[modbus->asked.unit] = true;
	modbus->reason = modbus->corrupt ? QUALITY_BAD_CHECKSUM : QUALITY_MISSING;
	modbus->unanswered = ++modbus->turn;
}

/* A round that took too long is followed by the next at once; those that it slept through are left out. */
static void next_round(struct modbus *modbus, int64_t now_ns)
{
	int64_t passed = (now_ns - modbus->round_ns) / modbus->interval_ns;
	modbus->round_ns += (passed > 1 ? passed : 1) * modbus->interval_ns;
	modbus->turn = 0;
}

static size_t ask(struct modbus *modbus, int64_t now_ns, uint8_t *bytes)
{
	modbus->asked = modbus->map.questions[modbus->turn];
	modbus->settling = modbus->doubted[modbus->asked.unit];
	if (modbus->settling)
		modbus->asked.count = settling_count(modbus, modbus->asked.unit);
	modbus->waiting = true;
	modbus->corrupt = false;
	modbus->deadline_ns = now_ns + MODBUS_QUESTION_SIZE * modbus->character_ns + modbus->timeout_ns;
	modbus_ask(&modbus->asked, bytes);
	return MODBUS_QUESTION_SIZE;
}

static size_t modbus_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	(void)size;
	struct modbus *modbus = state;
	size_t asked = 0;
	if (!modbus->begun)
		modbus->round_ns = now_ns;
	if (!modbus->begun || modbus->heard)
		modbus->quiet_ns = now_ns + modbus->silence_ns;
	modbus->begun = true;
	modbus->heard = false;
	if (modbus->waiting && now_ns >= modbus->deadline_ns)
		give_up(modbus);
	if (modbus->turn == modbus->map.question_count)
		next_round(modbus, now_ns);
	int64_t due_ns = modbus->turn == 0 && modbus->round_ns > modbus->quiet_ns ? modbus->round_ns : modbus->quiet_ns;
	if (!modbus->waiting && due_ns <= now_ns)
		asked = ask(modbus, now_ns, bytes);
	*again_ns = modbus->waiting ? modbus->deadline_ns : due_ns;
	return asked;
}

static size_t modbus_unanswered(void *state, struct reading readings[static READINGS_MAX])
{
	struct modbus *modbus = state;
	if (modbus->unanswered == 0)
		return 0;
	const struct modbus_question *question = &modbus->map.questions[modbus->unanswered - 1];
	modbus->unanswered = 0;
	return missing(modbus, question, modbus->reason, 0, readings);
}

/* The twin: all modules of the bus. */

/* The station sends a question whole; a real module tells its beginning by the silence before it. */
static void modbus_hear_question(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct modbus *modbus = state;
	struct modbus_question question;
	if (size != MODBUS_QUESTION_SIZE || !modbus_hear(&question, bytes))
		return;
	for (size_t i = 0; i < modbus->map.question_count; i++)
		if (modbus->map.questions[i].unit == question.unit) {
			modbus->to_answer = question;
			modbus->answering = true;
			modbus->answer_ns = now_ns + MODBUS_QUESTION_SIZE * modbus->character_ns + TWIN_THINKING_NS;
		}
}

static int64_t modbus_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct modbus *modbus = state;
	return modbus->answering ? modbus->answer_ns : TIME_NEVER;
}

static size_t modbus_simulate(void *state, uint64_t n, const struct simulated_world *world,
                              uint8_t *bytes, size_t size)
{
	(void)n, (void)size;
	struct modbus *modbus = state;
	const struct modbus_question *question = &modbus->to_answer;
	double values[READINGS_MAX];
	uint16_t registers[MODBUS_COUNT_MOST];
	modbus->answering = false;
	for (size_t i = 0; i < modbus->map.count; i++)
		values[i] = simulated_reading(world, (int)i);
	if (question->function != MODBUS_READ_HOLDING && question->function != MODBUS_READ_INPUT)
		return modbus_refuse(question, MODBUS_ILLEGAL_FUNCTION, bytes);
	if (!modbus_map_registers(&modbus->map, values, question, registers))
		return modbus_refuse(question, MODBUS_ILLEGAL_ADDRESS, bytes);
	return modbus_reply(question, registers, bytes);
}

static const char *const keys[] = { "map", "units", "missing", "interval", "timeout", "register *", NULL };

static const char *const asked_with[] = {
	"map = r4dcb08\ninterval = 0.2\n",
	"map = nt18b07\ninterval = 0.2\n",
	NULL,
};

const struct instrument_driver modbus_rtu_driver = {
	.name = "modbus_rtu",
	.title = "Modules on a Modbus RTU bus (R4DCB08, NT18B07, or registers by station.ini)",
	.line = { 9600, 8, 'N', 1 },
	.asked = true,
	.keys = keys,
	.harmless_to_ask = true,
	.asked_with = asked_with,
	.state_size = sizeof(struct modbus),
	.setup = modbus_setup,
	.outputs = modbus_outputs,
	.push = modbus_push,
	.dropped = modbus_dropped,
	.talk = modbus_talk,
	.unanswered = modbus_unanswered,
	.simulated_hear = modbus_hear_question,
	.simulated_due_ns = modbus_due_ns,
	.simulate = modbus_simulate,
};
