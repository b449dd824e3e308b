/* addresses.c - the modules on one bus */

#include "acquisition/text/addresses.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool add(struct addresses *addresses, const char *p, size_t length,
                const struct section *section, struct error *error)
{
	if (length != 2 || !isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]))
		return section_error(section, "addresses", error,
			"addresses has '%.*s', but an address is two hexadecimal digits, such as 01 or 1A", (int)length, p);
	if (addresses->count == READINGS_MAX)
		return section_error(section, "addresses", error, "addresses has more than %d of them", READINGS_MAX);
	char *address = addresses->of[addresses->count++];
	snprintf(address, ADDRESS_SIZE, "%c%c", toupper((unsigned char)p[0]), toupper((unsigned char)p[1]));
	for (size_t i = 0; i + 1 < addresses->count; i++)
		if (strcmp(addresses->of[i], address) == 0)
			return section_error(section, "addresses", error, "addresses has '%s' twice", address);
	return true;
}

bool addresses_from(struct addresses *addresses, const struct section *section, struct error *error)
{
	const char *p = section_require(section, "addresses", error);
	for (size_t length; p && *(p += strspn(p, " \t,")); p += length) {
		length = strcspn(p, " \t,");
		if (!add(addresses, p, length, section, error))
			return false;
	}
	return p && (addresses->count > 0 || section_error(section, "addresses", error, "addresses is empty"));
}

void address_name(char to[static NAME_SIZE], const char *address, const char *name)
{
	snprintf(to, NAME_SIZE, "a%c%c_%.*s", tolower((unsigned char)address[0]), tolower((unsigned char)address[1]),
	         NAME_SIZE - 5, name);
}
