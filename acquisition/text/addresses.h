/* addresses.h - the modules on one bus: "addresses = 01 02 1A" */
#ifndef SOLEUS_ACQUISITION_TEXT_ADDRESSES_H
#define SOLEUS_ACQUISITION_TEXT_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

#include "acquisition/instrument.h"

#define ADDRESS_SIZE 3      /* two hexadecimal digits and the NUL */

struct addresses {
	char   of[READINGS_MAX][ADDRESS_SIZE];
	size_t count;
};

/* Reads the key `addresses`: two hexadecimal digits each, upper case as they are sent. */
bool addresses_from(struct addresses *addresses, const struct section *section, struct error *error);

/* "a1a_toe": an output's name with its module's address in front. */
void address_name(char to[static NAME_SIZE], const char *address, const char *name);

#endif
