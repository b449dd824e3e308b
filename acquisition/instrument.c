/* instrument.c - what all drivers share, and finding the one that was meant */

#include "acquisition/instrument.h"

#include <math.h>
#include <string.h>

#include "base/sample.h"

#define DRIVERS_MAX 63

struct reading reading_of(int output, double value, uint32_t quality, uint32_t flags)
{
	return (struct reading){
		.output = output, .value = value, .flags = flags,
		.quality = isnan(value) && !quality ? QUALITY_MISSING : quality,
	};
}

double oximeter_value(int number, int code)
{
	return number == 0 || number == code ? (double)NAN : number;
}

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
