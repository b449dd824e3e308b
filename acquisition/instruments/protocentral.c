/*
 * protocentral.c - boards of ProtoCentral: MAX30102 and AFE4490 sketches, HealthyPi 4 and 5
 *
 * A frame is 0A FA, the payload's length (2), a type, the payload, 00 0B; all little-endian.
 *
 *   Pulse_MAX30102 sketch, 57600 8N1, 100 a second: type 2, 8 bytes
 *       0 red (4), 4 infrared (4)
 *   AFE4490 shield's sketch, 57600 8N1: type 2, 10 bytes
 *       0 infrared (4), 4 red (4), 8 SpO2, 9 pulse rate
 *   HealthyPi 4, 115200 8N1 or USB, 125 a second: type 2, 22 bytes
 *       0 ECG (4), 4 bioimpedance (4), 8 it is to be skipped (FF), 9 red (4), 13 infrared (4),
 *       17 temperature in 0.01 degC (2), 19 SpO2, 20 heart rate, 21 respiration rate
 *   HealthyPi 5, USB: type 3, 50 bytes, of eight ECG samples (125 a second) each
 *       0 ECG (8 x 4), 32 bioimpedance (4 x 4), 48 heart rate, 49 respiration rate
 *     and type 4, 19 bytes, of eight samples of red light (100 a second), sent with the ninth
 *       0 red (8 x 2: the lower half of the counts, so that the DC level is lost), 16 SpO2,
 *       17 temperature in 0.01 degC (2)
 *
 * Which of red and infrared comes first is in doubt: the MAX30102 sketch sends red first and
 * its viewer labels the first as infrared, and AFE4490_Oximeter had the two interchanged once. The key
 * `order` (red_ir or ir_red) settles it; above is what the sketches' sources do.
 *
 * A rate or SpO2 of 0 is missing. Firmware of the HealthyPi 5 sends the temperature's upper byte
 * twice: two equal bytes are no temperature. It also goes on sending the last SpO2 that it
 * thought valid, which nobody can see here.
 *
 * There is no checksum. A frame must have a known type with that type's length, and 00 0B
 * where the length says; 0A FA may stand inside a payload. Out of step a frame is believed only when
 * another begins right behind it.
 *
 * Sources: Protocentral/Pulse_MAX30102, protocentral-afe4490-arduino, healthypi v4 and
 * protocentral_healthypi_5_firmware (data_module.c). Medium to high confidence.
 */

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/clock.h"
#include "base/sample.h"

#define HEADER_SIZE 5
#define FOOTER_SIZE 2
#define PAYLOAD_MAX 50
#define FRAME_MAX (HEADER_SIZE + PAYLOAD_MAX + FOOTER_SIZE)

/* What a board may tell; it has those from its first to its last as outputs. */
enum what { RED, IR, SPO2, PULSE, TEMPERATURE, RESPIRATION, ECG, BIOZ, PLETH, OUTPUTS };

enum kind { I32, I16, U16, U8 };

/* One value of a payload, or a run of `repeat` of them. */
struct field {
	enum what what;
	size_t    at;
	enum kind kind;
	int       repeat;
	double    rate_hz;      /* of a run */
	int       late;         /* of a run: samples that were waited for behind its last one */
};

#define FIELDS_MAX 8

struct packet {
	uint8_t      type, size;
	struct field fields[FIELDS_MAX];        /* up to one whose repeat is not above 0 */
};
#define NO_MORE { .repeat = 0 }

#define PACKETS_MAX 2
#define SKIP_AT 8               /* in HealthyPi 4's payload */
#define RAIL 0x3FFFF            /* of the MAX30102's 18 bits */

