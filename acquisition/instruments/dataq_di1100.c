/*
 * dataq_di1100.c - DATAQ DI-1100: four analogue inputs of +-10 V, with a stream of binary numbers
 *
 *     inputs  = 0 1       ; the analogue inputs, in any order; the outputs are ain0, ain1 ...
 *     digital = 0 1       ; the digital inputs, such as a marker's button or a trigger: din0, din1; none when absent
 *     rate    = 10        ; readings a second; 10 when absent
 *
 * USB in its CDC mode (identity 0683:...), where the baud rate means nothing. Commands end with a
 * carriage return and come back as an echo, at times with line feeds and NULs around it. Each waits
 * for its echo; without one everything begins again with `stop`. `start` alone has no echo that can be
 * counted on; if one comes it is passed over.
 *
 *     stop   encode 0   ps 0   slist 0 <input> ...   srate 60000   start
 *
 * Then the instrument sends, 60000000/60000 = 1000 times a second (it cannot do it more slowly than 915
 * times), a scan: for each place of the scan list two bytes, least significant first, two's complement,
 * 10/32768 V. In the word of the first place the two lowest bits are the digital inputs, which become the
 * flags. The scans are averaged down to `rate` on this side; a digital input's average is the share of the time in which
 * it was high, so that a press too short for `rate` is still seen (they rest high: an open contact is 1).
 *
 * Nothing marks where a scan begins. A lost byte shows in three ways: the two lowest bits of the other
 * places' words are not 0 any more; the digital inputs change in the same millisecond in which a voltage jumps
 * by more than 0.1 V; or a voltage jumps alone. Then everything begins again, which takes some 30 ms; for a jump alone
 * once in ten seconds at most, since an input may really jump. One input alone would show less, so a
 * second one is scanned beside it. (A loss can still pass unseen, where the upper bytes happen to look like
 * lower ones. But USB repeats what was spoilt: bytes are lost only when the computer does
 * not listen.) So does everything begin again when nothing came for a second.
 *
 * At the converter's ends, 7FFC and 8000, the value is kept as QUALITY_SATURATED.
 *
 * Sources: DATAQ's protocol and its sample programs (dataq-instruments/Python). HIGH; that the lower bits of the
 * other words are 0 is read from a remark there: MED.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/line.h"
#include "base/clock.h"
#include "base/sample.h"

#define INPUTS        4
#define DIGITALS      2
#define SCANS_A_SECOND 1000
#define DIVISOR       60000
#define VOLTS         (10.0 / 32768)
#define HIGHEST       0x7FFC
#define LOWEST        (-0x8000)
#define DIGITAL       3u
#define NO_WORD       0x10000u              /* greater than any */
#define JUMP          328                   /* 0.1 V */
#define ECHO_NS       (NS_PER_S / 2)
#define SILENCE_NS    NS_PER_S
#define DOUBT_NS      (10 * NS_PER_S)       /* from one beginning for a jump alone to the next */
#define COMMAND_SIZE  32
#define LATENCY_NS    (5 * NS_PER_MS)       /* the twin's */
#define SCANS_A_BURST 10                    /* the twin sends so many at once */

enum phase { PHASE_STOP, PHASE_ENCODE, PHASE_PACKET, PHASE_LIST, PHASE_RATE, PHASE_START, PHASE_STREAM };

struct di1100 {
	struct instrument_output outputs[INPUTS + DIGITALS];        /* the analogue ones first */
	int                      inputs[INPUTS];    /* of the scan list; those of the outputs first */
	int                      digitals[DIGITALS];
	size_t                   analogue_count, digital_count, slots;
	long                     scans;             /* that make one reading */

	enum phase    phase;            /* what is said and awaited now */
	size_t        slot;             /* of PHASE_LIST */
	bool          said, echoed;
	bool          lost_step;
	bool          doubts, doubted;  /* a jump alone may be a lost byte; it was taken for one */
	int64_t       doubts_again_ns;
	int64_t       until_ns;         /* of the echo, or of the next scan */
	struct line   line;
	uint64_t      bytes, bytes_seen;        /* of the stream; those that `talk` knows of */
	uint8_t       echo[COMMAND_SIZE];       /* the stream's first bytes, while they look like one of `start` */
	size_t        echo_length;

