/* modbus_map.c - from registers to values, and back */

#include "acquisition/instruments/modbus_map.h"

#include <math.h>
#include <string.h>

#include "base/sample.h"

unsigned modbus_type_registers(enum register_type type)
{
	return type == REGISTER_INT16 || type == REGISTER_UINT16 ? 1 : 2;
}

bool modbus_map_fetches(const struct modbus_map *map, size_t output, const struct modbus_question *question)
{
	const struct modbus_point *point = &map->points[output];
	return point->unit == question->unit && point->function == question->function
		&& point->address >= question->address
		&& point->address + modbus_type_registers(point->type) <= (unsigned)question->address + question->count;
}

static uint32_t raw_of(const struct modbus_point *point, const uint8_t *reply, size_t index)
{
	uint32_t first = modbus_register(reply, index);
	if (modbus_type_registers(point->type) == 1)
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
	unsigned count = modbus_type_registers(point->type);
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
