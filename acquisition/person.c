/*
 * person.c - a simulated person, whose true values are known
 *
 * Everything that changes is a closed form of time: slow sinusoids, and responses
 * that approach a target exponentially and are turned to a new one by what was
 * heard. So nothing is stepped, and how often somebody looks changes nothing.
 *
 * Temperatures: in Winkel and Jorgensen 1986 (Ergonomics 29:313-328) eight hours of
 * sitting cooled the foot by 4.6 degC when inactive and 2.8 when active, the lower
 * leg by 3.3 and 1.6, complete after half a day. That is `idle` and `active` below,
 * with a time constant of 80 min. How much and how fast work warms, the refill time
 * and what one stroke empties are plausible proposals, not measurements.
 */

#include "acquisition/person.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/site.h"

#define TAU (2 * 3.14159265358979323846)

#define COOLING_TAU_S (80 * 60.0)
#define PULSE_TAU_S   40.0
#define EFFECT_TAU_S  20.0

/* Approaches its target exponentially. */
struct response {
	double  value, target, tau_s;   /* the value at `since_ns` */
	int64_t since_ns;
};

struct wave {
	double amplitude, period_s, phase;
};

#define WAVES 3

/* Slow wandering: a sum of sinusoids. */
struct drift {
	struct wave waves[WAVES];
};

/* A sensor check: the operator takes the sensor between two fingers, and lets go when the value has risen. How soon
 * a thermistor follows, and a moment's delay before each, are plausible proposals. */
#define FINGERS_DEGC    34.5
#define TAKEN_AFTER_S   4.0
#define HELD_S          14.0
#define WARMED_TAU_S    4.0
#define LET_GO_TAU_S    8.0

struct held_sensor {
	char    channel[NAME_SIZE];     /* "": none was */
	int64_t asked_ns;
};

#define SKIN_SITES (SITE_CALF + 1)  /* those of the leg come first */
#define LEGS 2

/* What is the same for every person at a site. */
static const struct {
	double base, spread;        /* degC at the beginning */
	double idle, active;        /* change in the long run */
	double warming, warming_spread, tau_s;      /* what work adds, and how soon */
} sites[SKIN_SITES] = {
	[SITE_TOE] = { 28.5, 2.5, -4.6, -2.8, 0.5, 0.3, 480 },
	[SITE_FOOT] = { 29.5, 1.5, -4.6, -2.8, 0.7, 0.3, 360 },
	[SITE_CALF] = { 31.0, 1.0, -3.3, -1.6, 1.1, 0.4, 220 },
};

struct skin {
	double          base, warming_when_active;
	struct drift    drift;
	struct response cooling, warming;
};

struct person {
	int64_t         now_ns;
	struct skin     skin[LEGS][SKIN_SITES];
	double          room;
	struct drift    room_drift;

	double          pulse, pulse_when_active;   /* at rest, and what work adds */
	struct drift    pulse_drift;
	struct response pulse_work;
	double          beats;                      /* since time 0, up to beats_at_ns */
	int64_t         beats_at_ns;

	double          spo2;
	struct drift    spo2_drift;

	struct held_sensor held;

	double          emptied_by_a_stroke, residual, refill_tau_s;
	struct drift    refill_drift;               /* part of it by which it wanders */
	struct response veins;
	double          repetition;                 /* of the last cue; NAN: none yet, or not told */

	double          pace;                       /* of the exercise under way, a minute; 0: none */
	struct drift    pace_drift;                 /* part of it by which it is missed */

	struct person_effect effects[EFFECTS_MAX];
	struct response      effect_work[EFFECTS_MAX];
	size_t               effect_count;
	char                 condition[NAME_SIZE];  /* of the trial under way; "" outside */
};

static double seconds(int64_t from_ns, int64_t to_ns)
{
	return (double)(to_ns - from_ns) / (double)NS_PER_S;
}

static double response_at(const struct response *response, int64_t now_ns)
{
	double left = exp(-seconds(response->since_ns, now_ns) / response->tau_s);
	return response->target + (response->value - response->target) * left;
}

static void response_turn(struct response *response, int64_t now_ns, double target)
{
	response->value = response_at(response, now_ns);
	response->since_ns = now_ns;
	response->target = target;
}

