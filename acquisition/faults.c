/* faults.c - what goes wrong with a simulated instrument, by a script */

#include "acquisition/faults.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/name.h"

#define SECONDS_MOST 1e7

static const struct {
	const char *name;
	bool        rated;
} kinds[FAULT_KINDS] = {
	[FAULT_FINGER_OFF] = { "finger_off", false },
	[FAULT_PROBE_OFF] = { "probe_off", false },
	[FAULT_SILENCE] = { "silence", false },
	[FAULT_UNPLUG] = { "unplug", false },
	[FAULT_WRONG_BAUD] = { "wrong_baud", false },
	[FAULT_NOISE] = { "noise", true },
	[FAULT_DROP] = { "drop", true },
	[FAULT_DUPLICATE] = { "duplicate", true },
	[FAULT_BAD_CHECKSUM] = { "bad_checksum", true },
};

/* The script. */

static bool find_kind(const char *name, enum fault_kind *kind, struct error *error)
{
	const char *names[FAULT_KINDS + 1] = { NULL };
	char list[128], suggestion[64];
	for (int i = 0; i < FAULT_KINDS; i++) {
		names[i] = kinds[i].name;
		if (strcmp(names[i], name) == 0) {
			*kind = (enum fault_kind)i;
			return true;
		}
	}
	const char *meant = name_suggestion(name, names, suggestion, sizeof suggestion);
	return error_set(error, ERROR_MALFORMED, "no fault is called '%s' (there are %s)%s%s", name,
		name_list(names, list, sizeof list), meant, meant[0] ? "" : ".");
}

/* A number in front of which `mark` stood, with nothing odd about it. */
static bool read_number(const char *part, char **p, double least, double most, double *number, const char *what,
                        struct error *error)
{
	char *end;
	*number = strtod(*p, &end);
	bool well = end > *p && strchr("0123456789.", **p) && *number >= least && *number <= most;
	*p = end;
	return well || error_set(error, ERROR_MALFORMED, "in the fault '%s' %s was expected.", part, what);
}

static bool read_fault(struct fault *fault, const char *part, struct error *error)
{
	char name[32];
	size_t length = strcspn(part, "@+=");
	double begin_s = 0, length_s = 0;
	char *p = (char *)part + length;
	bool lasting = true;
	memcpy(name, part, length < sizeof name ? length : sizeof name - 1);
	name[length < sizeof name ? length : sizeof name - 1] = '\0';
	if (!find_kind(name, &fault->kind, error))
		return false;
	if (*p == '@' && p++
	    && !read_number(part, &p, 0, SECONDS_MOST, &begin_s, "a number of seconds behind @", error))
		return false;
	if (*p == '+' && p > part + length && p++) {
		lasting = false;
		if (!read_number(part, &p, 0.001, SECONDS_MOST, &length_s, "a number of seconds behind +", error))
			return false;
	}
	bool rated = *p == '=';
	if (rated && p++ && !read_number(part, &p, 1e-9, 1, &fault->rate, "a rate above 0, at most 1, behind =", error))
		return false;
	if (*p)
		return error_set(error, ERROR_MALFORMED, "in the fault '%s' nothing can be made of '%s'; it is NAME[@BEGIN[+LENGTH]][=RATE].", part, p);
	if (rated != kinds[fault->kind].rated)
		return error_set(error, ERROR_MALFORMED, rated ? "the fault '%s' has no rate: it is there or not."
		                 : "the fault '%s' needs a rate, such as %s=0.01.", part, name);
	fault->begin_ns = llround(begin_s * (double)NS_PER_S);
	fault->end_ns = lasting ? TIME_NEVER : fault->begin_ns + llround(length_s * (double)NS_PER_S);
	return true;
}

