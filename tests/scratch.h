/* scratch.h - a file or folder for one test, gone afterwards */
#ifndef SOLEUS_TESTS_SCRATCH_H
#define SOLEUS_TESTS_SCRATCH_H

/* A new empty folder; scratch_remove takes it away with all that is in it and frees its name. */
char *scratch_folder(void);
void scratch_remove(char *folder);

/* Writes a text into FOLDER/NAME; returns its path, freed with free(). */
char *scratch_file(const char *folder, const char *name, const char *text);

#endif