	uint8_t       low;              /* the lower byte of a word */
	bool          half;             /* it is there */
	size_t        place;            /* of the next word in its scan */
	unsigned      words[INPUTS], before[INPUTS];    /* of this scan and the one before */
	long          scan;             /* scans in this reading so far */
	double        sums[INPUTS];
	uint32_t      qualities[INPUTS];
	long          high[DIGITALS];               /* scans of this reading */
	uint32_t      flags;
	unsigned long dropped;

	/* Of the twin. */
	struct line heard;
	char        answer[COMMAND_SIZE + 1];
	int64_t     answer_ns;
	bool        streaming;
	int64_t     burst_ns;
	uint64_t    scans_sent;
};

/* Settings. */

/* The numbers that stand under a key, each below `below`, none twice; one output each. */
static bool read_list(struct di1100 *di1100, const struct section *section, const char *key, const char *otherwise,
                      int below, int numbers[], size_t *count, struct error *error)
{
	const char *p = section_text(section, key);
	bool digital = numbers == di1100->digitals;
	for (p = p ? p : otherwise; *(p += strspn(p, " \t,")); p++) {
		bool one = *p >= '0' && *p < '0' + below && strchr(" \t,", p[1] ? p[1] : ' ');
		for (size_t i = 0; one && i < *count; i++)
			one = numbers[i] != *p - '0';
		if (!one)
			return section_error(section, key, error, "%s is '%s', but some of %s were expected, each once",
			                     key, section_text(section, key), digital ? "0 1" : "0 1 2 3");
		struct instrument_output *output = &di1100->outputs[di1100->analogue_count + di1100->digital_count];
		numbers[(*count)++] = *p - '0';
		snprintf(output->name, sizeof output->name, "%cin%c", digital ? 'd' : 'a', *p);
		output->label = output->name;
		output->quantity = digital ? "digital_input" : NULL;
	}
	return true;
}

static bool read_inputs(struct di1100 *di1100, const struct section *section, struct error *error)
{
	if (!read_list(di1100, section, "inputs", "0", INPUTS, di1100->inputs, &di1100->analogue_count, error)
	    || !read_list(di1100, section, "digital", "", DIGITALS, di1100->digitals, &di1100->digital_count, error))
		return false;
	di1100->slots = di1100->analogue_count;
	if (di1100->slots == 1)
		di1100->inputs[di1100->slots++] = (di1100->inputs[0] + 1) % INPUTS;
	return di1100->slots > 0 || section_error(section, "inputs", error, "inputs is empty");
}

static bool di1100_setup(void *state, const struct section *section, struct error *error)
{
	struct di1100 *di1100 = state;
	double rate = 10;
	if (!read_inputs(di1100, section, error) || !section_number(section, "rate", &rate, error))
		return false;
	di1100->scans = rate > 0 ? lround(SCANS_A_SECOND / rate) : 0;
	if (di1100->scans < 1 || di1100->scans > 100 * SCANS_A_SECOND || fabs((double)di1100->scans * rate - SCANS_A_SECOND) > 1e-6)
		return section_error(section, "rate", error, "rate is %g, but it is a whole part of %d a second, such as 100, 20, 10 or 1",
		                     rate, SCANS_A_SECOND);
	for (size_t i = 0; i < di1100->analogue_count + di1100->digital_count; i++)
		di1100->outputs[i].interval_s = (double)di1100->scans / SCANS_A_SECOND;
	return true;
}

static const struct instrument_output *di1100_outputs(const void *state, size_t *count)
{
	const struct di1100 *di1100 = state;
	*count = di1100->analogue_count + di1100->digital_count;
	return di1100->outputs;
}

static unsigned long di1100_dropped(const void *state)
{
	return ((const struct di1100 *)state)->dropped;
}

/* The commands. */

