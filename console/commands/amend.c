/* amend.c - soleus amend: corrections, voids, exclusions, withdrawals, erasures */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/acting.h"
#include "console/correcting.h"
#include "console/desk.h"
#include "console/listed.h"
#include "console/names_in_text.h"
#include "record/amend.h"
#include "record/operators.h"
#include "record/reading.h"

enum word { NONE, SESSION, TRIAL, PARTICIPANT, NAME, VALUE };

/* What stands behind `amend`, word by word. */
static const struct form {
	const char       *words[2];     /* the second NULL: only one */
	enum amend_action action;
	enum amend_target target;
	enum word         rest[4];
} forms[] = {
	{ { "answer" }, AMEND_CORRECT, AMEND_ANSWER, { SESSION, NAME, VALUE } },
	{ { "covariate" }, AMEND_CORRECT, AMEND_COVARIATE, { PARTICIPANT, NAME, VALUE } },
	{ { "factor" }, AMEND_CORRECT, AMEND_FACTOR, { SESSION, TRIAL, NAME, VALUE } },
	{ { "void", "trial" }, AMEND_VOID, AMEND_TRIAL, { SESSION, TRIAL } },
	{ { "void", "session" }, AMEND_VOID, AMEND_SESSION, { SESSION } },
	{ { "exclude", "trial" }, AMEND_EXCLUDE, AMEND_TRIAL, { SESSION, TRIAL } },
	{ { "exclude", "session" }, AMEND_EXCLUDE, AMEND_SESSION, { SESSION } },
	{ { "include", "trial" }, AMEND_INCLUDE, AMEND_TRIAL, { SESSION, TRIAL } },
	{ { "include", "session" }, AMEND_INCLUDE, AMEND_SESSION, { SESSION } },
	{ { "deviation" }, AMEND_EXPLAIN, AMEND_DEVIATION, { SESSION, NAME } },
	{ { "withdraw" }, AMEND_WITHDRAW, AMEND_PARTICIPANT, { PARTICIPANT } },
	{ { "erase" }, AMEND_ERASE, AMEND_PARTICIPANT, { PARTICIPANT } },
};

static bool is_number(const char *text, int64_t *number)
{
	char *end;
	*number = strtoll(text, &end, 10);
	return end != text && !*end && *number > 0;
}

static bool take_word(struct amendment *amendment, enum word word, const char *text)
{
	int64_t number = 0;
	switch (word) {
	case NONE:
		return false;
	case SESSION:
		return is_number(text, &amendment->session);
	case TRIAL:
		if (!is_number(text, &number) || number > 9999)
			return false;
		amendment->trial = (int)number;
		return true;
	case PARTICIPANT:
		amendment->participant = text;
		return true;
	case NAME:
		amendment->name = text;
		return true;
	case VALUE:
		amendment->value = text;
		return true;
	}
	return false;
}

/* True when the words are of that form, all of them. */
static bool take_words(const struct form *form, const struct invocation *invocation, struct amendment *amendment)
{
	size_t at = 0, rest = 0;
	for (; at < 2 && form->words[at]; at++)
		if (at >= invocation->word_count || strcmp(invocation->words[at], form->words[at]) != 0)
			return false;
	*amendment = (struct amendment){ .action = form->action, .target = form->target };
	for (; rest < 4 && form->rest[rest] != NONE; rest++, at++)
		if (at >= invocation->word_count || !take_word(amendment, form->rest[rest], invocation->words[at]))
			return false;
	return at == invocation->word_count;
}

/* An option that tells nothing about these words was meant for others. */
static bool has_place(const char *option, const struct amendment *amendment)
{
	bool one_of_several = amendment->target == AMEND_ANSWER || amendment->target == AMEND_DEVIATION;
	bool of_trial = amendment->target == AMEND_FACTOR || amendment->target == AMEND_TRIAL;
	return one_of_several || (of_trial && strcmp(option, "attempt") == 0);
}

/* NULL when there is none. */
static const char *misplaced_option(const struct invocation *invocation, const struct amendment *amendment)
{
	static const char *const options[] = { "trial", "attempt", "which" };
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if (option_given(invocation, options[i]) && !has_place(options[i], amendment))
			return options[i];
	return option_given(invocation, "json") ? "json" : NULL;
}

static void read_options(const struct invocation *invocation, struct amendment *amendment)
{
	amendment->trial = (int)option_integer(invocation, "trial", amendment->trial);
	amendment->attempt = (int)option_integer(invocation, "attempt", 0);
	amendment->which = (int)option_integer(invocation, "which", 0);
	amendment->reason = option_value(invocation, "reason");
	amendment->operator_id = option_text(invocation, "operator", "");
	if (text_seems_to_name_somebody(amendment->reason) || (amendment->value && text_seems_to_name_somebody(amendment->value)))
		fputs("soleus: warning: " NAME_WARNING "\n", stderr);
}

