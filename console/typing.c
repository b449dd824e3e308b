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

static struct typed command(const struct typing *typing, enum typed_kind kind)
{
	return (struct typed){
		.kind = kind,
		.command = { .verb = typing->verb, .text = typing->text, .stamped_ns = typing->stamped_ns },
	};
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
	error_set(error, ERROR_MALFORMED, "There is no /%s%s; /help lists what there is.", word,
	          name_suggestion(word, candidates, suggestion, sizeof suggestion));
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
	typing->verb = verb;
	typing->stamped_ns = typing->first_ns;
	snprintf(typing->text, sizeof typing->text, "%s", text);
	typing->confirming = info->confirmed;
	return command(typing, info->confirmed ? TYPED_ASKS : TYPED_COMMAND);
}

static struct typed take_line(struct typing *typing, struct error *error)
{
	typing->line[typing->length] = '\0';
	typing->length = 0;
	if (!typing->confirming)
		return typing->line[0] == '/' ? take_verb(typing, typing->line + 1, error) : typed_line(typing);
	typing->confirming = false;
	bool confirmed = !typing->line[0] || strcasecmp(typing->line, "y") == 0 || strcasecmp(typing->line, "yes") == 0;
	return command(typing, confirmed ? TYPED_COMMAND : TYPED_BACK);
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
