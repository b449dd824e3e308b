/* station_settings.c - station.ini, checked whole and understood */

#include "acquisition/station_settings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/quantity.h"

static const char *const section_kinds[] = { "station", "instrument", "channel", NULL };
static const char *const station_keys[] = { "id", NULL };
static const char *const instrument_keys[] = { "driver", "port", "line", "steady", "hold", "delay", "averaging", NULL };
static const char *const channel_keys[] = { "instrument", "output", "quantity", "unit", "low", "high", "site",
                                            CONVERSION_KEYS, NULL };

static bool is(const struct section *section, const char *kind)
{
	return strcmp(section->kind, kind) == 0;
}

static bool known_kind(const struct section *section, struct error *error)
{
	for (const char *const *kind = section_kinds; *kind; kind++)
		if (is(section, *kind))
			return true;
	char suggestion[64];
	return section_error(section, NULL, error, "a section cannot be called [%s] here (there are [station], "
		"[instrument NAME] and [channel NAME])%s", section->kind,
		name_suggestion(section->kind, section_kinds, suggestion, sizeof suggestion));
}

/* Every section is of a known kind, with a legal name of its own. */
static bool check_sections(const struct settings *settings, struct error *error)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct section *section = &settings->sections[i];
		if (!known_kind(section, error))
			return false;
		if (is(section, "station") && section->name[0])
			return section_error(section, NULL, error, "[station] takes no name; its name is the key 'id'");
		if (!is(section, "station") && !name_is_legal(section->name))
			return section_error(section, NULL, error, "[%s %s] needs a name of " NAME_RULE,
				section->kind, section->name);
		const struct section *first = settings_find(settings, section->kind, section->name);
		if (first != section)
			return section_error(section, NULL, error, "[%s%s%s] stands here a second time; the first is in line %d",
				section->kind, section->name[0] ? " " : "", section->name, first->line);
	}
	return true;
}

static bool read_station(struct station_settings *station, struct error *error)
{
	const struct section *section = settings_find(station->settings, "station", "");
	if (!section)
		return error_set(error, ERROR_MALFORMED, "%s: the section [station] is missing; it gives the station's id.",
		                 station->settings->file);
	const char *id = section_require(section, "id", error);
	if (!id || !section_check_keys(section, station_keys, NULL, error))
		return false;
	if (!*id)
		return section_error(section, "id", error, "id is empty");
	station->id = xstrdup(id);
	return true;
}

void *instrument_state_new(const struct instrument_driver *driver, const struct section *section, struct error *error)
{
	void *state = xcalloc(1, driver->state_size);
	if (!driver->setup || driver->setup(state, section, error))
		return state;
	free(state);
	return NULL;
}

static bool read_seconds(const struct section *section, const char *key, double value, int64_t *ns, struct error *error)
{
	if (!section_number(section, key, &value, error))
		return false;
	if (value < 0 || value > 3600)
		return section_error(section, key, error, "%s is %g, but seconds from 0 to 3600 were expected", key, value);
	*ns = llround(value * (double)NS_PER_S);
	return true;
}

/* When it measures: what the driver says, unless the section says otherwise. */
static bool read_timing(struct instrument_settings *instrument, const struct section *section, struct error *error)
{
	const struct instrument_driver *driver = instrument->driver;
	bool told = section_text(section, "steady") != NULL, steady = false;
	size_t count;
	if (!section_flag(section, "steady", &steady, error))
		return false;
	if (steady && driver->asked)
		return section_error(section, "steady", error, "an instrument that is asked sends nothing by a clock of its own, "
			"so that it cannot be steady");
	const struct instrument_output *outputs = driver->outputs(instrument->state, &count);
	double interval_s = driver->steady_s;
	if (told)
		interval_s = !steady ? 0 : interval_s > 0 || count == 0 ? interval_s : outputs[0].interval_s;
	if (steady && !(interval_s > 0))
		return section_error(section, "steady", error, "the time between two of its values is not known, "
			"so that nothing can be steady");
	instrument->steady_ns = llround(interval_s * (double)NS_PER_S);
	instrument->hold_told = section_text(section, "hold") != NULL;
	return read_seconds(section, "hold", 0, &instrument->hold_ns, error)
		&& read_seconds(section, "delay", driver->delay_s, &instrument->delay_ns, error)
		&& read_seconds(section, "averaging", driver->averaging_s, &instrument->averaging_ns, error);
}