bool faults_parse(struct faults *faults, const char *text, struct error *error)
{
	char *copy = xstrdup(text), *rest = *copy ? copy : NULL;
	bool well = true;
	*faults = (struct faults){ .count = 0 };
	for (char *part; well && (part = strsep(&rest, ",")); ) {
		part += strspn(part, " \t");
		size_t length = strlen(part);
		while (length > 0 && strchr(" \t", part[length - 1]))
			part[--length] = '\0';
		if (faults->count == FAULTS_MAX)
			well = error_set(error, ERROR_MALFORMED, "there are more than %d faults.", FAULTS_MAX);
		else
			well = read_fault(&faults->faults[faults->count++], part, error);
	}
	free(copy);
	return well;
}

const struct fault *faults_at(const struct faults *faults, enum fault_kind kind, int64_t time_ns)
{
	const struct fault *found = NULL;
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->faults[i];
		if (fault->kind == kind && fault->begin_ns <= time_ns && time_ns < fault->end_ns
		    && (!found || fault->end_ns > found->end_ns))
			found = fault;
	}
	return found;
}

const struct fault *faults_next_unplug(const struct faults *faults, int64_t from_ns)
{
	const struct fault *next = NULL;
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->faults[i];
		if (fault->kind == FAULT_UNPLUG && fault->end_ns > from_ns && (!next || fault->begin_ns < next->begin_ns))
			next = fault;
	}
	return next;
}

/* The bytes. */

static bool strikes(const struct fault *fault, struct random_source *chance)
{
	return fault && random_uniform(chance) < fault->rate;
}

/*
 * What is heard at twice the speed: each bit twice. A frame is a start bit (0), eight bits, the lowest
 * first, and a stop bit (1); between two bytes the line is 1.
 */
static size_t at_twice_the_speed(const uint8_t *bytes, size_t size, uint8_t *heard, size_t most)
{
	size_t count = 0, ends = size * 20;
	for (size_t at = 0; at < ends && count < most; ) {
		unsigned value = 0;
		for (unsigned bit = 0; bit < 10; bit++, at++) {
			size_t sent = at / 2 % 10;
			bool idle = at >= ends || sent == 9;
			unsigned level = idle ? 1u : sent == 0 ? 0u : (unsigned)bytes[at / 20] >> (sent - 1) & 1u;
			if (bit == 0 && level == 1) {
				bit--;          /* idle: the start is still to come */
				if (at >= ends)
					return count;
				continue;
			}
			if (bit >= 1 && bit <= 8)
				value |= level << (bit - 1);
		}
		heard[count++] = (uint8_t)value;
	}
	return count;
}

size_t faults_spoil(const struct faults *faults, int64_t time_ns, struct random_source *chance,
                    uint8_t *bytes, size_t size, size_t most)
{
	const struct fault *noise = faults_at(faults, FAULT_NOISE, time_ns), *drop = faults_at(faults, FAULT_DROP, time_ns);
	const struct fault *duplicate = faults_at(faults, FAULT_DUPLICATE, time_ns);
	if (size == 0 || faults_at(faults, FAULT_SILENCE, time_ns))
		return 0;
	if (strikes(faults_at(faults, FAULT_BAD_CHECKSUM, time_ns), chance))
		bytes[random_below(chance, (uint32_t)size)] ^= (uint8_t)(1u << random_below(chance, 8));
	uint8_t *spoilt = xcalloc(most, 1);
	size_t count = 0;
	for (size_t i = 0; i < size && count < most; i++) {
		uint8_t byte = strikes(noise, chance) ? (uint8_t)(bytes[i] ^ (1 + random_below(chance, 255))) : bytes[i];
		if (strikes(drop, chance))
			continue;
		spoilt[count++] = byte;
		if (strikes(duplicate, chance) && count < most)
			spoilt[count++] = byte;
	}
	if (faults_at(faults, FAULT_WRONG_BAUD, time_ns))
		count = at_twice_the_speed(spoilt, count, bytes, most);
	else
		memcpy(bytes, spoilt, count);
	free(spoilt);
	return count;
}
