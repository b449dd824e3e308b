/* listed.c - commands that list something of the record, as a table or as JSON */

#include "console/listed.h"

#include "console/desk.h"

int list_record(const struct invocation *invocation, struct listing *(*list)(struct record *record, struct error *error),
                const char *empty)
{
	struct error error;
	struct desk desk;
	struct listing *listing = desk_open(&desk, invocation, DESK_READING, &error) ? list(desk.record, &error) : NULL;
	if (listing)
		listing_print(listing, option_given(invocation, "json"), empty);
	int status = listing ? STATUS_WELL : tell_failure(&error);
	listing_free(listing);
	return desk_close(&desk, status);
}

struct listing *listing_finished(struct listing *listing, struct rows *rows, struct error *error)
{
	if (rows_close(rows, error))
		return listing;
	listing_free(listing);
	return NULL;
}
