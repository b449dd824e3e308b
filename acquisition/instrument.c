/* instrument.c - finding the driver that was meant */

#include "acquisition/instrument.h"

#include <string.h>

#define DRIVERS_MAX 63

const struct instrument_driver *instrument_driver_find(const char *name, struct error *error)
{
	const char *names[DRIVERS_MAX + 1] = { NULL };
	char list[ERROR_TEXT_SIZE / 2], suggestion[64];
	for (size_t i = 0; i < DRIVERS_MAX && instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		if (strcmp(driver->name, name) == 0)
			return driver;
		names[i] = driver->name;
	}
	const char *meant = name_suggestion(name, names, suggestion, sizeof suggestion);
	error_set(error, ERROR_MALFORMED, "no instrument driver is called '%s' (there are %s)%s%s",
	          name, name_list(names, list, sizeof list), meant, meant[0] ? "" : ".");
	return NULL;
}
