/* port_search.c - soleus ports --identify: which instrument hangs on which port, and its sections of station.ini */

#include "console/port_search.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/port_holder.h"
#include "acquisition/station_settings.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "console/identifying.h"
#include "console/listing.h"
#include "console/port_advice.h"
#include "console/station_draft.h"

struct search {
	const struct folder        *folder;
	struct settings            *station;        /* the study's, or NULL */
	const struct serial_device *devices;
	size_t                      device_count;
	struct identify_patience    patience;
	bool                        modem_manager, write, json;
	struct progress_bar         bar;
	struct listing             *ports, *values;
	bool                        well;
};

/* "97 %", "no_finger". */
static const char *value_text(const struct instrument_output *output, const struct reading *reading, char text[static 160])
{
	const struct quantity *quantity = output->quantity ? quantity_find(output->quantity) : NULL;
	char quality[QUALITY_TEXT_SIZE];
	if (isnan(reading->value)) {
		snprintf(text, 160, "%s", quality_text(reading->quality, quality));
		return text;
	}
	snprintf(text, 160, "%.*f%s%s%s%s%s", quantity ? quantity->decimals : 3, reading->value,
	         quantity ? " " : "", quantity ? quantity->unit : "", reading->quality ? " (" : "",
	         reading->quality ? quality_text(reading->quality, quality) : "", reading->quality ? ")" : "");
	return text;
}

static void tell_values(struct search *search, const char *address, const struct candidate *found)
{
	size_t count;
	const struct instrument_output *outputs = found->driver->outputs(found->state, &count);
	for (size_t i = 0; i < count; i++) {
		char text[160];
		const struct reading *reading = &found->newest[i];
		if (reading->output < 0)
			continue;
		const struct quantity *quantity = outputs[i].quantity ? quantity_find(outputs[i].quantity) : NULL;
		char quality[QUALITY_TEXT_SIZE];
		listing_row(search->values);
		listing_text(search->values, "port", address);
		listing_text(search->values, "output", outputs[i].name);
		listing_number(search->values, "value", reading->value, 4);
		listing_text(search->values, "unit", quantity ? quantity->unit : "");
		listing_text(search->values, "quality", quality_text(reading->quality, quality));
		if (!search->json)
			printf("    %-20s %s\n", outputs[i].name, value_text(&outputs[i], reading, text));
	}
}

/* "9600 8N1"; "" behind a device server. */
static const char *line_text(const struct identified *identified, char text[static 32])
{
	const struct line_settings *line = &identified->line;
	text[0] = '\0';
	if (identified->line_matters)
		snprintf(text, 32, "%d %d%c%d", line->baud, line->bits, line->parity, line->stop_bits);
	return text;
}

/* What was found, as a sentence; freed with free(). */
static char *sentence(const struct identified *identified)
{
	double interval_s;
	const struct candidate *found = identified->found_count ? identified->found[0] : NULL;
	switch (identified->verdict) {
	case VERDICT_FAILED:
		return xstrdup(identified->error.text);
	case VERDICT_SILENT:
		return xstrdup("Nothing came, at any line setting. Is the instrument switched on, and set to send by itself? "
		               "(One that speaks seldom needs longer: --listen 15.)");
	case VERDICT_NOISE:
		return xasprintf("%s came that no driver knows. Is its line setting one of its own?",
		                 count_text((int64_t)hearing_bytes(identified->hearing), "byte", "bytes", (char[COUNT_TEXT_SIZE]){0}));
	case VERDICT_TEXT:
		return xasprintf("Lines of text that no driver knows, such as '%s'; the pattern '%s' fits %zu of %zu.",
		                 hearing_line(identified->hearing, &interval_s), identified->pattern, identified->fit, identified->of);
	case VERDICT_CALL:
		return xasprintf("It calls as a %s does and waits for an answer: %s.", identified->caller->name, identified->caller->title);
	case VERDICT_PERHAPS:
		assert(found);
		if (found->section)
			return xasprintf("Lines such as [instrument %s] of station.ini describes them; other boards may send the same.",
			                 found->section->name);
		return xasprintf("Perhaps %s: %s. Other boards send lines that look the same.", found->driver->name, found->driver->title);
	case VERDICT_FOUND:
		assert(found);
		if (found->section)
			return xasprintf("%s, as [instrument %s] of station.ini describes it%s", found->driver->name, found->section->name,
			                 found->asked ? ", when it was asked" : "");
		return xasprintf("%s: %s%s", found->driver->name, found->driver->title, found->asked ? ", when it was asked" : "");
	}
	return xstrdup("");
}

