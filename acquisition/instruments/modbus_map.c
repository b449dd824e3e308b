/* modbus_map.c - which registers of which modules hold what */

#include "acquisition/instruments/modbus_map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample.h"

#define UNITS_MOST 24
#define REGISTER_PREFIX "register "

/* A module that is known: channels of one kind in holding registers from 0. */
static const struct shipped {
	const char *name;
	unsigned    channels;
	double      low, high;
} shipped_maps[] = {
	{ "r4dcb08", 8, -55, 125 },
	{ "nt18b07", 7, -50, 150 },
};

static const char *const map_names[] = { "r4dcb08", "nt18b07", "custom", NULL };

static const struct {
	const char *name;
	unsigned    registers;
} types[] = {
	[REGISTER_INT16] = { "int16", 1 },
	[REGISTER_UINT16] = { "uint16", 1 },
	[REGISTER_INT32] = { "int32", 2 },
	[REGISTER_UINT32] = { "uint32", 2 },
	[REGISTER_FLOAT32] = { "float32", 2 },
};
#define TYPES (sizeof types / sizeof types[0])

/* Reading the settings. */

/* Copies the next word, which ends at a blank or a comma; NULL when none is left. */
static const char *next_word(const char *p, char word[static 32])
{
	p += strspn(p, " \t,");
	size_t length = strcspn(p, " \t,");
	if (length == 0)
		return NULL;
	snprintf(word, 32, "%.*s", (int)length, p);
	return p + length;
}

static bool add_point(struct modbus_map *map, const struct modbus_point *point, const char *prefix, const char *name,
                      const struct section *section, const char *key, struct error *error)
{
	char full[2 * NAME_SIZE];
	snprintf(full, sizeof full, "%s%.*s", prefix, NAME_SIZE, name);
	if (!name_is_legal(full))
		return section_error(section, key, error, "'%s' is no name for an output; a name is " NAME_RULE, full);
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->outputs[i].name, full) == 0)
			return section_error(section, key, error, "the output '%s' stands here twice", full);
	if (map->count == READINGS_MAX)
		return section_error(section, key, error, "these are more than %d outputs; "
			"with map = custom only the registers that are wired need be read", READINGS_MAX);
	struct instrument_output *output = &map->outputs[map->count];
	name_copy(output->name, full);
	output->label = output->name;
	map->points[map->count++] = *point;
	return true;
}

/* What the registers of a shipped map hold without a sensor. */
static bool read_missing(struct modbus_point *point, const struct section *section, struct error *error)
{
	const char *text = section_text(section, "missing");
	char word[32];
	point->missing_count = 0;
	for (const char *p = text ? text : "0x8000"; (p = next_word(p, word)); ) {
		char *end;
		long number = strtol(word, &end, 0);
		if (*end || number < INT16_MIN || number > UINT16_MAX || point->missing_count == MODBUS_MISSING_MOST)
			return section_error(section, "missing", error, "missing is '%s', but at most %d numbers as a register holds "
				"them were expected, such as 0x8000 -500", text, MODBUS_MISSING_MOST);
		point->missing[point->missing_count++] = (uint16_t)number;
	}
	return true;
}

static bool add_shipped(struct modbus_map *map, const struct shipped *shipped, unsigned unit,
                        const struct section *section, struct error *error)
{
	for (unsigned channel = 0; channel < shipped->channels; channel++) {
		struct modbus_point point = {
			.unit = (uint8_t)unit, .function = MODBUS_READ_HOLDING, .address = (uint16_t)channel,
			.type = REGISTER_INT16, .scale = 0.1, .low = shipped->low, .high = shipped->high,
		};
		char prefix[16], name[16];
		snprintf(prefix, sizeof prefix, "u%u_", unit);
		snprintf(name, sizeof name, "ch%u", channel + 1);
		if (!read_missing(&point, section, error) || !add_point(map, &point, prefix, name, section, "units", error))
			return false;
		map->outputs[map->count - 1].quantity = "temperature";
	}
	return true;
}

enum field { FIELD_ADDRESS, FIELD_UNIT, FIELD_FUNCTION, FIELD_SCALE, FIELD_MISSING, FIELD_LOW, FIELD_HIGH, FIELDS };