static const struct packet max30102_packets[PACKETS_MAX] = {
	{ 2, 8, { { RED, 0, I32, 1, 0, 0 }, { IR, 4, I32, 1, 0, 0 }, NO_MORE } },
};
static const struct packet afe4490_packets[PACKETS_MAX] = {
	{ 2, 10, { { IR, 0, I32, 1, 0, 0 }, { RED, 4, I32, 1, 0, 0 }, { SPO2, 8, U8, 1, 0, 0 }, { PULSE, 9, U8, 1, 0, 0 },
	             NO_MORE } },
};
static const struct packet healthypi4_packets[PACKETS_MAX] = {
	{ 2, 22, { { ECG, 0, I32, 1, 0, 0 }, { BIOZ, 4, I32, 1, 0, 0 }, { RED, 9, I32, 1, 0, 0 }, { IR, 13, I32, 1, 0, 0 },
	             { TEMPERATURE, 17, U16, 1, 0, 0 }, { SPO2, 19, U8, 1, 0, 0 }, { PULSE, 20, U8, 1, 0, 0 },
	             { RESPIRATION, 21, U8, 1, 0, 0 } } },
};
static const struct packet healthypi5_packets[PACKETS_MAX] = {
	{ 3, 50, { { ECG, 0, I32, 8, 125, 0 }, { BIOZ, 32, I32, 4, 62.5, 0 }, { PULSE, 48, U8, 1, 0, 0 },
	             { RESPIRATION, 49, U8, 1, 0, 0 }, NO_MORE } },
	{ 4, 19, { { PLETH, 0, I16, 8, 100, 1 }, { SPO2, 16, U8, 1, 0, 0 }, { TEMPERATURE, 17, U16, 1, 0, 0 }, NO_MORE } },
};

#define LIGHT(interval) \
	[RED] = { "red", "light_reflection", "Red light", interval }, \
	[IR] = { "ir", "light_reflection", "Infrared light", interval }
#define OXIMETER(interval) \
	[SPO2] = { "spo2", "spo2", "SpO2", interval }, \
	[PULSE] = { "pulse", "pulse_rate", "Pulse rate", interval }
#define VITAL(interval, bioz_interval) \
	[TEMPERATURE] = { "temperature", "temperature", "Temperature", interval }, \
	[RESPIRATION] = { "respiration", NULL, "Respiration rate", interval }, \
	[ECG] = { "ecg", NULL, "Electrocardiogram, in counts", 0.008 }, \
	[BIOZ] = { "bioz", NULL, "Bioimpedance, in counts", bioz_interval }

static const struct instrument_output sketch_outputs[OUTPUTS] = { LIGHT(0.01), OXIMETER(0.01) };
static const struct instrument_output healthypi4_outputs[OUTPUTS] = { LIGHT(0.008), OXIMETER(0.008), VITAL(0.008, NAN) };
static const struct instrument_output healthypi5_outputs[OUTPUTS] = {
	OXIMETER(0.08), VITAL(0.08, 0.016),
	[PLETH] = { "pleth", "plethysmogram", "Red light, the lower 16 bits of its counts", 0.01 },
};

/* What a board sends in one round, in milliseconds since the round's begin. */
struct turn {
	size_t   packet;
	unsigned at_ms;
};
static const struct turn one_packet[] = { { 0, 0 } };
static const struct turn eights_of_both[] = {
	{ 0, 0 }, { 1, 0 }, { 0, 64 }, { 1, 80 }, { 0, 128 }, { 1, 160 }, { 0, 192 }, { 1, 240 }, { 0, 256 },
};

/* What a kind of board has in particular. */
struct board {
	const struct packet            *packets;
	const struct instrument_output *outputs;        /* by enum what */
	enum what                       first, last;
	bool                            ir_first, five, skips;  /* as the sketch sends; see the page above */
	double                          rail;           /* counts of light at which the converter ends; 0: not known */
	const struct turn              *turns;          /* the twin's */
	size_t                          turn_count;
	unsigned                        round_ms;
};