static void tell_port(struct search *search, const char *address, const struct identified *identified, const char *advice,
                      const char *sections)
{
	char line[32], *text = sentence(identified);
	const struct candidate *found = identified->found_count ? identified->found[0] : NULL;
	bool sure = identified->verdict == VERDICT_FOUND;
	listing_row(search->ports);
	listing_text(search->ports, "port", address);
	listing_text(search->ports, "driver", found ? found->driver->name : identified->caller ? identified->caller->name
	             : identified->verdict == VERDICT_TEXT ? "text_lines" : "");
	listing_text(search->ports, "sure", sure ? "yes" : "no");
	listing_text(search->ports, "line", identified->verdict > VERDICT_SILENT ? line_text(identified, line) : "");
	listing_number(search->ports, "share", found ? candidate_share(found) : (double)NAN, 3);
	listing_text(search->ports, "pattern", identified->verdict == VERDICT_TEXT ? identified->pattern : "");
	listing_text(search->ports, "instrument", found && found->section ? found->section->name : "");
	listing_text(search->ports, "said", text);
	listing_text(search->ports, "advice", advice);
	listing_text(search->ports, "sections", sections ? sections : "");
	if (!search->json) {
		printf("%s\n    %s\n", address, text);
		if (found)
			printf("    %s%s%.1f %% of its bytes became frames.\n", line_text(identified, line), *line ? "; " : "",
			       100 * candidate_share(found));
		for (size_t i = 1; i < identified->found_count; i++)
			printf("    %s looks the same: %s.\n", identified->found[i]->driver->name, identified->found[i]->driver->title);
		if (*advice)
			printf("    %s\n", advice);
	}
	free(text);
}

/* A channel for each output that gives a value; for all that were heard of where none does. */
static size_t choose_outputs(const struct candidate *found, const struct instrument_output **chosen)
{
	size_t count, kept = 0;
	const struct instrument_output *outputs = found->driver->outputs(found->state, &count);
	for (size_t i = 0; i < count; i++)
		if (found->newest[i].output >= 0 && !isnan(found->newest[i].value))
			chosen[kept++] = &outputs[i];
	for (size_t i = 0; i < count && found->plausible + found->implausible == 0; i++)
		if (found->newest[i].output >= 0)
			chosen[kept++] = &outputs[i];
	return kept;
}

/* The sections of what was found; NULL where there is nothing to write. */
static char *draft_of(const struct identified *identified, const char *address, const struct settings *settings)
{
	const struct instrument_output *chosen[OUTPUTS_MAX];
	struct draft draft = { .address = address, .line = identified->line_matters ? &identified->line : NULL,
	                       .keys = "", .outputs = chosen };
	if (identified->found_count > 0 ? identified->found[0]->section != NULL : identified->verdict != VERDICT_TEXT)
		return NULL;
	if (identified->found_count > 0) {
		const struct candidate *found = identified->found[0];
		draft.driver = found->driver;
		draft.keys = found->asked ? found->keys : "";
		draft.output_count = choose_outputs(found, chosen);
		return station_draft_text(&draft, settings);
	}
	double interval_s;
	struct error error;
	hearing_line(identified->hearing, &interval_s);
	char *keys = xasprintf("pattern = %s\ninterval = %.2g\n", identified->pattern, interval_s >= 0.01 ? interval_s : 1);
	draft.keys = keys;
	draft.driver = instrument_driver_find("text_lines", &error);
	struct settings *section = hearing_section("board", keys);
	void *state = instrument_state_new(draft.driver, &section->sections[0], &error);
	const struct instrument_output *outputs = state ? draft.driver->outputs(state, &draft.output_count) : NULL;
	for (size_t i = 0; i < draft.output_count; i++)
		chosen[i] = &outputs[i];
	char *text = state ? station_draft_text(&draft, settings) : NULL;
	free(state);
	settings_free(section);
	free(keys);
	return text;
}

