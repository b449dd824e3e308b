/*
 * setting_out.h - everything that a visit needs, opened in order: what `run` and `rehearse` share
 */
#ifndef SOLEUS_CONSOLE_SETTING_OUT_H
#define SOLEUS_CONSOLE_SETTING_OUT_H

#include "base/clock.h"
#include "base/sample.h"
#include "config/study.h"
#include "console/folder.h"
#include "protocols/plan.h"

/* Bytes that a script may have. */
#define SCRIPT_MOST ((size_t)1 << 20)

/* The study, its station and one script: the same for all participants of a rehearsal. */
struct setting_out {
	struct folder   *folder;
	struct study    *study;
	struct settings *station;
	struct channel  *channels;      /* of the station */
	size_t           channel_count;
	char            *script;        /* its path */
	char            *script_text;
};

/* False with what is wrong. Freed with setting_out_close in either case. */
bool setting_out_open(struct setting_out *out, const char *folder, const char *script, struct error *error);
/* The same for a session that goes on: its script is the text that was stored with it. */
bool setting_out_again(struct setting_out *out, const char *folder, const char *script_file, const char *text,
                       struct error *error);
void setting_out_close(struct setting_out *out);

/* The participant's plan, fitted to the station; problems are told on stderr, a line each. NULL with ERROR_MALFORMED, which
 * points to them, when one is an error. */
struct plan *setting_out_plan(const struct setting_out *out, const struct participant *participant,
                              int visit, uint64_t seed, struct error *error);

#endif
