/*
 * person.h - a simulated person, whose true values are known
 *
 * Enough physiology for an instrument to have something true to say: skin
 * temperatures that drift and answer to the leg's work and to its absence; a
 * venous volume in the calf that every pump stroke empties and that refills when
 * the leg is still; a pulse wave on top of it; SpO2 and pulse rate in whole
 * numbers. The person hears the bus: the first cue of a repetition is a stroke (of
 * "up" and "down" the "up"), a phase is work or rest, and when a
 * sensor is to be checked somebody warms it between two fingers for a while.
 *
 * Everything follows from the seed and from what was heard. Time only goes
 * forward; values asked for an earlier time are those of the latest.
 */
#ifndef SOLEUS_ACQUISITION_PERSON_H
#define SOLEUS_ACQUISITION_PERSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/bus.h"

struct person;

/* Freed with person_free, which accepts NULL. */
struct person *person_new(uint64_t seed);
void person_free(struct person *person);

/* Before time begins: the same person comes another day. What is the person's own stays nearly as it is, what
 * wanders wanders otherwise. */
void person_on_another_day(struct person *person, uint64_t seed);

/*
 * An effect of a condition, by which a rehearsal's true result is known: from the second phase of a trial under
 * that condition until the trial's end the value is higher by `delta`, which is approached within about a
 * minute. The first phase, the baseline, is left as it is. PERSON_REFILL_TIME is no channel's: by so many
 * seconds it takes longer until the calf's veins are full again to 95 %.
 */
#define PERSON_REFILL_TIME "refill_time"

struct person_effect {
	char   condition[NAME_SIZE];
	char   quantity[NAME_SIZE];
	char   channel[NAME_SIZE];      /* tells apart skin temperatures; other quantities a person has once */
	double delta;                   /* in the quantity's unit */
};
#define EFFECTS_MAX 16

/* Before time begins; the effects are copied, at most EFFECTS_MAX. */
void person_expect(struct person *person, const struct person_effect *effects, size_t count);

/* What the effects under way add to a channel of that quantity. For a quantity that a person has once, the channel
 * does not matter. */
double person_effect(const struct person *person, const char *quantity, const char *channel);

/* To be added to the bus; takes interest in events only. */
void person_hear(void *person, const struct message *message);

/* Lets time pass up to `now_ns`. */
void person_advance(struct person *person, int64_t now_ns);

/* The true temperature, in degC, where a channel of that name measures (base/site.h): `left` is one leg, any
 * other name the other, and what is no known site is skin of the calf. */
double person_temperature(const struct person *person, const char *channel);

int    person_spo2(const struct person *person);            /* %, whole */
int    person_pulse(const struct person *person);           /* beats per minute, whole */

/* The pulse wave alone, as an AC-coupled oximeter shows it: 0..1. */
double person_pleth(const struct person *person);

/* Repetitions a minute: those of the exercise under way, nearly; 0 at rest. */
double person_cadence(const struct person *person);

/* Blood in the calf's veins, 0 (empty) .. 1 (full at rest). */
double person_venous_volume(const struct person *person);

#endif
