/*
 * modbus_map.h - which registers of which modules hold what
 *
 *     map     = r4dcb08               ; or nt18b07, or custom
 *     units   = 1 2 3                 ; the modules' addresses on the bus; 1 when absent
 *     missing = 0x8000 -500           ; of a shipped map: what its registers hold without a sensor; 0x8000 when absent
 *
 *     map   = custom
 *     register toe  = address 0x0004, function 4, type int16, scale 0.1, missing 0x8000
 *     register flow = address 100, unit 2, type float32, order low_first, low -5, high 5
 *
 * A shipped map gives outputs u1_ch1, u1_ch2, ... A custom one gives its registers' names; one that
 * names no unit is read from every unit, as u1_NAME, u2_NAME, where there are several.
 *
 *     address    as in the frame, from 0; a manual's 40001 and 30001 are 0 here
 *     function   3 holding registers (the default), 4 input registers
 *     type       int16 (the default), uint16, int32, uint32, float32
 *     order      high_first (the default) or low_first: the word order of 32 bits
 *     scale      the value of one step; 1 when absent
 *     missing    the number, as it stands in the register, that means "no sensor"
 *     low, high  what the module can measure; outside, the value is out of range
 *
 * R4DCB08: registers 0000 to 0007, signed, 0.1 degC, 8000 for no sensor or an error; -55 to
 * 125 degC by its DS18B20 sensors. Source: its manual in chmelat/r4dcb08; confidence high.
 * NT18B07: the same with 7 channels of 10k thermistors; medium. What an open input sends is UNCONFIRMED: no source tells
 * it. 8000 is taken for missing, and what lies outside -50 to 150 degC is out of range, whatever it is. With the module
 * at hand: pull a thermistor out, look at `soleus monitor`, and name what it shows (ten times it, since a step is
 * 0.1 degC) under `missing`; then it is a missing probe.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_MODBUS_MAP_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_MODBUS_MAP_H

#include "acquisition/instrument.h"
#include "acquisition/instruments/modbus_frame.h"

#define MODBUS_MISSING_MOST 4

enum register_type { REGISTER_INT16, REGISTER_UINT16, REGISTER_INT32, REGISTER_UINT32, REGISTER_FLOAT32 };

/* How many registers a value of that type stands in. */
unsigned modbus_type_registers(enum register_type type);

/* One output: where it stands and what it means. */
struct modbus_point {
	uint8_t            unit, function;
	uint16_t           address;
	enum register_type type;
	bool               low_first;
	double             scale;
	size_t             missing_count;
	uint32_t           missing[MODBUS_MISSING_MOST];    /* as they stand in the registers */
	double             low, high;       /* NAN: any */
};

struct modbus_map {
	struct modbus_point      points[READINGS_MAX];
	struct instrument_output outputs[READINGS_MAX];
	size_t                   count;
	struct modbus_question   questions[READINGS_MAX];   /* that fetch all points, by unit, function, address */
	size_t                   question_count;
	bool                     corrections;   /* registers 8 to 15 can be read too */
};

/* modbus_map_settings.c: reads `map`, `units` and the registers of a section. */
bool modbus_map_read(struct modbus_map *map, const struct section *section, double interval_s, struct error *error);

/* Whether the question fetches that output. */
bool modbus_map_fetches(const struct modbus_map *map, size_t output, const struct modbus_question *question);

/* The output's reading out of the question's reply. */
struct reading modbus_map_reading(const struct modbus_map *map, size_t output,
                                  const struct modbus_question *question, const uint8_t *reply);

/* The other side: fills the registers of a reply. `values` are the outputs', NAN for no sensor.
 * False when a register was asked for that no module of this map has. */
bool modbus_map_registers(const struct modbus_map *map, const double *values,
                          const struct modbus_question *question, uint16_t *registers);

#endif
