/*
 * desk.h - the study that a command works on, opened as far as the command wants it
 *
 *     struct desk desk;
 *     bool well = desk_open(&desk, invocation, DESK_STUDY | DESK_WRITING, &error) && ...;
 *     return desk_close(&desk, well ? STATUS_WELL : tell_failure(&error));
 */
#ifndef SOLEUS_CONSOLE_DESK_H
#define SOLEUS_CONSOLE_DESK_H

#include "console/command.h"
#include "console/folder.h"

/* The study, and at the most one of the others: the record to read, to write to, and made when it is not there yet (which
 * wants the study). */
enum desk_wanted { DESK_STUDY = 1, DESK_READING = 2, DESK_WRITING = 4, DESK_MADE = 8 };

struct desk {
	struct folder *folder;
	struct study  *study;       /* NULL unless wanted */
	struct record *record;      /* the same */
	int64_t        utc_ns;      /* when it was opened */
};

/* False with what is missing. Closed with desk_close in either case. */
bool desk_open(struct desk *desk, const struct invocation *invocation, unsigned wanted, struct error *error);

/* Keeps in the record's audit what was done with it, which was only read; it is closed first. */
void desk_note(struct desk *desk, const char *action, const char *detail);

/* Returns the status: it is the last that a command does. */
int desk_close(struct desk *desk, int status);

#endif