static const struct board max30102 = {
	.packets = max30102_packets, .outputs = sketch_outputs, .first = RED, .last = IR, .rail = RAIL,
	.turns = one_packet, .turn_count = 1, .round_ms = 10,
};
static const struct board afe4490 = {
	.packets = afe4490_packets, .outputs = sketch_outputs, .first = RED, .last = PULSE, .ir_first = true,
	.turns = one_packet, .turn_count = 1, .round_ms = 10,
};
static const struct board healthypi4 = {
	.packets = healthypi4_packets, .outputs = healthypi4_outputs, .first = RED, .last = BIOZ, .skips = true,
	.turns = one_packet, .turn_count = 1, .round_ms = 8,
};
static const struct board healthypi5 = {
	.packets = healthypi5_packets, .outputs = healthypi5_outputs, .first = SPO2, .last = PLETH, .five = true,
	.turns = eights_of_both, .turn_count = sizeof eights_of_both / sizeof eights_of_both[0], .round_ms = 320,
};

struct protocentral {
	const struct board *board;
	bool                swapped;    /* red and infrared, against the sketch's source */
	uint8_t             bytes[2 * FRAME_MAX];
	size_t              length;
	bool                in_step;    /* the frame before ended where this one begins */
	unsigned long       dropped;
};

static bool set_up(void *state, const struct board *board, const struct section *section, struct error *error)
{
	struct protocentral *device = state;
	device->board = board;
	const char *order = section_text(section, "order");
	if (!order)
		return true;
	bool red_first = strcmp(order, "red_ir") == 0;
	if (!red_first && strcmp(order, "ir_red") != 0)
		return section_error(section, "order", error, "order is '%s', but red_ir or ir_red was expected", order);
	device->swapped = red_first == board->ir_first;
	return true;
}

static const struct instrument_output *protocentral_outputs(const void *state, size_t *count)
{
	const struct protocentral *device = state;
	*count = (size_t)(device->board->last - device->board->first) + 1;
	return device->board->outputs + device->board->first;
}

static unsigned long protocentral_dropped(const void *state)
{
	return ((const struct protocentral *)state)->dropped;
}

/* Frames. */

/* The board's packet of that type and size, or NULL. */
static const struct packet *find_packet(const struct board *board, uint8_t type, size_t size)
{
	for (size_t i = 0; i < PACKETS_MAX; i++)
		if (board->packets[i].size == size && board->packets[i].type == type && size > 0)
			return &board->packets[i];
	return NULL;
}

static const struct packet *packet_of(const struct board *board, const uint8_t *frame)
{
	return find_packet(board, frame[4], (size_t)(frame[2] | frame[3] << 8));
}

/* Whether these `length` bytes can be a frame, as far as they go. */
static bool may_be_frame(const struct board *board, const uint8_t *bytes, size_t length)
{
	if ((length > 0 && bytes[0] != 0x0A) || (length > 1 && bytes[1] != 0xFA))
		return false;
	if (length < HEADER_SIZE)
		return true;
	const struct packet *packet = packet_of(board, bytes);
	if (!packet)
		return false;
	const uint8_t *footer = bytes + HEADER_SIZE + packet->size;
	size_t end = HEADER_SIZE + (size_t)packet->size;
	return (length <= end || footer[0] == 0x00) && (length <= end + 1 || footer[1] == 0x0B);
}

/* Payloads. */

static int64_t number_at(const uint8_t *bytes, enum kind kind)
{
	uint32_t word = (uint32_t)bytes[0];
	if (kind == U8)
		return word;
	word |= (uint32_t)bytes[1] << 8;
	if (kind == U16)
		return word;
	if (kind == I16)
		return (int16_t)word;
	return (int32_t)(word | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24);
}

static size_t size_of(enum kind kind)
{
	return kind == I32 ? 4 : kind == U8 ? 1 : 2;
}

static enum what light_of(const struct protocentral *device, enum what what)
{
	if (!device->swapped || what > IR)
		return what;
	return what == RED ? IR : RED;
}

/* Why a number that was sent is none; 0 when it is one. */
static uint32_t fault_of(const struct protocentral *device, enum what what, const uint8_t *bytes, int64_t number)
{
	const struct board *board = device->board;
	if (what == TEMPERATURE)
		return board->five && bytes[0] == bytes[1] ? QUALITY_MISSING : 0;
	return (what == SPO2 || what == PULSE || what == RESPIRATION) && number == 0 ? QUALITY_MISSING : 0;
}

