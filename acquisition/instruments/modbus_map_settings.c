/* modbus_map_settings.c - which registers of which modules hold what, as a section tells it */

#include "acquisition/instruments/modbus_map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
#define SHIPPED (sizeof shipped_maps / sizeof shipped_maps[0])

static const char *const type_names[] = {
	[REGISTER_INT16] = "int16", [REGISTER_UINT16] = "uint16", [REGISTER_INT32] = "int32",
	[REGISTER_UINT32] = "uint32", [REGISTER_FLOAT32] = "float32", NULL,
};
static const char *const order_names[] = { "high_first", "low_first", NULL };

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

enum field { FIELD_ADDRESS, FIELD_UNIT, FIELD_FUNCTION, FIELD_TYPE, FIELD_ORDER, FIELD_SCALE, FIELD_MISSING, FIELD_LOW,
             FIELD_HIGH, FIELDS };

static const char *const field_names[] = {
	[FIELD_ADDRESS] = "address", [FIELD_UNIT] = "unit", [FIELD_FUNCTION] = "function", [FIELD_TYPE] = "type",
	[FIELD_ORDER] = "order", [FIELD_SCALE] = "scale", [FIELD_MISSING] = "missing", [FIELD_LOW] = "low",
	[FIELD_HIGH] = "high", NULL,
};

/* Of the fields that are numbers. */
static const struct {
	double least, most;
	bool   whole;
} bounds[FIELDS] = {
	[FIELD_ADDRESS] = { 0, 65535, true },
	[FIELD_UNIT] = { 1, 247, true },
	[FIELD_FUNCTION] = { MODBUS_READ_HOLDING, MODBUS_READ_INPUT, true },
	[FIELD_SCALE] = { -1e9, 1e9, false },
	[FIELD_MISSING] = { INT32_MIN, UINT32_MAX, true },
	[FIELD_LOW] = { -1e30, 1e30, false },
	[FIELD_HIGH] = { -1e30, 1e30, false },
};

static bool take_number(double numbers[static FIELDS], enum field field, const char *text,
                        const struct section *section, const char *key, struct error *error)
{
	char *end;
	double number = strtod(text, &end);     /* which reads 0x8000 too */
	if (end == text || *end || !(number >= bounds[field].least && number <= bounds[field].most)
	    || (bounds[field].whole && number != floor(number)))
		return section_error(section, key, error, "%s is '%s', but a %snumber from %.10g to %.10g was expected",
			field_names[field], text, bounds[field].whole ? "whole " : "", bounds[field].least, bounds[field].most);
	numbers[field] = number;
	return true;
}

/* Which of the names the text is; -1 when it is none of them. */
static int take_choice(const char *name, const char *text, const char *const *names,
                       const struct section *section, const char *key, struct error *error)
{
	char list[64];
	int choice = name_index(text, names);
	if (choice < 0)
		section_error(section, key, error, "%s is '%s', but there are %s", name, text, name_list(names, list, sizeof list));
	return choice;
}

static bool take_field(struct modbus_point *point, double numbers[static FIELDS], const char *name, const char *text,
                       const struct section *section, const char *key, struct error *error)
{
	int field = name_index(name, field_names), choice;
	char list[128];
	switch (field) {
	case -1:
		return section_error(section, key, error, "a register has no '%s' (it has %s)", name,
		                     name_list(field_names, list, sizeof list));
	case FIELD_TYPE:
		choice = take_choice(name, text, type_names, section, key, error);
		point->type = (enum register_type)choice;
		return choice >= 0;
	case FIELD_ORDER:
		choice = take_choice(name, text, order_names, section, key, error);
		point->low_first = choice == 1;
		return choice >= 0;
	default:
		return take_number(numbers, (enum field)field, text, section, key, error);
	}
}