/* From `since_ns` to `now_ns`, in value times seconds. */
static double response_integral(const struct response *response, int64_t now_ns)
{
	double time_s = seconds(response->since_ns, now_ns);
	return response->target * time_s
		+ (response->value - response->target) * response->tau_s * (1 - exp(-time_s / response->tau_s));
}

static double drift_at(const struct drift *drift, int64_t now_ns)
{
	double sum = 0;
	for (int i = 0; i < WAVES; i++) {
		const struct wave *wave = &drift->waves[i];
		sum += wave->amplitude * sin(TAU * seconds(0, now_ns) / wave->period_s + wave->phase);
	}
	return sum;
}

/* From time 0 to `now_ns`. */
static double drift_integral(const struct drift *drift, int64_t now_ns)
{
	double sum = 0;
	for (int i = 0; i < WAVES; i++) {
		const struct wave *wave = &drift->waves[i];
		double turns = TAU / wave->period_s;
		sum += wave->amplitude / turns * (cos(wave->phase) - cos(turns * seconds(0, now_ns) + wave->phase));
	}
	return sum;
}

/* Between the two, evenly. */
static double between(struct random_source *chance, double low, double high)
{
	return low + (high - low) * random_uniform(chance);
}

/* Waves whose amplitudes add up to at most `most`, none faster than `fastest_s`. */
static struct drift drift_new(struct random_source *chance, double most, double fastest_s)
{
	struct drift drift;
	for (int i = 0; i < WAVES; i++)
		drift.waves[i] = (struct wave){
			.amplitude = between(chance, 0.4, 1) * most / WAVES,
			.period_s = fastest_s * between(chance, 1, 1.6) * (1 << i),
			.phase = between(chance, 0, TAU),
		};
	return drift;
}

static struct skin skin_new(struct random_source *chance, enum site site)
{
	return (struct skin){
		.base = sites[site].base + between(chance, -sites[site].spread, sites[site].spread),
		.warming_when_active = sites[site].warming
			+ between(chance, -sites[site].warming_spread, sites[site].warming_spread),
		.drift = drift_new(chance, 0.15, 240),
		.cooling = { .target = sites[site].idle, .tau_s = COOLING_TAU_S * between(chance, 0.9, 1.2) },
		.warming = { .tau_s = sites[site].tau_s * between(chance, 0.85, 1.2) },
	};
}

struct person *person_new(uint64_t seed)
{
	struct random_source random = random_new(seed, 0), *chance = &random;
	struct person *person = xcalloc(1, sizeof *person);
	for (int leg = 0; leg < LEGS; leg++)
		for (int site = 0; site < SKIN_SITES; site++)
			person->skin[leg][site] = skin_new(chance, (enum site)site);
	person->room = between(chance, 22, 24);
	person->room_drift = drift_new(chance, 0.3, 600);
	person->pulse = between(chance, 60, 78);
	person->pulse_when_active = between(chance, 6, 14);
	person->pulse_drift = drift_new(chance, 2.5, 90);
	person->pulse_work.tau_s = PULSE_TAU_S;
	person->spo2 = between(chance, 97, 98.2);
	person->spo2_drift = drift_new(chance, 0.8, 150);
	person->repetition = NAN;
	person->emptied_by_a_stroke = between(chance, 0.2, 0.4);
	person->residual = between(chance, 0.15, 0.35);
	person->refill_tau_s = between(chance, 25, 35);
	person->veins = (struct response){ .value = 1, .target = 1, .tau_s = person->refill_tau_s };
	person->pace_drift = drift_new(chance, 0.03, 20);
	person->refill_drift = drift_new(chance, 0.1, 400);
	return person;
}

/* The figures are plausible proposals, not measurements. */
void person_on_another_day(struct person *person, uint64_t seed)
{
	struct random_source random = random_new(seed, 0), *chance = &random;
	for (int leg = 0; leg < LEGS; leg++)
		for (int site = 0; site < SKIN_SITES; site++) {
			struct skin *skin = &person->skin[leg][site];
			skin->base += between(chance, -0.25, 0.25) * sites[site].spread;
			skin->drift = drift_new(chance, 0.15, 240);
		}
	person->room = between(chance, 22, 24);
	person->room_drift = drift_new(chance, 0.3, 600);
	person->pulse += between(chance, -3, 3);
	person->pulse_drift = drift_new(chance, 2.5, 90);
	person->spo2_drift = drift_new(chance, 0.8, 150);
	person->refill_tau_s *= between(chance, 0.95, 1.05);
	person->refill_drift = drift_new(chance, 0.1, 400);
	person->pace_drift = drift_new(chance, 0.03, 20);
	person->veins.tau_s = person->refill_tau_s;
}