static const struct {
	const char *name;
	double      least, most;
	bool        whole;
} fields[FIELDS] = {
	[FIELD_ADDRESS] = { "address", 0, 65535, true },
	[FIELD_UNIT] = { "unit", 1, 247, true },
	[FIELD_FUNCTION] = { "function", MODBUS_READ_HOLDING, MODBUS_READ_INPUT, true },
	[FIELD_SCALE] = { "scale", -1e9, 1e9, false },
	[FIELD_MISSING] = { "missing", INT32_MIN, UINT32_MAX, true },
	[FIELD_LOW] = { "low", -1e30, 1e30, false },
	[FIELD_HIGH] = { "high", -1e30, 1e30, false },
};

static bool take_number(double numbers[static FIELDS], enum field field, const char *text,
                        const struct section *section, const char *key, struct error *error)
{
	char *end;
	double number = strtod(text, &end);     /* which reads 0x8000 too */
	if (end == text || *end || !(number >= fields[field].least && number <= fields[field].most)
	    || (fields[field].whole && number != floor(number)))
		return section_error(section, key, error, "%s is '%s', but a %snumber from %.10g to %.10g was expected",
			fields[field].name, text, fields[field].whole ? "whole " : "", fields[field].least, fields[field].most);
	numbers[field] = number;
	return true;
}

static bool take_word(struct modbus_point *point, double numbers[static FIELDS], const char *name, const char *text,
                      const struct section *section, const char *key, struct error *error)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (strcmp(name, fields[i].name) == 0)
			return take_number(numbers, (enum field)i, text, section, key, error);
	if (strcmp(name, "type") == 0) {
		for (size_t i = 0; i < TYPES; i++)
			if (strcmp(text, types[i].name) == 0) {
				point->type = (enum register_type)i;
				return true;
			}
		return section_error(section, key, error,
			"type is '%s', but there are int16, uint16, int32, uint32 and float32", text);
	}
	if (strcmp(name, "order") == 0) {
		point->low_first = strcmp(text, "low_first") == 0;
		return point->low_first || strcmp(text, "high_first") == 0 || section_error(section, key, error,
			"order is '%s', but there are high_first and low_first", text);
	}
	return section_error(section, key, error, "a register has no '%s' (it has address, unit, function, type, order, "
		"scale, missing, low and high)", name);
}

static bool read_point(struct modbus_point *point, double numbers[static FIELDS], const struct section *section,
                       const struct setting *setting, struct error *error)
{
	char name[32], text[32];
	for (const char *p = setting->value; (p = next_word(p, name)); ) {
		p = next_word(p, text);
		if (!p)
			return section_error(section, setting->key, error, "a value is missing behind '%s'", name);
		if (!take_word(point, numbers, name, text, section, setting->key, error))
			return false;
	}
	if (isnan(numbers[FIELD_ADDRESS]))
		return section_error(section, setting->key, error, "it needs an address, such as: address 0x0004");
	if (numbers[FIELD_SCALE] == 0)
		return section_error(section, setting->key, error, "the scale is 0, so that every value would be");
	if (numbers[FIELD_ADDRESS] + types[point->type].registers > 65536)
		return section_error(section, setting->key, error, "there is no register behind 65535");
	point->address = (uint16_t)numbers[FIELD_ADDRESS];
	point->function = isnan(numbers[FIELD_FUNCTION]) ? MODBUS_READ_HOLDING : (uint8_t)numbers[FIELD_FUNCTION];
	point->scale = isnan(numbers[FIELD_SCALE]) ? 1 : numbers[FIELD_SCALE];
	point->missing_count = isnan(numbers[FIELD_MISSING]) ? 0u : 1u;
	if (point->missing_count > 0)
		point->missing[0] = (uint32_t)(int64_t)numbers[FIELD_MISSING]
			& (types[point->type].registers == 1 ? UINT16_MAX : UINT32_MAX);
	point->low = numbers[FIELD_LOW];
	point->high = numbers[FIELD_HIGH];
	return true;
}

/* A register that names its unit is one output; one that names none is one of every unit. */
static bool add_custom(struct modbus_map *map, const unsigned *units, size_t unit_count,
                       const struct section *section, const struct setting *setting, struct error *error)
{
	struct modbus_point point = { .type = REGISTER_INT16 };
	double numbers[FIELDS] = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	if (!read_point(&point, numbers, section, setting, error))
		return false;
	const char *name = setting->key + strlen(REGISTER_PREFIX);
	name += strspn(name, " \t");
	bool own = !isnan(numbers[FIELD_UNIT]);
	for (size_t i = 0; i < (own ? 1 : unit_count); i++) {
		char prefix[16] = "";
		point.unit = (uint8_t)(own ? numbers[FIELD_UNIT] : units[i]);
		if (!own && unit_count > 1)
			snprintf(prefix, sizeof prefix, "u%u_", point.unit);
		if (!add_point(map, &point, prefix, name, section, setting->key, error))
			return false;
	}
	return true;
}

