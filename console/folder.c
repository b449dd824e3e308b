/* folder.c - a study is a folder: what stands in it, and what may be missing */

#include "console/folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/name.h"
#include "config/ini.h"
#include "console/acting.h"
#include "record/definitions.h"

struct folder *folder_new(const char *path)
{
	struct folder *folder = xcalloc(1, sizeof *folder);
	folder->path = xstrdup(path);
	folder->study_ini = xasprintf("%s/study.ini", path);
	folder->station_ini = xasprintf("%s/station.ini", path);
	folder->database = xasprintf("%s/study.db", path);
	folder->selftest = xasprintf("%s/selftest.txt", path);
	folder->exports = xasprintf("%s/exports", path);
	return folder;
}

void folder_free(struct folder *folder)
{
	if (!folder)
		return;
	free(folder->path);
	free(folder->study_ini);
	free(folder->station_ini);
	free(folder->database);
	free(folder->selftest);
	free(folder->exports);
	free(folder);
}

static bool no_study(const struct folder *folder, const char *missing, struct error *error)
{
	return error->kind == ERROR_ABSENT && error_set(error, ERROR_ABSENT,
		"%s is not a study's folder: there is no %s; name it with -C, or make one with 'soleus init DIR'.",
		folder->path, missing);
}

struct study *folder_study(const struct folder *folder, struct error *error)
{
	struct study *study = study_read(folder->study_ini, error);
	if (!study)
		no_study(folder, "study.ini", error);
	return study;
}

struct settings *folder_station(const struct folder *folder, struct error *error)
{
	struct settings *settings = ini_read(folder->station_ini, error);
	if (!settings)
		no_study(folder, "station.ini", error);
	return settings;
}

static struct record *acting(struct record *record, struct error *error)
{
	if (!record || acting_as(record, "", error))
		return record;
	record_close(record);
	return NULL;
}

struct record *folder_record(const struct folder *folder, bool writable, struct error *error)
{
	if (access(folder->database, F_OK) != 0 && access(folder->study_ini, F_OK) == 0) {
		error_set(error, ERROR_ABSENT, "%s has no record yet: enrol the first participant with "
		          "'soleus enrol P01', or try a protocol with 'soleus rehearse'.", folder->path);
		return NULL;
	}
	struct record *record = record_open(folder->database, writable, error);
	if (!record)
		no_study(folder, "study.db", error);
	return writable ? acting(record, error) : record;
}

/* "label = ..." of a group or a factor; NULL when it has none. */
static char *label_line(const struct section *section)
{
	const char *label = section_text(section, "label");
	bool is_told = strcmp(section->kind, "group") == 0 || strcmp(section->kind, "factor") == 0;
	return is_told && label ? xasprintf("label = %s\n", label) : NULL;
}

bool folder_tell_definitions(struct record *record, const struct study *study, int64_t utc_ns, struct error *error)
{
	size_t most = study->covariate_count + study->settings->count, count = 0;
	struct definition *definitions = xcalloc(most + 1, sizeof *definitions);
	char **texts = xcalloc(most + 1, sizeof *texts);
	for (size_t i = 0; i < study->covariate_count; i++, count++) {
		texts[count] = covariate_text(&study->covariates[i]);
		definitions[count] = (struct definition){ "covariate", study->covariates[i].name, texts[count] };
	}
	for (size_t i = 0; i < study->settings->count; i++) {
		const struct section *section = &study->settings->sections[i];
		if (!(texts[count] = label_line(section)))
			continue;
		definitions[count] = (struct definition){ section->kind, section->name, texts[count] };
		count++;
	}
	bool well = record_define(record, definitions, count, utc_ns, error);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
	free(definitions);
	return well;
}

struct record *folder_record_made(const struct folder *folder, const struct study *study,
                                  int64_t utc_ns, struct error *error)
{
	bool there = access(folder->database, F_OK) == 0;
	struct record *record = acting(there ? record_open(folder->database, true, error)
		: record_create(folder->database, study->keys, study->key_count, utc_ns, error), error);
	if (!record || folder_tell_definitions(record, study, utc_ns, error))
		return record;
	record_close(record);
	return NULL;
}

static int is_script(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && strcmp(dot, ".lua") == 0;
}

static void say_no_script(const struct folder *folder, const char *name, struct error *error)
{
	char *path = xasprintf("%s/protocols", folder->path), suggestion[100];
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_script, alphasort);
	size_t scripts = count > 0 ? (size_t)count : 0;
	const char **names = xcalloc(scripts + 1, sizeof *names);
	for (size_t i = 0; i < scripts; i++) {
		*strrchr(entries[i]->d_name, '.') = '\0';
		names[i] = entries[i]->d_name;
	}
	const char *meant = name_suggestion(name, names, suggestion, sizeof suggestion);
	error_set(error, ERROR_ABSENT, "There is no script %s here, nor in %s%s", name, path, meant[0] ? meant : ".");
	for (size_t i = 0; i < scripts; i++)
		free(entries[i]);
	free(entries);
	free(names);
	free(path);
}

/* A folder that happens to have the script's name is none. */
static bool may_be_script(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

char *folder_script(const struct folder *folder, const char *name, struct error *error)
{
	char *places[] = {
		xstrdup(name),
		xasprintf("%s/%s", folder->path, name),
		xasprintf("%s/%s.lua", folder->path, name),
		xasprintf("%s/protocols/%s", folder->path, name),
		xasprintf("%s/protocols/%s.lua", folder->path, name),
	};
	size_t count = sizeof places / sizeof places[0];
	char *found = NULL;
	for (size_t i = 0; i < count; i++) {
		if (!found && may_be_script(places[i]))
			found = places[i];
		else
			free(places[i]);
	}
	if (!found)
		say_no_script(folder, name, error);
	return found;
}