static bool read_instrument(struct instrument_settings *instrument, const struct section *section, struct error *error)
{
	instrument->section = section;
	const char *name = section_require(section, "driver", error);
	if (!name)
		return false;
	instrument->driver = instrument_driver_find(name, error);
	if (!instrument->driver)
		return section_error(section, "driver", error, "%s", error->text);
	if (!section_check_keys(section, instrument_keys, instrument->driver->keys, error))
		return false;
	const char *address = section_require(section, "port", error);
	if (!address)
		return false;
	if (!port_address_check(address, error))
		return section_error(section, "port", error, "%s", error->text);
	instrument->address = xstrdup(address);
	if (port_is_simulated(address))
		faults_parse(&instrument->faults, strchr(address, ':') + 1, error);
	instrument->line = instrument->driver->line;
	const char *line = section_text(section, "line");
	if (line && !line_settings_parse(line, &instrument->line))
		return section_error(section, "line", error,
			"line is '%s', but speed, bits, parity and stop bits were expected, such as 9600 8N1", line);
	instrument->state = instrument_state_new(instrument->driver, section, error);
	return instrument->state && read_timing(instrument, section, error);
}

/* The index of the instrument that a channel's section names, or -1. */
static int find_instrument(const struct station_settings *station, const struct section *section, struct error *error)
{
	const char *name = section_require(section, "instrument", error);
	if (!name)
		return -1;
	const char **names = xcalloc(station->instrument_count + 1, sizeof *names);
	int found = -1;
	for (size_t i = 0; i < station->instrument_count; i++) {
		names[i] = station->instruments[i].section->name;
		if (strcmp(names[i], name) == 0)
			found = (int)i;
	}
	char suggestion[64];
	if (found < 0)
		section_error(section, "instrument", error, "there is no section [instrument %s]%s", name,
		              name_suggestion(name, names, suggestion, sizeof suggestion));
	free(names);
	return found;
}

/* The output that a channel's section names, or that has the channel's name. */
static const struct instrument_output *find_output(const struct instrument_settings *instrument,
                                                   const struct section *section, int *index, struct error *error)
{
	const char *name = section_text(section, "output");
	if (!name)
		name = section->name;
	size_t count;
	const struct instrument_output *outputs = instrument->driver->outputs(instrument->state, &count);
	const char *names[OUTPUTS_MAX + 1] = { NULL };
	char list[OUTPUTS_MAX * (NAME_SIZE + 2)] = "", suggestion[64];
	for (size_t i = 0; i < count; i++) {
		*index = (int)i;
		if (strcmp(outputs[i].name, name) == 0)
			return &outputs[i];
		names[i] = outputs[i].name;
		size_t length = strlen(list);
		snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "", outputs[i].name);
	}
	section_error(section, "output", error, "[instrument %s] has no output '%s' (it has %s)%s",
	              instrument->section->name, name, list, name_suggestion(name, names, suggestion, sizeof suggestion));
	return NULL;
}

/* Copies a key's value where it fits, or leaves `to` as it was when the key is absent. */
static bool copy_text(const struct section *section, const char *key, char *to, size_t size, struct error *error)
{
	const char *text = section_text(section, key);
	if (!text)
		return true;
	if (strlen(text) >= size)
		return section_error(section, key, error, "%s is longer than %zu bytes", key, size - 1);
	snprintf(to, size, "%s", text);
	return true;
}

static bool read_quantity(struct channel_settings *to, const struct section *section, const char *of_output,
                          struct error *error)
{
	struct channel *channel = &to->channel;
	const char *name = section_text(section, "quantity");
	if (!name && !of_output)
		return section_error(section, NULL, error, "[channel %s] needs the key 'quantity', such as temperature",
		                     section->name);
	name = name ? name : of_output;
	const struct quantity *quantity = quantity_find(name);
	char suggestion[64];
	if (!quantity && !section_text(section, "unit"))
		return section_error(section, "quantity", error,
			"'%s' is not a known quantity; one of your own needs the key 'unit'%s", name,
			name_suggestion(name, quantity_names(), suggestion, sizeof suggestion));
	if (!name_is_legal(name))
		return section_error(section, "quantity", error, "quantity is '%s', but a quantity is named by " NAME_RULE, name);
	name_copy(channel->quantity, name);
	const char *unit = section_text(section, "unit");
	bool usual = quantity && (!unit || strcmp(unit, quantity->unit) == 0);  /* else its bounds mean nothing */
	channel->low = usual ? quantity->low : NAN;
	channel->high = usual ? quantity->high : NAN;
	channel->waveform = quantity && quantity->waveform;
	to->never_zero = quantity && quantity->never_zero;
	snprintf(channel->unit, sizeof channel->unit, "%s", quantity ? quantity->unit : "");
	return copy_text(section, "unit", channel->unit, sizeof channel->unit, error)
		&& copy_text(section, "site", channel->site, sizeof channel->site, error)
		&& section_number(section, "low", &channel->low, error)
		&& section_number(section, "high", &channel->high, error)
		&& (!(channel->low >= channel->high) || section_error(section, "low", error,
			"low (%g) is not below high (%g)", channel->low, channel->high));
}

