/* verify.c - soleus verify: proves that a record is whole, or tells what is wrong with it */

#include <stdio.h>
#include <stdlib.h>

#include "base/count.h"
#include "console/acting.h"
#include "console/command.h"
#include "console/folder.h"
#include "console/listing.h"
#include "record/verify.h"

static struct listing *list_verdict(const struct verdict *verdict)
{
	struct listing *listing = listing_new();
	listing_row(listing);
	listing_text(listing, "verdict", verdict_name(verdict->kind));
	listing_integer(listing, "pages", verdict->pages);
	listing_integer(listing, "audit_entries", verdict->audit_entries);
	listing_integer(listing, "sessions", verdict->sessions);
	listing_integer(listing, "sealed_sessions", verdict->sealed_sessions);
	listing_integer(listing, "sealed_rows", verdict->sealed_rows);
	listing_text(listing, "audit_head", verdict->head);
	listing_text(listing, "key", verdict->key);
	return listing;
}

static struct listing *list_findings(const struct verdict *verdict)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < verdict->finding_count; i++) {
		listing_row(listing);
		listing_text(listing, "place", verdict->findings[i].place);
		listing_text(listing, "finding", verdict->findings[i].text);
	}
	return listing;
}

static struct listing *list_notices(const struct verdict *verdict)
{
	struct listing *listing = listing_new();
	for (size_t i = 0; i < verdict->notice_count; i++) {
		listing_row(listing);
		listing_text(listing, "notice", verdict->notices[i]);
	}
	return listing;
}

static const char *const conclusions[] = {
	[VERDICT_WHOLE] = "is whole: every row is as it was written",
	[VERDICT_TOUCHED] = ("holds every row as it was written, but another program has written to the file; "
		"'soleus backup' makes a copy that can be proved again"),
	[VERDICT_DAMAGED] = "is damaged. Leave it as it is, copy it away with its -wal file, and go on from the last backup",
	[VERDICT_TAMPERED] = "was changed, not by Soleus",
};

static void print_verdict(const struct verdict *verdict, const char *path)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		printf("%s: %s\n", verdict->findings[i].place, verdict->findings[i].text);
	for (size_t i = 0; i < verdict->notice_count; i++)
		printf("note: %s\n", verdict->notices[i]);
	printf("%s %s.\n", path, conclusions[verdict->kind]);
	printf("%s, %s, %s in %lld sealed of %s.\n",
	       count_text(verdict->pages, "page", "pages", (char[COUNT_TEXT_SIZE]){0}),
	       count_text(verdict->audit_entries, "audit entry", "audit entries", (char[COUNT_TEXT_SIZE]){0}),
	       count_text(verdict->sealed_rows, "row", "rows", (char[COUNT_TEXT_SIZE]){0}), (long long)verdict->sealed_sessions,
	       count_text(verdict->sessions, "session", "sessions", (char[COUNT_TEXT_SIZE]){0}));
	if (verdict->head[0])
		printf("The audit ends with %s, signed by %s. Written down elsewhere, this proves later that\n"
		       "no newer entry was taken away.\n", verdict->head, verdict->key[0] ? verdict->key : "nobody");
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct verdict verdict;
	struct folder *folder = folder_new(invocation->folder);
	const char *path = invocation->word_count ? invocation->words[0] : folder->database;
	if (!record_verify(path, &verdict, &error)) {
		folder_free(folder);
		return tell_failure(&error);
	}
	bool json = option_given(invocation, "json");
	if (json) {
		struct listing *parts[] = { list_verdict(&verdict), list_findings(&verdict), list_notices(&verdict) };
		listing_print_object((const struct listing_member[]){ { "record", parts[0], true },
			{ "findings", parts[1], false }, { "notices", parts[2], false } }, 3);
		for (size_t i = 0; i < 3; i++)
			listing_free(parts[i]);
	} else {
		print_verdict(&verdict, path);
	}
	/* The study's own record tells that it was looked at; a copy, or what is not whole, is left as it is. */
	if (!invocation->word_count && verdict.kind == VERDICT_WHOLE)
		acting_note(path, "verified", "record", "whole");
	int status = verdict.kind == VERDICT_WHOLE ? STATUS_WELL : STATUS_FAILED;
	verdict_free(&verdict);
	folder_free(folder);
	return status;
}

static const struct option_spec options[] = {
	{ .name = "json", .help = "for programs" },
	{ .name = NULL },
};

const struct command verify_command = {
	.name = "verify",
	.synopsis = "[FILE] [--json]",
	.summary = "proves that the record is whole, or names every row that is not as it was written",
	.help = "Looks at the study's record, or at FILE, a copy of one: at the sums on its pages, at SQLite's\n"
	        "structure, at the chain of the audit, and at every sealed session row by row. Tells a damaged\n"
	        "file from one that somebody has changed. Exit status 1 when anything is wrong.\n",
	.options = options,
	.most_words = 1,
	.run = run,
};