static struct reading field_reading(const struct protocentral *device, const struct field *field, const uint8_t *bytes)
{
	const struct board *board = device->board;
	int64_t number = number_at(bytes, field->kind);
	struct reading reading = {
		.output = (int)light_of(device, field->what) - (int)board->first,
		.value = field->what == TEMPERATURE ? (double)number / 100 : (double)number,
		.quality = fault_of(device, field->what, bytes, number),
	};
	if (reading.quality)
		reading.value = NAN;
	else if (field->what <= IR && board->rail > 0 && reading.value >= board->rail)
		reading.quality = QUALITY_SATURATED;
	return reading;
}

/* The readings of a run: the last of them is the youngest. */
static size_t take_field(const struct protocentral *device, const struct field *field, const uint8_t *payload,
                         struct reading *readings)
{
	for (int i = 0; i < field->repeat; i++) {
		readings[i] = field_reading(device, field, payload + field->at + (size_t)i * size_of(field->kind));
		if (field->repeat > 1)
			readings[i].age_ns = llround((field->repeat - 1 - i + field->late) / field->rate_hz * (double)NS_PER_S);
	}
	return (size_t)field->repeat;
}

static size_t take_frame(struct protocentral *device, const struct packet *packet, struct reading *readings)
{
	const uint8_t *payload = device->bytes + HEADER_SIZE;
	bool skip = device->board->skips && payload[SKIP_AT] != 0;
	size_t count = 0, size = HEADER_SIZE + (size_t)packet->size + FOOTER_SIZE;
	for (size_t i = 0; i < FIELDS_MAX && packet->fields[i].repeat > 0; i++)
		if (!(skip && packet->fields[i].what == BIOZ))
			count += take_field(device, &packet->fields[i], payload, readings + count);
	for (size_t i = 0; i < count; i++) {
		readings[i].behind = (unsigned)(device->length - size);
		readings[i].flags = device->board->skips ? payload[SKIP_AT] : 0;
	}
	device->length -= size;
	memmove(device->bytes, device->bytes + size, device->length);
	device->in_step = true;
	return count;
}

static void lose_step(struct protocentral *device)
{
	device->length--;
	memmove(device->bytes, device->bytes + 1, device->length);
	device->dropped++;
	device->in_step = false;
}

static size_t protocentral_push(void *state, uint8_t byte, struct reading readings[static READINGS_MAX])
{
	struct protocentral *device = state;
	device->bytes[device->length++] = byte;
	while (device->length > 0) {
		if (!may_be_frame(device->board, device->bytes, device->length)) {
			lose_step(device);
			continue;
		}
		const struct packet *packet = device->length < HEADER_SIZE ? NULL : packet_of(device->board, device->bytes);
		size_t size = packet ? HEADER_SIZE + (size_t)packet->size + FOOTER_SIZE : FRAME_MAX + 1;
		if (device->length < size)
			break;
		size_t behind = device->length - size;
		if (!device->in_step && !may_be_frame(device->board, device->bytes + size, behind)) {
			lose_step(device);
			continue;
		}
		if (!device->in_step && behind < HEADER_SIZE)
			break;
		return take_frame(device, packet, readings);    /* what is behind it is less than a frame */
	}
	return 0;
}

/* The twin. */

#define DARK 1500               /* counts that come back from nowhere */
#define COUNTS_A_LIGHT 40       /* the counts have 18 bits, those of simulated_light 12 */

static int64_t protocentral_due_ns(const void *state, uint64_t n)
{
	const struct board *board = ((const struct protocentral *)state)->board;
	const struct turn *turn = &board->turns[n % board->turn_count];
	return (int64_t)(n / board->turn_count * board->round_ms + turn->at_ms) * NS_PER_MS;
}

