/* shape.c - which shape a line has, and what all shapes share */

#include "acquisition/text/shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct shape_kind *const kinds[] = { &shape_pattern, &shape_columns, &shape_pairs, &shape_json };
#define KINDS (sizeof kinds / sizeof kinds[0])

/* Keys that belong to one shape or another; the others belong to all. */
static const char *const own_keys[] = { "pattern", "columns", "delimiter", "fields", NULL };

static bool knows(const struct shape_kind *kind, const char *key)
{
	for (const char *const *known = kind->keys; *known; known++)
		if (strcmp(*known, key) == 0)
			return true;
	return false;
}

/* Without `shape` the key tells: a pattern unless columns are there. */
static const struct shape_kind *find_kind(const struct section *section, struct error *error)
{
	const char *name = section_text(section, "shape");
	if (!name && section_text(section, "columns") && !section_text(section, "pattern"))
		return &shape_columns;
	if (!name && section_text(section, "fields") && !section_text(section, "pattern")) {
		section_error(section, "fields", error, "fields stand in pairs or in json; please say which by the key 'shape'");
		return NULL;
	}
	const char *names[KINDS + 1] = { NULL };
	for (size_t i = 0; i < KINDS; i++)
		names[i] = kinds[i]->name;
	int kind = name ? section_choice(section, "shape", name, names, error) : 0;
	return kind < 0 ? NULL : kinds[kind];
}

bool shape_from(struct shape *shape, const struct section *section, struct error *error)
{
	shape->kind = find_kind(section, error);
	if (!shape->kind)
		return false;
	for (const char *const *key = own_keys; *key; key++)
		if (section_text(section, *key) && !knows(shape->kind, *key))
			return section_error(section, *key, error, "the key '%s' means nothing to a line whose shape is %s",
			                     *key, shape->kind->name);
	return shape->kind->setup(shape, section, error)
		&& number_rules_from(&shape->numbers, shape->outputs, shape->output_count, section, error);
}

bool shape_add_output(struct shape *shape, const char *name, size_t length, const char *list,
                      const struct section *section, struct error *error)
{
	char copy[NAME_SIZE + 1];
	snprintf(copy, sizeof copy, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE), name);
	const char *text = section_text(section, list);
	if (!name_is_legal(copy))
		return section_error(section, list, error, "the %s '%s' %s the name '%s', but a name is " NAME_RULE,
		                     list, text, strcmp(list, "pattern") == 0 ? "has" : "have", copy);
	for (size_t i = 0; i < shape->output_count; i++)
		if (strcmp(shape->outputs[i].name, copy) == 0)
			return section_error(section, list, error, "the %s '%s' %s the name '%s' twice",
			                     list, text, strcmp(list, "pattern") == 0 ? "has" : "have", copy);
	if (shape->output_count == READINGS_MAX)
		return section_error(section, list, error, "the %s '%s' %s more than %d numbers; please skip some",
		                     list, text, strcmp(list, "pattern") == 0 ? "has" : "have", READINGS_MAX);
	struct instrument_output *output = &shape->outputs[shape->output_count++];
	name_copy(output->name, copy);
	output->label = output->name;
	return true;
}

size_t shape_parse(const struct shape *shape, const char *line, size_t length,
                   struct reading readings[static READINGS_MAX])
{
	return shape->kind->parse(shape, line, line + length, readings);
}

/* Fields. */

static size_t trimmed(const char *text, size_t length)
{
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	return length;
}

/* "skin.calf" is called calf when nothing else is said. */
static const char *last_part(const char *path, size_t length)
{
	const char *dot = memrchr(path, '.', length);
	return dot ? dot + 1 : path;
}

static bool read_field(struct shape *shape, const char *text, size_t length,
                       const struct section *section, struct error *error)
{
	const char *as = memmem(text, length, " as ", strlen(" as "));
	size_t path = trimmed(text, as ? (size_t)(as - text) : length);
	const char *name = as ? as + strlen(" as ") : last_part(text, path);
	name += strspn(name, " \t");
	if (path == 0 || path >= PATH_SIZE)
		return section_error(section, "fields", error, "fields has a key that is empty or longer than %d letters", PATH_SIZE - 1);
	if (shape_find_field(shape, text, path) >= 0)
		return section_error(section, "fields", error, "fields has the key '%.*s' twice", (int)path, text);
	size_t index = shape->output_count;
	if (!shape_add_output(shape, name, trimmed(name, (size_t)(text + length - name)), "fields", section, error))
		return false;
	snprintf(shape->fields.paths[index], PATH_SIZE, "%.*s", (int)path, text);
	return true;
}

bool shape_read_fields(struct shape *shape, const struct section *section, struct error *error)
{
	const char *p = section_require(section, "fields", error);
	if (!p)
		return false;
	for (;;) {
		p += strspn(p, " \t");
		size_t length = strcspn(p, ",");
		if (!read_field(shape, p, trimmed(p, length), section, error))
			return false;
		if (!p[length])
			return true;
		p += length + 1;
	}
}

int shape_find_field(const struct shape *shape, const char *path, size_t length)
{
	for (size_t i = 0; i < shape->output_count; i++)
		if (strlen(shape->fields.paths[i]) == length && memcmp(shape->fields.paths[i], path, length) == 0)
			return (int)i;
	return -1;
}

/* The twin. */

/* What the usual library for digital thermometers says of one that has gone: see number.h. */
#define NO_PROBE_SAID (-127)

#define NOISE_DEGC      0.003
#define NOISE_MOST_DEGC 0.009

/* A temperature is a little noisy, by the same amount whether it is sent as degC or as ohm. */
static double with_noise(const struct simulated_world *world, int output, double reading)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct simulated_channel *channel = &world->channels[i];
		if (world->no_probe || channel->output != output || strcmp(channel->channel.quantity, "temperature") != 0)
			continue;
		uint32_t quality = 0;
		double noise = NOISE_DEGC * random_normal(world->noise);
		noise = fmax(-NOISE_MOST_DEGC, fmin(noise, NOISE_MOST_DEGC));
		return conversion_invert(&channel->conversion,
			conversion_apply(&channel->conversion, reading, &quality) + noise);
	}
	return reading;
}

void shape_values(const struct shape *shape, const struct simulated_world *world, size_t first,
                  double values[static READINGS_MAX])
{
	for (size_t i = 0; i < shape->output_count; i++) {
		values[i] = with_noise(world, (int)(first + i), simulated_reading(world, (int)(first + i)));
		if (world->no_probe && isnan(values[i]) && !shape->numbers.only)
			values[i] = NO_PROBE_SAID;
	}
}

size_t shape_print(const struct shape *shape, const double values[static READINGS_MAX], char *text, size_t size)
{
	return shape->kind->print(shape, values, text, size);
}