static bool read_units(unsigned units[static UNITS_MOST], size_t *count, const struct section *section,
                       struct error *error)
{
	const char *text = section_text(section, "units");
	char word[32];
	*count = 0;
	for (const char *p = text ? text : "1"; (p = next_word(p, word)); ) {
		char *end;
		long unit = strtol(word, &end, 10);
		if (*end || unit < 1 || unit > 247 || *count == UNITS_MOST)
			return section_error(section, "units", error,
				"units is '%s', but at most %d addresses from 1 to 247 were expected, such as 1 2 3", text, UNITS_MOST);
		units[(*count)++] = (unsigned)unit;
	}
	return *count > 0 || section_error(section, "units", error, "units is empty");
}

static int by_place(const void *left, const void *right)
{
	const struct modbus_question *a = left, *b = right;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	return a->address < b->address ? -1 : a->address > b->address;
}

/* One question for registers that stand side by side; none for a register that nobody named. */
static void make_questions(struct modbus_map *map)
{
	struct modbus_question *questions = map->questions;
	for (size_t i = 0; i < map->count; i++) {
		const struct modbus_point *point = &map->points[i];
		questions[i] = (struct modbus_question){
			point->unit, point->function, point->address, (uint16_t)types[point->type].registers,
		};
	}
	qsort(questions, map->count, sizeof *questions, by_place);
	size_t last = 0;
	for (size_t i = 1; i < map->count; i++) {
		struct modbus_question *before = &questions[last], *next = &questions[i];
		unsigned end = before->address + before->count, next_end = next->address + next->count;
		if (next->unit == before->unit && next->function == before->function && next->address <= end)
			before->count = (uint16_t)((next_end > end ? next_end : end) - before->address);
		else
			questions[++last] = *next;
	}
	map->question_count = last + 1;
}

static bool add_points(struct modbus_map *map, const char *name, const struct section *section, struct error *error)
{
	unsigned units[UNITS_MOST];
	size_t unit_count;
	bool custom = strcmp(name, "custom") == 0;
	if (!read_units(units, &unit_count, section, error))
		return false;
	for (size_t i = 0; i < section->count; i++) {
		const struct setting *setting = &section->settings[i];
		if (strncmp(setting->key, REGISTER_PREFIX, strlen(REGISTER_PREFIX)) != 0)
			continue;
		if (!custom)
			return section_error(section, setting->key, error, "registers are given with map = custom only");
		if (!add_custom(map, units, unit_count, section, setting, error))
			return false;
	}
	for (size_t m = 0; m < sizeof shipped_maps / sizeof shipped_maps[0]; m++)
		for (size_t u = 0; strcmp(name, shipped_maps[m].name) == 0 && u < unit_count; u++)
			if (!add_shipped(map, &shipped_maps[m], units[u], section, error))
				return false;
	map->corrections = !custom;
	return map->count > 0 || section_error(section, "map", error,
		"map = custom needs registers, such as: register toe = address 0x0000, scale 0.1, missing 0x8000");
}

bool modbus_map_read(struct modbus_map *map, const struct section *section, double interval_s, struct error *error)
{
	const char *name = section_require(section, "map", error);
	char suggestion[64];
	if (!name)
		return false;
	size_t known = 0;
	while (map_names[known] && strcmp(map_names[known], name) != 0)
		known++;
	if (!map_names[known])
		return section_error(section, "map", error, "no map is called '%s' (there are r4dcb08, nt18b07 and custom)%s",
			name, name_suggestion(name, map_names, suggestion, sizeof suggestion));
	if (strcmp(name, "custom") == 0 && section_text(section, "missing"))
		return section_error(section, "missing", error, "with map = custom each register names what is missing by itself");
	if (!add_points(map, name, section, error))
		return false;
	for (size_t i = 0; i < map->count; i++)
		map->outputs[i].interval_s = interval_s;
	make_questions(map);
	return true;
}

/* Registers and values. */