static double truth(const struct protocentral *device, const struct simulated_world *world, enum what what)
{
	bool off = simulated_is_off(world);
	double light = off ? DARK : COUNTS_A_LIGHT * simulated_light(world->person);
	double reading = simulated_reading(world, (int)what - (int)device->board->first);
	switch (what) {
	case RED:
		return light;
	case IR:
		return 1.2 * light;
	case SPO2:
		return off ? 0 : person_spo2(world->person);
	case PULSE:
		return off ? 0 : person_pulse(world->person);
	case TEMPERATURE:
		return 100 * person_temperature(world->person, "calf");
	case RESPIRATION:
		return 15;
	case PLETH:
		return fmod(light, 32768);
	default:
		return isnan(reading) ? 0 : reading;    /* nobody here has an electrocardiogram */
	}
}

static void put_number(uint8_t *bytes, enum kind kind, double value)
{
	uint32_t word = (uint32_t)(int32_t)fmax(-2e9, fmin(round(value), 2e9));
	for (size_t i = 0; i < size_of(kind); i++)
		bytes[i] = (uint8_t)(word >> 8 * i);
}

static size_t protocentral_simulate(void *state, uint64_t n, const struct simulated_world *world,
                                    uint8_t *bytes, size_t size)
{
	(void)size;
	const struct protocentral *device = state;
	const struct packet *packet = &device->board->packets[device->board->turns[n % device->board->turn_count].packet];
	const uint8_t header[] = { 0x0A, 0xFA, packet->size, 0, packet->type };
	memset(bytes, 0, FRAME_MAX);
	memcpy(bytes, header, HEADER_SIZE);
	for (size_t i = 0; i < FIELDS_MAX && packet->fields[i].repeat > 0; i++) {
		const struct field *field = &packet->fields[i];
		for (int k = 0; k < field->repeat; k++)
			put_number(bytes + HEADER_SIZE + field->at + (size_t)k * size_of(field->kind), field->kind,
			           truth(device, world, light_of(device, field->what)));
	}
	bytes[HEADER_SIZE + packet->size + 1] = 0x0B;
	return HEADER_SIZE + (size_t)packet->size + FOOTER_SIZE;
}

/* The boards. */

static bool max30102_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &max30102, section, error);
}

static bool afe4490_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &afe4490, section, error);
}

static bool healthypi4_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &healthypi4, section, error);
}

static bool healthypi5_setup(void *state, const struct section *section, struct error *error)
{
	return set_up(state, &healthypi5, section, error);
}

static const char *const light_keys[] = { "order", NULL };

/* What all have in common. */
#define FRAMES \
	.state_size = sizeof(struct protocentral), \
	.outputs = protocentral_outputs, \
	.push = protocentral_push, \
	.dropped = protocentral_dropped, \
	.simulated_due_ns = protocentral_due_ns, \
	.simulate = protocentral_simulate

const struct instrument_driver pulse_max30102_driver = {
	.name = "pulse_max30102",
	.title = "ProtoCentral MAX30102 board (Pulse_MAX30102 sketch)",
	.line = { 57600, 8, 'N', 1 },
	.keys = light_keys,
	.setup = max30102_setup,
	FRAMES,
};

const struct instrument_driver afe4490_driver = {
	.name = "afe4490",
	.title = "ProtoCentral AFE4490 oximeter shield",
	.line = { 57600, 8, 'N', 1 },
	.keys = light_keys,
	.setup = afe4490_setup,
	FRAMES,
};

const struct instrument_driver healthypi4_driver = {
	.name = "healthypi4",
	.title = "ProtoCentral HealthyPi 4",
	.line = { 115200, 8, 'N', 1 },
	.keys = light_keys,
	.setup = healthypi4_setup,
	FRAMES,
};

const struct instrument_driver healthypi5_driver = {
	.name = "healthypi5",
	.title = "ProtoCentral HealthyPi 5 (OpenView 3)",
	.line = { 115200, 8, 'N', 1 },
	.setup = healthypi5_setup,
	FRAMES,
};
