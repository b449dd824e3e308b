/*
 * visit_kit.h - everything that a visit needs, opened in order: what `run` and `rehearse` share
 */
#ifndef SOLEUS_CONSOLE_VISIT_KIT_H
#define SOLEUS_CONSOLE_VISIT_KIT_H

#include "base/clock.h"
#include "base/sample.h"
#include "config/study.h"
#include "console/folder.h"
#include "protocols/plan.h"

/* Bytes that a script may have. */
#define SCRIPT_MOST ((size_t)1 << 20)

/* The study, its station and one script: the same for all participants of a rehearsal. */
struct visit_kit {
	struct folder   *folder;
	struct study    *study;
	struct settings *station;
	struct channel  *channels;      /* of the station */
	size_t           channel_count;
	char            *script;        /* its path */
	char            *script_text;
};

/* False with what is wrong. Freed with visit_kit_close in either case. */
bool visit_kit_open(struct visit_kit *kit, const char *folder, const char *script, struct error *error);
/* The same for a session that goes on: its script is the text that was stored with it. */
bool visit_kit_again(struct visit_kit *kit, const char *folder, const char *script_file, const char *text,
                     struct error *error);
void visit_kit_close(struct visit_kit *kit);

/* The participant's plan, fitted to the station; problems are told on stderr, a line each. NULL with ERROR_MALFORMED, which
 * points to them, when one is an error. */
struct plan *visit_kit_plan(const struct visit_kit *kit, const struct participant *participant,
                            int visit, uint64_t seed, struct error *error);

#endif
