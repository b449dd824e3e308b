/* station_draft.c - what was found on a port, as sections of station.ini */

#include "console/station_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acquisition/station.h"
#include "base/file.h"
#include "base/memory.h"
#include "config/ini.h"

#define STATION_MOST ((size_t)1 << 20)

/* The name itself, or with _2, _3 ... behind it, where the file has none of that kind. */
static void free_name(const struct settings *settings, const char *kind, const char *name, char to[static NAME_SIZE])
{
	name_copy(to, name);
	for (int i = 2; settings && settings_find(settings, kind, to); i++) {
		char tail[12];
		int length = snprintf(tail, sizeof tail, "_%d", i);
		snprintf(to, NAME_SIZE, "%.*s%s", NAME_SIZE - 1 - length, name, tail);
	}
}

static bool is_factorys(const struct line_settings *line, const struct line_settings *factory)
{
	return line->baud == factory->baud && line->bits == factory->bits
		&& line->parity == factory->parity && line->stop_bits == factory->stop_bits;
}

/* How often it is asked while it is sought is no advice. */
static void print_keys(FILE *out, const char *keys)
{
	for (const char *p = keys; *p; ) {
		size_t length = strcspn(p, "\n") + 1;
		if (strncmp(p, "interval = 0.2\n", length) != 0)
			fprintf(out, "%.*s", (int)length, p);
		p += length;
	}
}

static void print_channel(FILE *out, const char *instrument, const struct instrument_output *output,
                          const struct settings *settings)
{
	char name[NAME_SIZE];
	free_name(settings, "channel", output->name, name);
	fprintf(out, "\n[channel %s]\ninstrument = %s\n", name, instrument);
	if (strcmp(name, output->name) != 0)
		fprintf(out, "output = %s\n", output->name);
	if (!output->quantity)
		fprintf(out, "; what is it? For a temperature: quantity = temperature, and no unit.\nquantity = %s\nunit = unknown\n",
		        output->name);
}

char *station_draft_text(const struct draft *draft, const struct settings *settings)
{
	char *text = NULL, name[NAME_SIZE];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		memory_exhausted();
	free_name(settings, "instrument", draft->driver->name, name);
	fprintf(out, "[instrument %s]\ndriver = %s\nport = %s\n", name, draft->driver->name, draft->address);
	if (draft->line && !is_factorys(draft->line, &draft->driver->line))
		fprintf(out, "line = %d %d%c%d\n", draft->line->baud, draft->line->bits, draft->line->parity, draft->line->stop_bits);
	print_keys(out, draft->keys);
	for (size_t i = 0; i < draft->output_count; i++)
		print_channel(out, name, draft->outputs[i], settings);
	fclose(out);
	return text;
}

const struct section *station_draft_taken(const struct settings *settings, const char *address)
{
	char *path = realpath(address, NULL);
	const struct section *found = NULL;
	for (size_t i = 0; i < settings->count && !found; i++) {
		const struct section *section = &settings->sections[i];
		const char *port = strcmp(section->kind, "instrument") == 0 ? section_text(section, "port") : NULL;
		char *other = port ? realpath(port, NULL) : NULL;
		if (port && (strcasecmp(port, address) == 0 || (path && other && strcmp(path, other) == 0)))
			found = section;
		free(other);
	}
	free(path);
	return found;
}

static bool write_text(const char *path, const char *before, const char *text, struct error *error)
{
	FILE *file = fopen(path, "w");
	if (!file)
		return error_set(error, ERROR_SYSTEM, "%s: it cannot be written.", path);
	size_t length = strlen(before);
	bool well = fprintf(file, "%s%s\n%s", before, length > 0 && before[length - 1] != '\n' ? "\n" : "", text) > 0;
	return (fclose(file) == 0 && well) || error_set(error, ERROR_SYSTEM, "%s: it cannot be written; is the disk full?", path);
}

/* The whole file with the new sections, read and understood as it will be. */
static bool is_right(const char *path, struct error *error)
{
	size_t count;
	struct settings *settings = ini_read(path, error);
	struct channel *channels = settings ? station_channels_of(settings, &count, error) : NULL;
	bool right = channels != NULL;
	free(channels);
	settings_free(settings);
	return right;
}

bool station_draft_append(const struct folder *folder, const char *text, struct error *error)
{
	char *before = file_read(folder->station_ini, STATION_MOST, NULL, error);
	if (!before)
		return false;
	char *beside = file_beside(folder->station_ini);
	struct stat status;
	bool well = (stat(folder->station_ini, &status) == 0
		|| error_set(error, ERROR_SYSTEM, "%s has gone.", folder->station_ini)) && write_text(beside, before, text, error) && is_right(beside, error)
		&& chmod(beside, status.st_mode & 0777) == 0 && file_replace(beside, folder->station_ini, error);
	if (!well)
		unlink(beside);
	free(beside);
	free(before);
	return well;
}