static bool read_point(struct modbus_point *point, double numbers[static FIELDS], const struct section *section,
                       const struct setting *setting, struct error *error)
{
	char name[32], text[32];
	for (size_t i = 0; i < FIELDS; i++)
		numbers[i] = NAN;
	for (const char *p = setting->value; (p = next_word(p, name)); ) {
		p = next_word(p, text);
		if (!p)
			return section_error(section, setting->key, error, "a value is missing behind '%s'", name);
		if (!take_field(point, numbers, name, text, section, setting->key, error))
			return false;
	}
	if (isnan(numbers[FIELD_ADDRESS]))
		return section_error(section, setting->key, error, "it needs an address, such as: address 0x0004");
	if (numbers[FIELD_SCALE] == 0)
		return section_error(section, setting->key, error, "the scale is 0, so that every value would be");
	if (numbers[FIELD_ADDRESS] + modbus_type_registers(point->type) > 65536)
		return section_error(section, setting->key, error, "there is no register behind 65535");
	point->address = (uint16_t)numbers[FIELD_ADDRESS];
	point->function = isnan(numbers[FIELD_FUNCTION]) ? MODBUS_READ_HOLDING : (uint8_t)numbers[FIELD_FUNCTION];
	point->scale = isnan(numbers[FIELD_SCALE]) ? 1 : numbers[FIELD_SCALE];
	point->missing_count = isnan(numbers[FIELD_MISSING]) ? 0u : 1u;
	if (point->missing_count > 0)
		point->missing[0] = (uint32_t)(int64_t)numbers[FIELD_MISSING]
			& (modbus_type_registers(point->type) == 1 ? UINT16_MAX : UINT32_MAX);
	point->low = numbers[FIELD_LOW];
	point->high = numbers[FIELD_HIGH];
	return true;
}

/* A register that names its unit is one output; one that names none is one of every unit. */
static bool add_custom(struct modbus_map *map, const unsigned *units, size_t unit_count,
                       const struct section *section, const struct setting *setting, struct error *error)
{
	struct modbus_point point = { .type = REGISTER_INT16 };
	double numbers[FIELDS];
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
			point->unit, point->function, point->address, (uint16_t)modbus_type_registers(point->type),
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

/* `shipped` is NULL for a custom map. */
static bool add_points(struct modbus_map *map, const struct shipped *shipped, const struct section *section, struct error *error)
{
	unsigned units[UNITS_MOST];
	size_t unit_count;
	if (!read_units(units, &unit_count, section, error))
		return false;
	for (size_t i = 0; i < section->count; i++) {
		const struct setting *setting = &section->settings[i];
		if (strncmp(setting->key, REGISTER_PREFIX, strlen(REGISTER_PREFIX)) != 0)
			continue;
		if (shipped)
			return section_error(section, setting->key, error, "registers are given with map = custom only");
		if (!add_custom(map, units, unit_count, section, setting, error))
			return false;
	}
	for (size_t u = 0; shipped && u < unit_count; u++)
		if (!add_shipped(map, shipped, units[u], section, error))
			return false;
	map->corrections = shipped;
	return map->count > 0 || section_error(section, "map", error,
		"map = custom needs registers, such as: register toe = address 0x0000, scale 0.1, missing 0x8000");
}

bool modbus_map_read(struct modbus_map *map, const struct section *section, double interval_s, struct error *error)
{
	const char *name = section_require(section, "map", error);
	const char *names[SHIPPED + 2] = { [SHIPPED] = "custom" };
	for (size_t i = 0; i < SHIPPED; i++)
		names[i] = shipped_maps[i].name;
	int which = name ? section_choice(section, "map", name, names, error) : -1;
	if (which < 0)
		return false;
	const struct shipped *shipped = which < (int)SHIPPED ? &shipped_maps[which] : NULL;
	if (!shipped && section_text(section, "missing"))
		return section_error(section, "missing", error, "with map = custom each register names what is missing by itself");
	if (!add_points(map, shipped, section, error))
		return false;
	for (size_t i = 0; i < map->count; i++)
		map->outputs[i].interval_s = interval_s;
	make_questions(map);
	return true;
}
