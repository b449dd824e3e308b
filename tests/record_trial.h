/*
 * record_trial.h - a damaged or hostile study.db under every command, and what must be true of each
 *
 * A command ends well, or it ends with status 1 and its last line is a finished sentence. When it fails it has left
 * nothing behind: no export, no copy, no file with a temporary name, and a command that only reads has not changed the record.
 */
#ifndef SOLEUS_TESTS_RECORD_TRIAL_H
#define SOLEUS_TESTS_RECORD_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

struct record_trial;

/* Makes a study in a folder of its own: two rehearsed visits, one that waits to be gone on with, an operator, an amendment, a signature.
 * While it lives, the process's standard input is a PIN and XDG_CONFIG_HOME is in that folder. Freed with record_trial_free. */
struct record_trial *record_trial_new(void);
void record_trial_free(struct record_trial *trial);

/*
 * Line by line: the first names a command of the trial ("export csv"; one that it does not know chooses by chance); the others tell
 * what befalls the record before it has its turn. First what somebody does who knows SQLite, on a record without triggers, types and
 * constraints, which are put back afterwards:
 *
 *     sql TEXT        runs it
 *     set...          a nasty value in some column, by the chance that the line's letters make
 *     loose           triggers, types and constraints stay away
 *
 * then what befalls its bytes: "resum" puts the right sum on each page, any other line is a damage by chance.
 * "": all is well; else what is not, until the next call.
 */
const char *record_trial_run(struct record_trial *trial, const uint8_t *recipe, size_t size);

/* How many commands have failed so far, as they should on a record that is not whole. */
int record_trial_failures(const struct record_trial *trial);

/* The name of a command of the trial; NULL when there is no such one. */
const char *record_trial_command(size_t number);

#endif
