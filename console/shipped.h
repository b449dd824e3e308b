/*
 * shipped.h - the files that a new study's folder begins with
 */
#ifndef SOLEUS_CONSOLE_SHIPPED_H
#define SOLEUS_CONSOLE_SHIPPED_H

struct shipped_file {
	const char *path;   /* inside the study's folder */
	const char *text;
};

/* All of them, ended by a NULL path. */
const struct shipped_file *shipped_files(void);

#endif
