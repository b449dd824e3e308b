/* typing.c - what a person types, byte by byte, becomes answers and commands */

#include "console/typing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/name.h"

static struct typed typed_line(struct typing *typing)
{
	return (struct typed){ .kind = TYPED_LINE, .line = typing->line };
}

static struct typed command(const struct said *said, enum typed_kind kind)
{
	return (struct typed){
		.kind = kind, .instead_of = OPERATOR_VERB_COUNT,
		.command = { .verb = said->verb, .text = said->text, .stamped_ns = said->stamped_ns },
	};
}

static struct typed unanswered(const struct typing *typing, const char *line, struct error *error)
{
	error_set(error, ERROR_REFUSED, "'%s' is not taken: say first whether /%s is meant; Enter confirms it, n takes it back.", line,
	          operator_verb_info(typing->waiting.verb)->word);
	return (struct typed){ .kind = TYPED_WRONG };
}

/* A verb that is asked about: the newest is meant, but nothing undoes an emergency that did not say so. */
static struct typed ask_about(struct typing *typing, const char *line, struct error *error)
{
	bool another = typing->waiting.stands;
	enum operator_verb before = typing->waiting.verb;
	if (another && before == OPERATOR_STOP)
		return unanswered(typing, line, error);
	typing->waiting = typing->now;
	typing->waiting.stands = true;
	struct typed asks = command(&typing->waiting, TYPED_ASKS);
	if (another)
		asks.instead_of = before;
	return asks;
}

static struct typed answer_waiting(struct typing *typing, enum typed_kind kind)
{
	typing->waiting.stands = false;
	return command(&typing->waiting, kind);
}

/* The verb whose word the line begins with, the longest one: "pause now" before "pause". What stands
 * behind it goes to *text. */
static enum operator_verb verb_of(const char *line, const char **text)
{
	enum operator_verb found = OPERATOR_VERB_COUNT;
	size_t longest = 0;
	for (int verb = 0; verb < OPERATOR_VERB_COUNT; verb++) {
		const char *word = operator_verb_info((enum operator_verb)verb)->word;
		size_t length = strlen(word);
		if (length <= longest || strncasecmp(line, word, length) != 0 || (line[length] && line[length] != ' '))
			continue;
		found = (enum operator_verb)verb;
		longest = length;
		*text = line + length;
	}
	while (found != OPERATOR_VERB_COUNT && **text == ' ')
		++*text;
	return found;
}

static struct typed wrong_verb(const char *line, struct error *error)
{
	const char *candidates[OPERATOR_VERB_COUNT + 1] = { NULL };
	char word[NAME_SIZE], suggestion[64];
	for (int verb = 0; verb < OPERATOR_VERB_COUNT; verb++)
		candidates[verb] = operator_verb_info((enum operator_verb)verb)->word;
	snprintf(word, sizeof word, "%.*s", (int)strcspn(line, " "), line);
	const char *meant = name_suggestion(word, candidates, suggestion, sizeof suggestion);
	error_set(error, ERROR_MALFORMED, "There is no /%s%s /help lists what there is.", word, *meant ? meant : ".");
	return (struct typed){ .kind = TYPED_WRONG };
}

static struct typed take_verb(struct typing *typing, const char *line, struct error *error)
{
	const char *text = "";
	if (strcasecmp(line, "help") == 0)
		return (struct typed){ .kind = TYPED_HELP };
	if (strcasecmp(line, "status") == 0)
		return (struct typed){ .kind = TYPED_STATUS };
	enum operator_verb verb = verb_of(line, &text);
	if (verb == OPERATOR_VERB_COUNT)
		return wrong_verb(line, error);
	const struct operator_verb_info *info = operator_verb_info(verb);
	if (info->needs_text && !*text) {
		error_set(error, ERROR_MALFORMED, "Please say more: /%s %s%s%s.", info->word, info->argument,
		          info->choice ? ", one of " : "", info->choice ? info->choice : "");
		return (struct typed){ .kind = TYPED_WRONG };
	}
	if (!info->argument && *text) {
		error_set(error, ERROR_MALFORMED, "Nothing stands behind /%s; '%s' is not understood.", info->word, text);
		return (struct typed){ .kind = TYPED_WRONG };
	}
	if (verb == OPERATOR_GO && typing->waiting.stands && typing->waiting.verb == OPERATOR_STOP)
		return answer_waiting(typing, TYPED_BACK);
	typing->now = (struct said){ .verb = verb, .stamped_ns = typing->first_ns };
	snprintf(typing->now.text, sizeof typing->now.text, "%s", text);
	return info->confirmed ? ask_about(typing, line, error) : command(&typing->now, TYPED_COMMAND);
}

static bool is_one_of(const char *line, const char *const *words)
{
	while (*words && strcasecmp(line, *words) != 0)
		words++;
	return *words != NULL;
}

static struct typed take_line(struct typing *typing, struct error *error)
{
	static const char *const yes[] = { "", "y", "yes", NULL }, *const no[] = { "n", "no", NULL };
	typing->line[typing->length] = '\0';
	typing->length = 0;
	if (typing->line[0] == '/')
		return take_verb(typing, typing->line + 1, error);
	if (!typing->waiting.stands)
		return typed_line(typing);
	if (is_one_of(typing->line, yes))
		return answer_waiting(typing, TYPED_COMMAND);
	if (is_one_of(typing->line, no))
		return answer_waiting(typing, TYPED_BACK);
	return unanswered(typing, typing->line, error);
}

struct typed typing_byte(struct typing *typing, char byte, int64_t now_ns, struct error *error)
{
	if (typing->length == 0)
		typing->first_ns = now_ns;
	if (byte == '\n')
		return take_line(typing, error);
	if (byte != '\r' && typing->length + 1 < sizeof typing->line)
		typing->line[typing->length++] = byte;
	return (struct typed){ .kind = TYPED_NOTHING };
}

char *typing_help(void)
{
	char *text = xstrdup("  /status           everything as it is now: the step, what comes next, each signal, the recorder\n");
	for (int verb = 0; verb < OPERATOR_VERB_COUNT; verb++) {
		const struct operator_verb_info *info = operator_verb_info((enum operator_verb)verb);
		char *longer = xasprintf("%s  /%s%s%s%*s%s%s%s%s\n", text, info->word, info->argument ? " " : "",
			info->argument ? info->argument : "",
			(int)(18 - strlen(info->word) - (info->argument ? strlen(info->argument) + 1 : 0)), "",
			info->help, info->choice ? ": " : "", info->choice ? info->choice : "", info->confirmed ? " (asks first)" : "");
		free(text);
		text = longer;
	}
	return text;
}
