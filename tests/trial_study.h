/* trial_study.h - a small study with something of everything in its record, for record_trial.c */
#ifndef SOLEUS_TESTS_TRIAL_STUDY_H
#define SOLEUS_TESTS_TRIAL_STUDY_H

/* Runs a command of the program in this process, by its words ("export --format csv"); returns its status. Words are
 * told apart by blanks. */
int trial_study_command(const char *folder, const char *words);

/* The same; what the command prints on standard output is given instead, freed with free(). */
char *trial_study_told(const char *folder, const char *words, int *status);

/* FOLDER/study: two rehearsed visits, one that waits to be gone on with, an operator, an amendment, a signature. FOLDER/other:
 * the same of another station, with one visit more. Ends the process when it cannot be made. */
void trial_study_make(const char *folder);

#endif
