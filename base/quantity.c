/* quantity.c - what a channel measures, and in which unit */

#include "base/quantity.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Bounds of skin temperature, SpO2 and pulse: hard bounds for calf-pump studies. */
static const struct quantity quantities[] = {
	{ "temperature", "Temperature", "degC", 5, 50, 2, false, false },
	{ "spo2", "Oxygen saturation", "%", 50, 100, 0, false, true },
	{ "pulse_rate", "Pulse rate", "/min", 30, 220, 0, false, true },
	{ "plethysmogram", "Plethysmogram", "counts", NAN, NAN, 0, true, false },
	{ "perfusion_index", "Perfusion index", "%", 0, 20, 2, false, false },
	{ "light_reflection", "Reflected light (DC)", "counts", NAN, NAN, 0, true, false },
	{ "venous_flow", "Venous flow", "cm/s", NAN, NAN, 1, false, false },
	{ "volume_change", "Volume change", "mL/100mL", NAN, NAN, 2, false, false },
	{ "limb_volume", "Limb volume", "mL", NAN, NAN, 1, false, false },
	{ "limb_strain", "Strain of a limb's circumference", "%", NAN, NAN, 3, false, false },
	{ "refill_time", "Venous refill time", "s", NAN, NAN, 1, false, false },
	{ "pump_power", "Venous pump power", "%", NAN, NAN, 1, false, false },
	{ "venous_capacity", "Venous capacity", "%.s", NAN, NAN, 1, false, false },
	{ "light_level", "Reflected light, one level of a recording", "counts", NAN, NAN, 0, false, false },
	{ "exam_number", "Number of an examination", "1", NAN, NAN, 0, false, false },
	{ "digital_input", "Digital input, share of the time high", "1", 0, 1, 2, false, false },
	{ "cadence", "Cadence", "/min", 0, 400, 1, false, false },
	{ "humidity", "Relative humidity", "%", 0, 100, 1, false, false },
};
#define COUNT (sizeof quantities / sizeof quantities[0])

const struct quantity *quantity_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(quantities[i].name, name) == 0)
			return &quantities[i];
	return NULL;
}

const char *const *quantity_names(void)
{
	static const char *names[COUNT + 1];
	for (size_t i = 0; i < COUNT; i++)
		names[i] = quantities[i].name;
	return names;
}