static void command_of(const struct di1100 *di1100, char text[static COMMAND_SIZE])
{
	switch (di1100->phase) {
	case PHASE_ENCODE:
		snprintf(text, COMMAND_SIZE, "encode 0");
		break;
	case PHASE_PACKET:
		snprintf(text, COMMAND_SIZE, "ps 0");
		break;
	case PHASE_LIST:
		snprintf(text, COMMAND_SIZE, "slist %zu %d", di1100->slot, di1100->inputs[di1100->slot]);
		break;
	case PHASE_RATE:
		snprintf(text, COMMAND_SIZE, "srate %d", DIVISOR);
		break;
	case PHASE_START:
		snprintf(text, COMMAND_SIZE, "start");
		break;
	case PHASE_STOP:
	case PHASE_STREAM:
		snprintf(text, COMMAND_SIZE, "stop");
		break;
	}
}

static void begin_again(struct di1100 *di1100)
{
	di1100->phase = PHASE_STOP;
	di1100->slot = 0;
	di1100->said = di1100->echoed = di1100->lost_step = false;
	di1100->line.length = 0;
}

static void begin_stream(struct di1100 *di1100)
{
	di1100->phase = PHASE_STREAM;
	di1100->bytes = di1100->bytes_seen = 0;
	di1100->echo_length = 0;
	di1100->half = false;
	di1100->place = 0;
	di1100->scan = 0;
	di1100->before[0] = NO_WORD;
	di1100->doubts = false;         /* until talk has told what time it is */
	memset(di1100->sums, 0, sizeof di1100->sums);
	memset(di1100->qualities, 0, sizeof di1100->qualities);
	memset(di1100->high, 0, sizeof di1100->high);
}

static void next_command(struct di1100 *di1100)
{
	di1100->said = di1100->echoed = false;
	if (di1100->phase == PHASE_LIST && ++di1100->slot < di1100->slots)
		return;
	di1100->phase++;
}

/* While the stream runs: whether it still does. */
static void watch(struct di1100 *di1100, int64_t now_ns)
{
	if (di1100->bytes != di1100->bytes_seen)
		di1100->until_ns = now_ns + SILENCE_NS;
	di1100->bytes_seen = di1100->bytes;
	if (di1100->doubted)
		di1100->doubts_again_ns = now_ns + DOUBT_NS;
	di1100->doubted = false;
	di1100->doubts = now_ns >= di1100->doubts_again_ns;
	if (di1100->lost_step || now_ns >= di1100->until_ns)
		begin_again(di1100);
}

static size_t di1100_talk(void *state, int64_t now_ns, uint8_t *bytes, size_t size, int64_t *again_ns)
{
	struct di1100 *di1100 = state;
	char command[COMMAND_SIZE];
	if (di1100->phase == PHASE_STREAM)
		watch(di1100, now_ns);
	else if (di1100->echoed)
		next_command(di1100);
	else if (di1100->said && now_ns >= di1100->until_ns)
		begin_again(di1100);
	*again_ns = di1100->until_ns;
	if (di1100->phase == PHASE_STREAM || di1100->said)
		return 0;
	command_of(di1100, command);
	di1100->said = true;
	di1100->until_ns = *again_ns = now_ns + (di1100->phase == PHASE_START ? SILENCE_NS : ECHO_NS);
	if (di1100->phase == PHASE_START)
		begin_stream(di1100);
	return (size_t)snprintf((char *)bytes, size, "%s\r", command);
}

/* Before the stream: looks for the command's echo at the end of a line, behind what was still on its way. */
static void take_echo(struct di1100 *di1100, uint8_t byte)
{
	char command[COMMAND_SIZE];
	if (byte == '\0' || byte == '\n' || !line_push(&di1100->line, byte, '\0'))
		return;
	command_of(di1100, command);
	size_t length = strlen(command), there = di1100->line.length;
	while (there > 0 && di1100->line.text[there - 1] == ' ')
		there--;
	if (di1100->said && there >= length && memcmp(di1100->line.text + there - length, command, length) == 0
	    && !line_is_too_long(&di1100->line))
		di1100->echoed = true;
	di1100->line.length = 0;
}

