/*
 * preset.h - a well-known instrument as the lines that one would write for it
 *
 * A preset is a row of keys and values as they would stand in station.ini, and
 * what they cannot say: the quantities, and how the twin spaces its lines.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_PRESET_H
#define SOLEUS_ACQUISITION_TEXT_PRESET_H

#include "acquisition/text/shape.h"

#define PRESET_KEYS_MAX 8
#define PRESET_ROOM     (32 + PRESET_KEYS_MAX)      /* a section has 20 keys at the most: those of all instruments and a driver's */

struct preset {
	struct setting settings[PRESET_KEYS_MAX];   /* up to one without key */
	struct {
		const char *output, *quantity, *label;
	}              outputs[READINGS_MAX];
	/* Makes a reading's quality from the instrument's flags; unset: they say nothing of it. */
	void         (*judge)(struct reading *reading);
	size_t         length;      /* of every line, without its end; 0: any */
	/* The twin's n-th line, without its end; unset: the shape's own. */
	size_t       (*print)(uint64_t n, const double values[static READINGS_MAX], char *text, size_t size);
};

/* The section as if the preset's keys stood in it too, where it has no value of its own for
 * them. `preset` may be NULL. The result borrows from all three. */
struct section preset_section(const struct preset *preset, const struct section *section,
                              struct setting room[static PRESET_ROOM]);

/* Gives the shape's outputs the preset's quantities and labels, and all of them the interval. */
void preset_outputs(const struct preset *preset, struct shape *shape, double interval_s);

/* Reads the key `interval` into *interval_s (1 when absent), within what is sensible. */
bool interval_from(double *interval_s, const struct section *section, struct error *error);

#endif
