/* sign.c - soleus operator, seal, sign: who conducts, and what they vouch for */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/desk.h"
#include "console/secret.h"
#include "record/operators.h"
#include "record/seal.h"

static int add_operator(const struct invocation *invocation)
{
	struct desk desk;
	struct error error;
	char pin[SECRET_SIZE], again[SECRET_SIZE];
	const char *id = invocation->words[1];
	if (strcmp(invocation->words[0], "add") != 0)
		return tell_usage("operator: the only thing to do is 'operator add ID'.");
	bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_MADE, &error);
	bool has_pin = option_given(invocation, "pin");
	if (well && desk.study->pin_required && !has_pin)
		well = error_set(&error, ERROR_REFUSED, "The study requires a PIN of every operator; add --pin.");
	if (well && has_pin)
		well = secret_ask("PIN", pin, &error) && secret_ask("The PIN again", again, &error)
			&& (strcmp(pin, again) == 0 || error_set(&error, ERROR_MALFORMED, "The two PINs differ; nothing was added."));
	well = well && record_add_operator(desk.record, id, has_pin ? pin : NULL, desk.utc_ns, &error);
	if (well)
		printf("%s is an operator now.\n", id);
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static int seal(const struct invocation *invocation)
{
	struct desk desk;
	struct error error;
	int64_t session = session_word(invocation, 0);
	if (session == 0)
		return STATUS_USAGE;
	bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_WRITING, &error) && record_seal(desk.record, session, desk.utc_ns, &error);
	if (well)
		printf("Session %lld is sealed.\n", (long long)session);
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static bool sign_session(const struct desk *desk, int64_t session, const char *id, const char *meaning, struct error *error)
{
	bool has_pin;
	char pin[SECRET_SIZE] = "", prompt[64];
	if (!record_operator(desk->record, id, &has_pin, error))
		return false;
	if (desk->study->pin_required && !has_pin)
		return error_set(error, ERROR_REFUSED, "The study requires a PIN to sign, and %s has none.", id);
	printf("%s signs session %lld: \"%s\"\n", id, (long long)session, meaning);
	fflush(stdout);
	snprintf(prompt, sizeof prompt, "PIN of %.33s", id);
	bool well = (!has_pin || secret_ask(prompt, pin, error))
		&& record_sign(desk->record, session, id, has_pin ? pin : NULL, meaning, desk->utc_ns, error);
	explicit_bzero(pin, sizeof pin);
	if (well)
		printf("Session %lld is signed.\n", (long long)session);
	return well;
}

static int sign(const struct invocation *invocation)
{
	const char *id = option_value(invocation, "operator"), *meaning = option_value(invocation, "meaning");
	if (!id || !meaning)
		return tell_usage("sign: say who signs with --operator, and what it means with --meaning.");
	int64_t session = session_word(invocation, 0);
	if (session == 0)
		return STATUS_USAGE;
	struct desk desk;
	struct error error;
	bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_WRITING, &error) && sign_session(&desk, session, id, meaning, &error);
	return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
}

static const struct option_spec operator_options[] = {
	{ .name = "pin", .help = "with a PIN, asked for twice" },
	{ .name = NULL },
};

const struct command operator_command = {
	.name = "operator",
	.synopsis = "add ID [--pin]",
	.summary = "adds somebody who conducts and signs visits",
	.help = "Adds an operator by a code. With --pin a PIN is asked for, of which the record keeps a hash\n"
	        "(argon2id); 'pin = required' in study.ini demands one of every operator.\n",
	.options = operator_options,
	.least_words = 2, .most_words = 2,
	.run = add_operator,
};

static const struct option_spec no_options[] = { { .name = NULL } };

const struct command seal_command = {
	.name = "seal",
	.synopsis = "SESSION",
	.summary = "seals a session that has ended and was not sealed, after a crash in between",
	.help = "A visit is sealed when it ends. Where the program was stopped just then, this does it later.\n",
	.options = no_options,
	.least_words = 1, .most_words = 1,
	.run = seal,
};

static const struct option_spec sign_options[] = {
	{ .name = "operator", .argument = "ID", .help = "who signs" },
	{ .name = "meaning", .argument = "TEXT", .help = "what the signature means" },
	{ .name = NULL },
};

const struct command sign_command = {
	.name = "sign",
	.synopsis = "SESSION --operator ID --meaning TEXT",
	.summary = "an operator signs a sealed session",
	.help = "Binds the operator, the time and the meaning to the session's seal. An operator's PIN is asked for at\n"
	        "the terminal, or read as a line of standard input; a wrong one is kept in the audit.\n",
	.options = sign_options,
	.least_words = 1, .most_words = 1,
	.run = sign,
};