/* The stream. */

static size_t end_reading(struct di1100 *di1100, struct reading *readings)
{
	size_t count = di1100->analogue_count;
	for (size_t i = 0; i < count; i++) {
		readings[i] = (struct reading){
			.output = (int)i, .value = di1100->sums[i] / (double)di1100->scans * VOLTS,
			.quality = di1100->qualities[i], .flags = di1100->flags,
		};
		di1100->sums[i] = 0;
		di1100->qualities[i] = 0;
	}
	for (size_t i = 0; i < di1100->digital_count; i++) {
		readings[count] = (struct reading){
			.output = (int)count, .value = (double)di1100->high[i] / (double)di1100->scans, .flags = di1100->flags,
		};
		di1100->high[i] = 0;
		count++;
	}
	di1100->scan = 0;
	return count;
}

static int counts_of(unsigned word)
{
	int counts = (int)(word & ~DIGITAL);
	return counts & 0x8000 ? counts - 0x10000 : counts;
}

/* Whether this scan cannot be one: see the head of this file. */
static bool is_out_of_step(struct di1100 *di1100)
{
	bool first = di1100->before[0] == NO_WORD, jump = false;
	for (size_t i = 0; i < di1100->slots; i++) {
		if (i > 0 && di1100->words[i] & DIGITAL)
			return true;
		jump |= !first && abs(counts_of(di1100->words[i]) - counts_of(di1100->before[i])) > JUMP;
	}
	bool digital = !first && (di1100->words[0] ^ di1100->before[0]) & DIGITAL;
	di1100->doubted = jump && !digital && di1100->doubts;
	return jump && (digital || di1100->doubts);
}

static size_t end_scan(struct di1100 *di1100, struct reading *readings)
{
	if (is_out_of_step(di1100)) {
		di1100->lost_step = true;
		di1100->dropped++;
		return 0;
	}
	memcpy(di1100->before, di1100->words, sizeof di1100->before);
	di1100->flags = di1100->words[0] & DIGITAL;
	for (size_t i = 0; i < di1100->digital_count; i++)
		di1100->high[i] += di1100->flags >> di1100->digitals[i] & 1;
	for (size_t i = 0; i < di1100->analogue_count; i++) {
		int counts = counts_of(di1100->words[i]);
		di1100->sums[i] += counts;
		di1100->qualities[i] |= counts == HIGHEST || counts == LOWEST ? QUALITY_SATURATED : 0u;
	}
	return ++di1100->scan < di1100->scans ? 0 : end_reading(di1100, readings);
}

static size_t take_byte(struct di1100 *di1100, uint8_t byte, struct reading *readings)
{
	di1100->half = !di1100->half;
	if (di1100->half) {
		di1100->low = byte;
		return 0;
	}
	di1100->words[di1100->place] = (unsigned)byte << 8 | di1100->low;
	di1100->place = (di1100->place + 1) % di1100->slots;
	return di1100->place == 0 ? end_scan(di1100, readings) : 0;
}

static size_t di1100_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	static const char echo[] = "start\r";
	struct di1100 *di1100 = state;
	if (di1100->phase != PHASE_STREAM) {
		take_echo(di1100, byte);
		return 0;
	}
	di1100->bytes++;
	if (di1100->lost_step)
		return 0;
	if (di1100->bytes != di1100->echo_length + 1 || di1100->echo_length == strlen(echo))
		return take_byte(di1100, byte, readings);
	if (byte == (uint8_t)echo[di1100->echo_length]) {
		di1100->echo_length++;
		return 0;
	}
	/* It only began like an echo: these bytes are the first of the stream. */
	size_t count = 0;
	for (size_t i = 0; i < di1100->echo_length; i++)
		count += take_byte(di1100, (uint8_t)echo[i], readings + count);
	return count + take_byte(di1100, byte, readings + count);
}

/* The twin. */

/* It knows no more than these, and heeds nothing but `stop` while it streams. */
static bool is_command(const char *text)
{
	static const char *const commands[] = { "stop", "encode ", "ps ", "slist ", "srate " };
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strncmp(text, commands[i], strlen(commands[i])) == 0)
			return true;
	return false;
}