bool modbus_map_fetches(const struct modbus_map *map, size_t output, const struct modbus_question *question)
{
	const struct modbus_point *point = &map->points[output];
	return point->unit == question->unit && point->function == question->function
		&& point->address >= question->address
		&& point->address + types[point->type].registers <= (unsigned)question->address + question->count;
}

static uint32_t raw_of(const struct modbus_point *point, const uint8_t *reply, size_t index)
{
	uint32_t first = modbus_register(reply, index);
	if (types[point->type].registers == 1)
		return first;
	uint32_t second = modbus_register(reply, index + 1);
	return point->low_first ? second << 16 | first : first << 16 | second;
}

static double number_of(enum register_type type, uint32_t raw)
{
	float real;
	switch (type) {
	case REGISTER_INT16:
		return (int16_t)raw;
	case REGISTER_INT32:
		return (int32_t)raw;
	case REGISTER_FLOAT32:
		memcpy(&real, &raw, sizeof real);
		return (double)real;
	case REGISTER_UINT16:
	case REGISTER_UINT32:
		break;
	}
	return raw;
}

static bool is_missing(const struct modbus_point *point, uint32_t raw)
{
	bool found = false;
	for (size_t i = 0; i < point->missing_count; i++)
		found |= raw == point->missing[i];
	return found;
}

struct reading modbus_map_reading(const struct modbus_map *map, size_t output,
                                  const struct modbus_question *question, const uint8_t *reply)
{
	const struct modbus_point *point = &map->points[output];
	uint32_t raw = raw_of(point, reply, point->address - question->address);
	struct reading reading = { .output = (int)output, .value = number_of(point->type, raw) * point->scale };
	if (is_missing(point, raw))
		reading.quality = QUALITY_NO_PROBE;
	else if (!isfinite(reading.value))
		reading.quality = QUALITY_MISSING;
	else if (reading.value < point->low || reading.value > point->high)
		reading.quality = QUALITY_OUT_OF_RANGE;
	if (reading.quality & (QUALITY_NO_PROBE | QUALITY_MISSING))
		reading.value = NAN;
	return reading;
}

/* The nearest number that the register can hold. */
static uint32_t raw_from(const struct modbus_point *point, double value)
{
	static const struct { double least, most; } bounds[] = {
		[REGISTER_INT16] = { INT16_MIN + 1, INT16_MAX },
		[REGISTER_UINT16] = { 0, UINT16_MAX },
		[REGISTER_INT32] = { INT32_MIN + 1.0, INT32_MAX },
		[REGISTER_UINT32] = { 0, UINT32_MAX },
	};
	float real = (float)(value / point->scale);
	uint32_t raw;
	if (isnan(value) && point->missing_count > 0)
		return point->missing[0];
	if (point->type == REGISTER_FLOAT32) {
		memcpy(&raw, &real, sizeof raw);
		return raw;
	}
	double steps = isnan(value) ? 0 : value / point->scale;
	return (uint32_t)llround(fmax(bounds[point->type].least, fmin(steps, bounds[point->type].most)));
}

static void fill(const struct modbus_point *point, double value, const struct modbus_question *question,
                 uint16_t *registers)
{
	uint32_t raw = raw_from(point, value);
	unsigned count = types[point->type].registers;
	for (unsigned i = 0; i < count; i++) {
		int place = point->address + (int)i - question->address;
		bool upper = count == 2 && (i == 0) != point->low_first;
		if (place >= 0 && place < question->count)
			registers[place] = (uint16_t)(upper ? raw >> 16 : raw & UINT16_MAX);
	}
}

static bool has_register(const struct modbus_map *map, uint8_t unit, uint8_t function, unsigned address)
{
	for (size_t i = 0; i < map->question_count; i++) {
		const struct modbus_question *own = &map->questions[i];
		unsigned end = map->corrections ? 16u : (unsigned)own->address + own->count;
		if (own->unit == unit && own->function == function && address >= own->address && address < end)
			return true;
	}
	return false;
}

bool modbus_map_registers(const struct modbus_map *map, const double *values,
                          const struct modbus_question *question, uint16_t *registers)
{
	for (unsigned i = 0; i < question->count; i++) {
		if (!has_register(map, question->unit, question->function, question->address + i))
			return false;
		registers[i] = 0;
	}
	for (size_t i = 0; i < map->count; i++)
		if (map->points[i].unit == question->unit && map->points[i].function == question->function)
			fill(&map->points[i], values[i], question, registers);
	return true;
}
