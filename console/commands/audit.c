/* audit.c - soleus audit: what was done with the record, by whom and when */

#include "console/command.h"
#include "console/listed.h"
#include "record/reading.h"

static struct listing *list_audit(struct record *record, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_audit(record);
	for (struct audit_row row; rows_next_audit(rows, &row);) {
		listing_row(listing);
		listing_text(listing, "chain", row.own ? "own" : "merged");
		listing_integer(listing, "seq", row.seq);
		listing_text(listing, "utc", row.utc);
		listing_text(listing, "operator", row.operator_id);
		listing_text(listing, "account", row.account);
		listing_text(listing, "station", row.station);
		listing_text(listing, "action", row.action);
		listing_text(listing, "object", row.object);
		listing_text(listing, "detail", row.detail);
	}
	return listing_finished(listing, rows, error);
}

static int run(const struct invocation *invocation)
{
	return list_record(invocation, list_audit, "");
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command audit_command = {
	.name = "audit",
	.synopsis = "[--json]",
	.summary = "what was done with the record, by whom and when",
	.help = "Lists the audit: each entry is hashed over the one before, and 'soleus verify' proves that\n"
	        "none was changed or taken away.\n",
	.options = options,
	.run = run,
};
