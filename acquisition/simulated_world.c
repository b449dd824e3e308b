/* simulated_world.c - what a simulated twin may look at */

#include "acquisition/simulated_world.h"

#include <math.h>
#include <string.h>

#define PLETH_COUNTS 255

/* A photoplethysmogram's light level and its rise when the veins are empty, in counts of the
 * size that the Vasoquant 1000 sends (baseline 2471, amplitude 162 in a published recording). */
#define LIGHT_AT_REST   2471
#define LIGHT_WHEN_EMPTY 162
#define LIGHT_OF_A_BEAT    8

/* A calf's venous volume, of which the pump moves about this much; proposed, not measured. */
#define VENOUS_ML_PER_100ML 2.5

/* The same for an air cuff around the leg, between supine and standing about 100 mL, and for a strain gauge: a
 * volume grows by about twice what its circumference does. */
#define VENOUS_ML 100
#define VENOUS_STRAIN_PCT (VENOUS_ML_PER_100ML / 2)

double simulated_light(const struct person *person)
{
	return LIGHT_AT_REST + LIGHT_WHEN_EMPTY * (1 - person_venous_volume(person))
		- LIGHT_OF_A_BEAT * person_pleth(person);
}

/* Blood in a vein of the leg at rest, and how much of it comes with the beat; proposed, not measured. */
#define VENOUS_FLOW_CM_S     8
#define VENOUS_FLOW_OF_A_BEAT 1.5

bool simulated_is_off(const struct simulated_world *world)
{
	return world->no_finger || world->no_probe;
}

/* What a probe on the finger measures. */
static bool is_of_finger(const char *quantity)
{
	return strcmp(quantity, "spo2") == 0 || strcmp(quantity, "pulse_rate") == 0
		|| strcmp(quantity, "plethysmogram") == 0 || strcmp(quantity, "perfusion_index") == 0;
}

/* The person's true value for a channel, by its quantity. What a person here does not have stands still
 * in the middle of the channel's bounds, so that a protocol with such a channel can be rehearsed; NAN without them. */
static double truth(const struct person *person, const struct channel *channel)
{
	static const struct { const char *quantity; double when_full; } volumes[] = {
		{ "volume_change", VENOUS_ML_PER_100ML }, { "limb_volume", VENOUS_ML }, { "limb_strain", VENOUS_STRAIN_PCT },
	};
	const char *quantity = channel->quantity;
	if (strcmp(quantity, "temperature") == 0)
		return person_temperature(person, channel->name);
	if (strcmp(quantity, "spo2") == 0)
		return person_spo2(person);
	if (strcmp(quantity, "pulse_rate") == 0)
		return person_pulse(person);
	if (strcmp(quantity, "plethysmogram") == 0)
		return PLETH_COUNTS * person_pleth(person);
	if (strcmp(quantity, "cadence") == 0)
		return person_cadence(person);
	if (strcmp(quantity, "light_reflection") == 0)
		return simulated_light(person) + person_effect(person, quantity, channel->name);
	for (size_t i = 0; i < sizeof volumes / sizeof volumes[0]; i++)
		if (strcmp(quantity, volumes[i].quantity) == 0)
			return volumes[i].when_full * (person_venous_volume(person) - 1) + person_effect(person, quantity, channel->name);
	if (strcmp(quantity, "venous_flow") == 0)
		return VENOUS_FLOW_CM_S + VENOUS_FLOW_OF_A_BEAT * person_pleth(person) + person_effect(person, quantity, channel->name);
	return (channel->low + channel->high) / 2 + person_effect(person, quantity, channel->name);
}

static double reading_of(const struct simulated_world *world, const struct simulated_channel *channel)
{
	if (world->no_probe)
		return conversion_open(&channel->conversion);
	if (world->no_finger && is_of_finger(channel->channel.quantity))
		return NAN;
	return conversion_invert(&channel->conversion, truth(world->person, &channel->channel));
}

double simulated_reading(const struct simulated_world *world, int output)
{
	for (size_t i = 0; i < world->count; i++)
		if (world->channels[i].output == output)
			return reading_of(world, &world->channels[i]);
	return NAN;
}