void person_expect(struct person *person, const struct person_effect *effects, size_t count)
{
	person->effect_count = count < EFFECTS_MAX ? count : EFFECTS_MAX;
	for (size_t i = 0; i < person->effect_count; i++) {
		person->effects[i] = effects[i];
		person->effect_work[i] = (struct response){ .tau_s = EFFECT_TAU_S };
	}
}

void person_free(struct person *person)
{
	free(person);
}

void person_advance(struct person *person, int64_t now_ns)
{
	if (now_ns > person->now_ns)
		person->now_ns = now_ns;
}

/* Beats up to now: the integral of the rate. */
static double beats_at(const struct person *person, int64_t now_ns)
{
	double rest = person->pulse * seconds(person->beats_at_ns, now_ns);
	double drift = drift_integral(&person->pulse_drift, now_ns)
		- drift_integral(&person->pulse_drift, person->beats_at_ns);
	return person->beats + (rest + drift + response_integral(&person->pulse_work, now_ns)) / 60;
}

static void work(struct person *person, bool working)
{
	int64_t now_ns = person->now_ns;
	for (int leg = 0; leg < LEGS; leg++)
		for (int site = 0; site < SKIN_SITES; site++) {
			struct skin *skin = &person->skin[leg][site];
			response_turn(&skin->cooling, now_ns, working ? sites[site].active : sites[site].idle);
			response_turn(&skin->warming, now_ns, working ? skin->warming_when_active : 0);
		}
	person->beats = beats_at(person, now_ns);
	person->beats_at_ns = now_ns;
	response_turn(&person->pulse_work, now_ns, working ? person->pulse_when_active : 0);
}

/* A stroke empties a part of what can be emptied; the veins go on filling from there. */
static void stroke(struct person *person, double repetition)
{
	bool under_way = repetition == person->repetition;
	person->repetition = repetition;
	if (under_way)
		return;
	struct response *veins = &person->veins;
	response_turn(veins, person->now_ns, 1);
	if (veins->value > person->residual)
		veins->value -= person->emptied_by_a_stroke * (veins->value - person->residual);
}

/* Raised, the leg runs empty; let down, it fills. */
static void raise_leg(struct person *person, const char *phase)
{
	static const char *const names[] = { "raised", "elevat", "supine" };
	double target = 1;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(phase, names[i], strlen(names[i])) == 0)
			target = 0;
	if (target != person->veins.target)
		response_turn(&person->veins, person->now_ns, target);
}

/* The veins count as full when this is left to fill: what PERSON_REFILL_TIME means. */
#define REFILL_END 0.05

/* Turns the effects of the condition under way on, and all others off. */
static void turn_effects(struct person *person)
{
	double longer_s = 0;
	for (size_t i = 0; i < person->effect_count; i++) {
		const struct person_effect *effect = &person->effects[i];
		double delta = strcmp(effect->condition, person->condition) == 0 ? effect->delta : 0;
		response_turn(&person->effect_work[i], person->now_ns, delta);
		longer_s += strcmp(effect->quantity, PERSON_REFILL_TIME) == 0 ? delta : 0;
	}
	response_turn(&person->veins, person->now_ns, 1);
	double tau_s = person->refill_tau_s * (1 + drift_at(&person->refill_drift, person->now_ns));
	person->veins.tau_s = fmax(1, tau_s + longer_s / log(1 / REFILL_END));
}

static void hear_trial(struct person *person, const struct event *event)
{
	if (event->kind == EVENT_TRIAL_BEGIN)
		name_copy(person->condition, event->name);
	else if (event->kind == EVENT_TRIAL_END)
		person->condition[0] = '\0';
	if (event->kind == EVENT_TRIAL_END || (event->kind == EVENT_PHASE_BEGIN && event->phase > 1))
		turn_effects(person);
}

static void begin_phase(struct person *person, bool working)
{
	person->repetition = NAN;
	work(person, working);
}

static struct held_sensor hold(const struct event *event)
{
	struct held_sensor held = { .asked_ns = event->time_ns };
	name_copy(held.channel, event->name);
	return held;
}