static bool read_channel(const struct station_settings *station, struct channel_settings *to,
                         const struct section *section, struct error *error)
{
	if (!section_check_keys(section, channel_keys, NULL, error))
		return false;
	struct channel *channel = &to->channel;
	name_copy(channel->name, section->name);
	channel->instrument = find_instrument(station, section, error);
	if (channel->instrument < 0)
		return false;
	const struct instrument_output *output =
		find_output(&station->instruments[channel->instrument], section, &to->output, error);
	if (!output)
		return false;
	channel->interval_s = output->interval_s;
	channel->afterwards = station->instruments[channel->instrument].driver->afterwards;
	return read_quantity(to, section, output->quantity, error)
		&& conversion_from(&to->conversion, section, channel->low, channel->high, error);
}

/* Instruments first: a channel may stand before its instrument. */
static bool read_all(struct station_settings *station, struct error *error)
{
	const struct settings *settings = station->settings;
	for (size_t i = 0; i < settings->count; i++)
		if (is(&settings->sections[i], "instrument")
		    && !read_instrument(&station->instruments[station->instrument_count++], &settings->sections[i], error))
			return false;
	for (size_t i = 0; i < settings->count; i++)
		if (is(&settings->sections[i], "channel")
		    && !read_channel(station, &station->channels[station->channel_count++], &settings->sections[i], error))
			return false;
	return true;
}

struct station_settings *station_settings_new(const struct settings *settings, struct error *error)
{
	struct station_settings *station = xcalloc(1, sizeof *station);
	station->settings = settings;
	station->instruments = xcalloc(settings->count, sizeof *station->instruments);
	station->channels = xcalloc(settings->count, sizeof *station->channels);
	if (check_sections(settings, error) && read_station(station, error) && read_all(station, error))
		return station;
	station_settings_free(station);
	return NULL;
}

void station_settings_free(struct station_settings *station)
{
	if (!station)
		return;
	for (size_t i = 0; i < station->instrument_count; i++) {
		free(station->instruments[i].address);
		free(station->instruments[i].state);
	}
	free(station->instruments);
	free(station->channels);
	free(station->id);
	free(station);
}

struct sample channel_sample(const struct channel_settings *channel, const struct reading *reading)
{
	struct sample sample = { .quality = reading->quality, .flags = reading->flags };
	double value = channel->never_zero && reading->value == 0 ? (double)NAN : reading->value;
	sample.value = conversion_apply(&channel->conversion, value, &sample.quality);
	if (!isfinite(sample.value)) {
		sample.value = NAN;
		sample.quality |= sample.quality ? 0u : QUALITY_MISSING;
	} else if (sample.value < channel->channel.low || sample.value > channel->channel.high) {
		sample.quality |= QUALITY_OUT_OF_RANGE;
	}
	return sample;
}

static void print_section(FILE *out, const struct section *section)
{
	fprintf(out, "[%s %s]\n", section->kind, section->name);
	for (size_t i = 0; i < section->count; i++)
		fprintf(out, "%s = %s\n", section->settings[i].key, section->settings[i].value);
}

char *station_settings_text(const struct station_settings *station, size_t instrument)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	print_section(out, station->instruments[instrument].section);
	for (size_t i = 0; i < station->channel_count; i++)
		if (station->channels[i].channel.instrument == (int)instrument)
			print_section(out, settings_find(station->settings, "channel", station->channels[i].channel.name));
	if (fclose(out) != 0)
		memory_exhausted();
	return text;
}