static void obey(struct di1100 *di1100, int64_t now_ns)
{
	char text[COMMAND_SIZE];
	int length = (int)(di1100->heard.length < COMMAND_SIZE ? di1100->heard.length : COMMAND_SIZE - 1);
	snprintf(text, sizeof text, "%.*s", length, di1100->heard.text);
	if (strcmp(text, "start") == 0) {
		di1100->answer[0] = '\0';
		di1100->streaming = true;
		di1100->burst_ns = now_ns + LATENCY_NS + SCANS_A_BURST * NS_PER_S / SCANS_A_SECOND;
	} else if (strcmp(text, "stop") == 0 || (!di1100->streaming && is_command(text))) {
		di1100->streaming = false;
		snprintf(di1100->answer, sizeof di1100->answer, "%s\r", text);
		di1100->answer_ns = now_ns + LATENCY_NS;
	}
}

static void di1100_hear(void *state, int64_t now_ns, const uint8_t *bytes, size_t size)
{
	struct di1100 *di1100 = state;
	for (size_t i = 0; i < size; i++)
		if (line_push(&di1100->heard, bytes[i], '\0')) {
			obey(di1100, now_ns);
			di1100->heard.length = 0;
		}
}

static int64_t di1100_due_ns(const void *state, uint64_t n)
{
	(void)n;
	const struct di1100 *di1100 = state;
	return di1100->answer[0] ? di1100->answer_ns : di1100->streaming ? di1100->burst_ns : TIME_NEVER;
}

/* A button at the first digital input, pressed for 0.2 s in the middle of each minute. */
static unsigned digital_of(uint64_t scan)
{
	uint64_t ms = scan * 1000 / SCANS_A_SECOND % 60000;
	return ms >= 30000 && ms < 30200 ? DIGITAL & ~1u : DIGITAL;
}

static unsigned word_of(double volts)
{
	double counts = isnan(volts) ? 0 : fmax(LOWEST, fmin(round(volts / VOLTS / 4) * 4, HIGHEST));
	return (unsigned)(int)counts & 0xFFFFu;
}

static size_t di1100_simulate(void *state, uint64_t n, const struct simulated_world *world, uint8_t *bytes, size_t size)
{
	(void)n;
	struct di1100 *di1100 = state;
	if (di1100->answer[0]) {
		size_t length = (size_t)snprintf((char *)bytes, size, "%s", di1100->answer);
		di1100->answer[0] = '\0';
		return length;
	}
	size_t length = 0;
	for (int scan = 0; scan < SCANS_A_BURST; scan++, di1100->scans_sent++)
		for (size_t i = 0; i < di1100->slots; i++) {
			double volts = i < di1100->analogue_count ? simulated_reading(world, (int)i) : 0;
			if (isnan(volts) && world->no_probe)
				volts = HIGHEST * VOLTS;        /* an open input drifts to the rail */
			unsigned word = word_of(volts) | (i == 0 ? digital_of(di1100->scans_sent) : 0u);
			bytes[length++] = (uint8_t)(word & 0xFF);
			bytes[length++] = (uint8_t)(word >> 8);
		}
	di1100->burst_ns += SCANS_A_BURST * NS_PER_S / SCANS_A_SECOND;
	return length;
}

static const char *const keys[] = { "inputs", "digital", "rate", NULL };

const struct instrument_driver dataq_di1100_driver = {
	.name = "dataq_di1100",
	.title = "DATAQ DI-1100, four analogue and two digital inputs",
	.line = { 115200, 8, 'N', 1 },
	.keys = keys,
	.harmless_to_ask = true,
	.state_size = sizeof(struct di1100),
	.setup = di1100_setup,
	.outputs = di1100_outputs,
	.push = di1100_push,
	.dropped = di1100_dropped,
	.talk = di1100_talk,
	.simulated_hear = di1100_hear,
	.simulated_due_ns = di1100_due_ns,
	.simulate = di1100_simulate,
};
