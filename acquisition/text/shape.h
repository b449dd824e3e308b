/*
 * shape.h - how numbers stand in a line of text
 *
 * A line is of one of four shapes, described in station.ini, in an [instrument ...]
 * section, by the key `shape` (when absent: the one whose key is there):
 *
 *     pattern = T1={toe}, T2={calf}, {} mV        ; shape = pattern: see shape_pattern.c
 *     columns = time, toe, -, calf                ; shape = columns: see shape_columns.c
 *     fields  = T1 as toe, calf                   ; shape = pairs:   see shape_pairs.c
 *     fields  = skin.toe as toe, skin.calf        ; shape = json:    see shape_json.c
 *
 * A line either fits as its shape demands or gives nothing: nothing is guessed.
 * Numbers and what stands in their place are those of number.h.
 *
 * A shape is a value: no allocation, nothing to be freed.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_SHAPE_H
#define SOLEUS_ACQUISITION_TEXT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "acquisition/text/number.h"

#define PATTERN_SIZE 256
#define COLUMNS_MAX  48
#define PATH_SIZE    64

struct shape;

struct shape_kind {
	const char        *name;
	const char *const *keys;    /* those of the four shapes that this one knows */
	bool   (*setup)(struct shape *shape, const struct section *section, struct error *error);
	/* The readings of a line without its end; 0 when it does not fit. Their output, value,
	 * quality and flags are set. */
	size_t (*parse)(const struct shape *shape, const char *line, const char *end,
	                struct reading readings[static READINGS_MAX]);
	/* The line that says these values, without its end; returns its length. */
	size_t (*print)(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size);
};

extern const struct shape_kind shape_pattern, shape_columns, shape_pairs, shape_json;

enum part_kind { PART_CHARACTER, PART_BLANKS, PART_NUMBER, PART_SKIPPED };

struct pattern {
	struct {
		enum part_kind kind;
		char           character;   /* of PART_CHARACTER */
	}      parts[PATTERN_SIZE];
	size_t count;
};

enum column_kind { COLUMN_NUMBER, COLUMN_SKIPPED, COLUMN_FLAGS };

struct columns {
	enum column_kind kinds[COLUMNS_MAX];
	size_t           count, least;  /* how many a line has, and how many at least */
	char             delimiter;     /* ' ': any run of blanks */
};

/* Where each output is found: a key of a pair, or a path in an object. */
struct fields {
	char paths[READINGS_MAX][PATH_SIZE];
};

struct shape {
	const struct shape_kind *kind;
	struct number_rules      numbers;
	struct instrument_output outputs[READINGS_MAX];
	size_t                   output_count;
	union {
		struct pattern pattern;
		struct columns columns;
		struct fields  fields;
	};
};

/* The keys of all shapes, for a driver's list of keys. */
#define SHAPE_KEYS "shape", "pattern", "columns", "delimiter", "fields", "decimal", "missing"

/* Reads the shape's keys into a zeroed shape. */
bool shape_from(struct shape *shape, const struct section *section, struct error *error);

/* What the shape's functions above do, for any shape. */
size_t shape_parse(const struct shape *shape, const char *line, size_t length,
                   struct reading readings[static READINGS_MAX]);

/* What a twin sees in the world, a little noisy where it is a temperature; the shape's outputs are
 * those of the instrument from `first` on. */
void shape_values(const struct shape *shape, const struct simulated_world *world, size_t first,
                  double values[static READINGS_MAX]);
size_t shape_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size);

/* For the kinds: a further output of that name, or a complaint about it. `list` is the key in
 * which it stands. */
bool shape_add_output(struct shape *shape, const char *name, size_t length, const char *list,
                      const struct section *section, struct error *error);

/* For the kinds: reads the list "T1 as toe, calf" of the key `fields`. */
bool shape_read_fields(struct shape *shape, const struct section *section, struct error *error);

/* For the kinds: the output whose path that is, or -1. */
int shape_find_field(const struct shape *shape, const char *path, size_t length);

#endif