void person_hear(void *self, const struct message *message)
{
	struct person *person = self;
	if (message->kind != MESSAGE_EVENT)
		return;
	const struct event *event = &message->event;
	person_advance(person, event->time_ns);
	hear_trial(person, event);
	if (event->kind == EVENT_CUE)
		stroke(person, event->value);
	else if (event->kind == EVENT_CHECK)
		person->held = hold(event);
	else if (event->kind == EVENT_PHASE_BEGIN)
		begin_phase(person, strcmp(event->text, "exercise") == 0);
	else if (event->kind == EVENT_PHASE_END)
		work(person, false);
	if (event->kind == EVENT_PHASE_BEGIN || event->kind == EVENT_PHASE_END)
		person->pace = event->kind == EVENT_PHASE_BEGIN && isfinite(event->value) ? event->value : 0;
	if (event->kind == EVENT_PHASE_BEGIN)
		raise_leg(person, event->name);
}

double person_effect(const struct person *person, const char *quantity, const char *channel)
{
	bool skin = strcmp(quantity, "temperature") == 0;
	double sum = 0;
	for (size_t i = 0; i < person->effect_count; i++)
		if (strcmp(person->effects[i].quantity, quantity) == 0 && (!skin || strcmp(person->effects[i].channel, channel) == 0))
			sum += response_at(&person->effect_work[i], person->now_ns);
	return sum;
}

static double skin_temperature(const struct person *person, int leg, enum site site)
{
	const struct skin *skin = &person->skin[leg][site];
	return skin->base + drift_at(&skin->drift, person->now_ns)
		+ response_at(&skin->cooling, person->now_ns) + response_at(&skin->warming, person->now_ns);
}

/* How far the sensor has gone from its site's temperature to that of the fingers: 0..1. */
static double warmth_of_fingers(const struct person *person, const char *channel)
{
	double held_s = seconds(person->held.asked_ns, person->now_ns) - TAKEN_AFTER_S;
	if (strcmp(person->held.channel, channel) != 0 || held_s < 0)
		return 0;
	double taken_s = fmin(held_s, HELD_S), let_go_s = held_s - taken_s;
	return (1 - exp(-taken_s / WARMED_TAU_S)) * exp(-let_go_s / LET_GO_TAU_S);
}

double person_temperature(const struct person *person, const char *channel)
{
	int leg = side_of(channel) == SIDE_LEFT ? 1 : 0;
	enum site site = site_of(channel);
	double true_value = site == SITE_ROOM ? person->room + drift_at(&person->room_drift, person->now_ns)
		: skin_temperature(person, leg, site == SITE_OTHER ? SITE_CALF : site);
	true_value += person_effect(person, "temperature", channel);
	return true_value + (FINGERS_DEGC - true_value) * warmth_of_fingers(person, channel);
}

int person_spo2(const struct person *person)
{
	double value = person->spo2 + drift_at(&person->spo2_drift, person->now_ns);
	return (int)lround(fmin(fmax(96, fmin(value, 99)) + person_effect(person, "spo2", ""), 100));
}

int person_pulse(const struct person *person)
{
	return (int)lround(person->pulse + drift_at(&person->pulse_drift, person->now_ns)
		+ response_at(&person->pulse_work, person->now_ns) + person_effect(person, "pulse_rate", ""));
}

static double bump(double x, double centre, double width)
{
	double z = (x - centre) / width;
	return exp(-z * z / 2);
}

/* One beat: a steep systolic rise, a notch, the smaller dicrotic wave, the run-off. */
double person_pleth(const struct person *person)
{
	double beats = beats_at(person, person->now_ns);
	double x = beats - floor(beats);
	double wave = 0;
	for (int before = -1; before <= 1; before++)    /* its neighbours' tails, so that beats join smoothly */
		wave += bump(x + before, 0.20, 0.07) + 0.35 * bump(x + before, 0.32, 0.09)
			+ 0.42 * bump(x + before, 0.56, 0.10);
	return fmin(wave / 1.17, 1);
}

double person_cadence(const struct person *person)
{
	if (person->pace == 0)
		return 0;
	return fmax(0, person->pace * (1 + drift_at(&person->pace_drift, person->now_ns)) + person_effect(person, "cadence", ""));
}

double person_venous_volume(const struct person *person)
{
	return response_at(&person->veins, person->now_ns);
}
