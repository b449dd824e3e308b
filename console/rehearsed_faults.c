/* rehearsed_faults.c - what is to go wrong in a rehearsal, by --fault */

#include "console/rehearsed_faults.h"

#include <stdlib.h>
#include <string.h>

#include "acquisition/faults.h"
#include "acquisition/port.h"
#include "base/memory.h"
#include "base/name.h"

/* A section without a port is complained of where the settings are checked. */
static bool add_to_port(struct section *section, const char *script, struct error *error)
{
	for (size_t i = 0; i < section->count; i++) {
		struct setting *setting = &section->settings[i];
		if (strcmp(setting->key, "port") != 0)
			continue;
		const char *there = port_is_simulated(setting->value) ? setting->value : "sim:";
		char *address = xasprintf("%s%s%s", there, strchr(there, ':')[1] ? "," : "", script);
		free(setting->value);
		setting->value = address;
		return port_address_check(address, error);
	}
	return true;
}

static bool is_named(const struct section *section, const char *name)
{
	return strcmp(section->kind, "instrument") == 0 && (!name || strcmp(section->name, name) == 0);
}

/* No instrument is called that. */
static bool unknown(const struct settings *station, const char *name, struct error *error)
{
	const char **names = xcalloc(station->count + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < station->count; i++)
		if (is_named(&station->sections[i], NULL))
			names[count++] = station->sections[i].name;
	char suggestion[64];
	const char *meant = name_suggestion(name, names, suggestion, sizeof suggestion);
	error_set(error, ERROR_MALFORMED, "--fault: %s has no [instrument %s]%s%s", station->file, name, meant, meant[0] ? "" : ".");
	free(names);
	return false;
}

static bool add(struct settings *station, const char *text, struct error *error)
{
	struct faults faults;
	const char *colon = strchr(text, ':'), *script = colon ? colon + 1 : text;
	if (!faults_parse(&faults, script, error)) {
		struct error why = *error;
		return error_set(error, ERROR_MALFORMED, "--fault: %.900s", why.text);
	}
	char *name = colon ? xstrndup(text, (size_t)(colon - text)) : NULL;
	size_t count = 0;
	bool well = true;
	for (size_t i = 0; i < station->count && well; i++)
		if (is_named(&station->sections[i], name)) {
			well = add_to_port(&station->sections[i], script, error);
			count++;
		}
	if (well && name && count == 0)
		well = unknown(station, name, error);
	free(name);
	return well;
}

bool rehearsed_faults(const struct invocation *invocation, struct settings *station, struct error *error)
{
	for (size_t i = 0; i < invocation->option_count; i++)
		if (strcmp(invocation->options[i].name, "fault") == 0 && !add(station, invocation->options[i].value, error))
			return false;
	return true;
}
