/* listed.h - commands that list something of the record, as a table or as JSON */
#ifndef SOLEUS_CONSOLE_LISTED_H
#define SOLEUS_CONSOLE_LISTED_H

#include "console/command.h"
#include "console/listing.h"
#include "record/reading.h"

/* Opens the study's record and prints what `list` makes of it (NULL: it could not be read), or `empty` where it has no
 * rows. The exit status. */
int list_record(const struct invocation *invocation, struct listing *(*list)(struct record *record, struct error *error),
                const char *empty);

/* Closes the rows. The listing of them; NULL, and it is freed, when they could not all be read. */
struct listing *listing_finished(struct listing *listing, struct rows *rows, struct error *error);

#endif