static void complain(struct search *search, const struct error *error)
{
	tell_failure(error);
	search->well = false;
}

static void write_draft(struct search *search, const char *address, const char *lasting, const char *text)
{
	struct error error;
	const struct section *there = station_draft_taken(search->station, address);
	there = there ? there : station_draft_taken(search->station, lasting);
	if (there) {
		error_set(&error, ERROR_REFUSED, "%s is [instrument %s] in %s already; nothing was written.", address,
		          there->name, search->folder->station_ini);
		complain(search, &error);
	} else if (!station_draft_append(search->folder, text, &error)) {
		complain(search, &error);
	} else {
		if (!search->json)
			printf("    Written to %s; please complete the sites.\n", search->folder->station_ini);
		settings_free(search->station);
		search->station = folder_station(search->folder, &error);
	}
}

/* It has its sections already: they need no more than its port. */
static void tell_described(const struct search *search, const char *address, const char *lasting, const struct section *section)
{
	if (!section || search->json)
		return;
	const struct section *there = station_draft_taken(search->station, address);
	there = there ? there : station_draft_taken(search->station, lasting);
	if (there != section)
		printf("    Write 'port = %s' into [instrument %s] of %s.\n", lasting, section->name, search->folder->station_ini);
}

static void identify(struct search *search, const char *address)
{
	const struct serial_device *device = port_device_of(address, search->devices, search->device_count);
	char *advice = device ? port_advice(device, search->modem_manager) : xstrdup("");
	char *lasting = device && address[0] == '/' && strcmp(address, device->path) == 0 ? port_lasting_address(device) : xstrdup(address);
	progress_begin(&search->bar, address);
	struct identified identified = identify_port(address, port_settling_ns(device), &search->patience, search->station, &search->bar);
	progress_end(&search->bar);
	char *text = draft_of(&identified, lasting, search->station);
	tell_port(search, address, &identified, advice, text);
	if (identified.found_count > 0) {
		tell_values(search, address, identified.found[0]);
		tell_described(search, address, lasting, identified.found[0]->section);
	}
	if (text && search->write)
		write_draft(search, address, lasting, text);
	else if (text && !search->json)
		printf("\n%s\n", text);
	search->well &= identified.verdict > VERDICT_NOISE;
	free(text);
	identified_free(&identified);
	free(lasting);
	free(advice);
}

static bool can_be_listened_on(const char *address, struct error *error)
{
	if (!port_address_check(address, error))
		return false;
	return strncmp(address, "sim:", strlen("sim:")) != 0
		|| error_set(error, ERROR_MALFORMED, "%s is no port that anybody could listen on.", address);
}

int port_search(const struct invocation *invocation, const struct serial_device *devices, size_t count, int64_t silence_ns)
{
	struct error error;
	struct folder *folder = folder_new(invocation->folder);
	struct search search = {
		.folder = folder, .patience = identify_patience, .devices = devices, .device_count = count, .modem_manager = program_runs("ModemManager"),
		.write = option_given(invocation, "write"), .json = option_given(invocation, "json"),
		.ports = listing_new(), .values = listing_new(), .well = true, .station = folder_station(folder, &error),
	};
	search.patience.silence_ns = silence_ns > 0 ? silence_ns : search.patience.silence_ns;
	search.patience.listen_ns = 2 * search.patience.silence_ns;
	if (search.write && !search.station)
		complain(&search, &error);
	for (size_t i = 0; search.well && i < invocation->word_count; i++)
		if (!can_be_listened_on(invocation->words[i], &error))
			complain(&search, &error);
	bool begun = search.well;
	for (size_t i = 0; begun && i < invocation->word_count; i++)
		identify(&search, invocation->words[i]);
	for (size_t i = 0; begun && i < count && invocation->word_count == 0; i++)
		identify(&search, devices[i].path);
	if (begun && count == 0 && invocation->word_count == 0 && !search.json)
		puts(PORT_NONE);
	if (begun && search.json)
		listing_print_object((const struct listing_member[]){ { "ports", search.ports, false }, { "values", search.values, false } }, 2);
	listing_free(search.ports);
	listing_free(search.values);
	settings_free(search.station);
	folder_free(folder);
	return search.well ? STATUS_WELL : STATUS_FAILED;
}
