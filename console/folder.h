/*
 * folder.h - a study is a folder: what stands in it, and what may be missing
 */
#ifndef SOLEUS_CONSOLE_FOLDER_H
#define SOLEUS_CONSOLE_FOLDER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/settings.h"
#include "config/study.h"
#include "record/record.h"

struct folder {
	char *path;
	char *study_ini, *station_ini;  /* the two files that people edit */
	char *database;                 /* study.db */
	char *selftest;                 /* a report that waits for the next session */
	char *exports;                  /* everything in here can be made again */
};

/* The names only; nothing need be there. Freed with folder_free, which accepts NULL. */
struct folder *folder_new(const char *path);
void folder_free(struct folder *folder);

/* Each says, when the folder is not a study's, that `soleus init` makes one. */
struct study *folder_study(const struct folder *folder, struct error *error);
struct settings *folder_station(const struct folder *folder, struct error *error);

/* The record; ERROR_ABSENT says that nobody is enrolled yet. */
struct record *folder_record(const struct folder *folder, bool writable, struct error *error);

/* The record, made when it is not there yet with the study's own values; it has been told what study.ini defines. */
struct record *folder_record_made(const struct folder *folder, const struct study *study,
                                  int64_t utc_ns, struct error *error);

/* Tells the record the study's covariates and the labels of its groups and factors, as they now stand in study.ini. */
bool folder_tell_definitions(struct record *record, const struct study *study, int64_t utc_ns, struct error *error);

/*
 * A script as a person names it: the path itself when it is there, otherwise in the
 * study's folder or in its protocols/, with or without ".lua". Freed with free(); NULL
 * when it is nowhere.
 */
char *folder_script(const struct folder *folder, const char *name, struct error *error);

#endif
