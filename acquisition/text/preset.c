/* preset.c - a well-known instrument as the lines that one would write for it */

#include "acquisition/text/preset.h"

#include <string.h>

struct section preset_section(const struct preset *preset, const struct section *section,
                              struct setting room[static PRESET_ROOM])
{
	struct section merged = *section;
	merged.settings = room;
	merged.count = merged.capacity = 0;
	for (size_t i = 0; i < section->count && merged.count < PRESET_ROOM - PRESET_KEYS_MAX; i++)
		room[merged.count++] = section->settings[i];
	for (size_t i = 0; preset && i < PRESET_KEYS_MAX && preset->settings[i].key; i++)
		if (!section_text(section, preset->settings[i].key)) {
			room[merged.count] = preset->settings[i];
			room[merged.count++].line = section->line;
		}
	return merged;
}

void preset_outputs(const struct preset *preset, struct shape *shape, double interval_s)
{
	for (size_t i = 0; i < shape->output_count; i++) {
		struct instrument_output *output = &shape->outputs[i];
		output->interval_s = interval_s;
		for (size_t k = 0; preset && k < READINGS_MAX && preset->outputs[k].output; k++)
			if (strcmp(preset->outputs[k].output, output->name) == 0) {
				output->quantity = preset->outputs[k].quantity;
				output->label = preset->outputs[k].label;
			}
	}
}

bool interval_from(double *interval_s, const struct section *section, struct error *error)
{
	*interval_s = 1;
	if (!section_number(section, "interval", interval_s, error))
		return false;
	return (*interval_s >= 0.001 && *interval_s <= 86400) || section_error(section, "interval", error,
		"interval is %g, but the seconds between two lines lie between 0.001 and 86400", *interval_s);
}