static struct listing *list(struct record *record, struct error *error)
{
	struct listing *listing = listing_new();
	struct rows *rows = record_amendments(record);
	for (struct amendment_row row; rows_next_amendment(rows, &row);) {
		listing_row(listing);
		listing_text(listing, "utc", row.utc);
		listing_text(listing, "operator", row.operator_id);
		listing_text(listing, "action", row.action);
		listing_text(listing, "target", row.target);
		listing_text(listing, "participant", row.participant);
		listing_integer(listing, "session", row.session);
		listing_integer(listing, "trial", row.trial);
		listing_integer(listing, "attempt", row.attempt);
		listing_text(listing, "name", row.name);
		listing_text(listing, "old", row.old);
		listing_text(listing, "new", row.new);
		listing_text(listing, "reason", row.reason);
	}
	return listing_finished(listing, rows, error);
}

static int amend(const struct invocation *invocation, struct amendment *amendment)
{
	struct error error;
	struct desk desk;
	char *value = NULL;
	read_options(invocation, amendment);
	bool well = desk_open(&desk, invocation, DESK_WRITING, &error)
		&& record_accepts_operator(desk.record, amendment->operator_id, &error)
		&& correction_fits(desk.folder, desk.record, amendment, &value, &error);
	if (well) {
		amendment->value = value;
		amendment->utc_ns = desk.utc_ns;
		well = record_amend(desk.record, amendment, &error);
	}
	free(value);
	if (well && amendment->action == AMEND_ERASE)
		printf("What %s gave is erased. Erase it from backups and exports too: they hold it still.\n", amendment->participant);
	else if (well)
		puts("It is amended; the original stays. 'soleus amend list' shows all, exports apply and list them.");
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static int run(const struct invocation *invocation)
{
	struct amendment amendment;
	if (invocation->word_count == 1 && strcmp(invocation->words[0], "list") == 0)
		return list_record(invocation, list, "Nothing has been amended.");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (!take_words(&forms[i], invocation, &amendment))
			continue;
		if (!option_given(invocation, "reason"))
			return tell_usage("amend: say why with --reason.");
		const char *misplaced = misplaced_option(invocation, &amendment);
		if (misplaced)
			return tell_usage("amend: --%s has no place here (soleus amend --help tells where it has).", misplaced);
		return amend(invocation, &amendment);
	}
	return tell_usage("amend: that is none of its forms (soleus amend --help lists them).");
}

static const struct option_spec options[] = {
	{ .name = "reason", .argument = "TEXT", .help = "why; nothing is amended without" },
	{ .name = "operator", .argument = "WHO", .help = "who amends, by a code" },
	{ .name = "trial", .argument = "N", .help = "of an answer or a deviation: its trial", .low = 1, .high = 9999 },
	{ .name = "attempt", .argument = "N", .help = "of a trial, or what belongs to one: which attempt (the last)", .low = 1, .high = 99 },
	{ .name = "which", .argument = "N", .help = "which of several answers to one question, or deviations of one kind",
	  .low = 1, .high = 9999 },
	{ .name = "json", .help = "with list, for programs" },
	{ .name = NULL },
};

const struct command amend_command = {
	.name = "amend",
	.synopsis = "WHAT ... --reason TEXT [--operator WHO]",
	.summary = "a correction, void, exclusion, withdrawal or erasure; the original stays",
	.help = "  amend answer SESSION QUESTION NEW [--trial N]   corrects an answer\n"
	        "  amend covariate P NAME NEW                      corrects or adds a covariate\n"
	        "  amend factor SESSION TRIAL NAME NEW             corrects a factor\n"
	        "  amend void trial SESSION TRIAL                  it failed and does not count (void session SESSION)\n"
	        "  amend exclude trial SESSION TRIAL               it is left out of the analysis (exclude session SESSION)\n"
	        "  amend include trial SESSION TRIAL               undoes these two (include session SESSION)\n"
	        "  amend deviation SESSION KIND [--trial N]        explains it: the reason is the operator's (KIND as in show)\n"
	        "  amend withdraw P                                the participant has left the study\n"
	        "  amend erase P                                   blanks all that P gave: values, answers, notes, raw bytes\n"
	        "  amend list [--json]                             what was amended\n"
	        "An amendment is a further row with who, when, old, new and why; exports apply and list them.\n"
	        "A correction must be what could have been given in the first place; - is no answer, \"\" an unknown covariate.\n"
	        "An erasure cannot be undone; that it was done, by whom and why, stays.\n",
	.options = options,
	.least_words = 1, .most_words = 5,
	.run = run,
};
