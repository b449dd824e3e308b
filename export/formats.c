/* formats.c - the formats of an export: a row each */

#include "export/formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/name.h"
#include "export/bids.h"
#include "export/csv.h"
#include "export/readstat.h"
#include "export/redcap.h"
#include "export/sdtm.h"
#include "export/workbook.h"

static bool write_workbook(const struct export_target *target, const char *path, struct error *error)
{
	return workbook_write(target->export, path, error);
}

static const struct export_format workbook_format = {
	.name = "xlsx",
	.label = "a workbook for Excel and LibreOffice, one sheet a table, with charts",
	.place = ".xlsx",
	.write = write_workbook,
};

const struct export_format *const export_formats[] = {
	&workbook_format, &csv_format, &sav_format, &dta_format, &bids_format, &redcap_format, &sdtm_format, NULL,
};

static const struct export_format *format_named(const char *name, size_t length)
{
	for (size_t i = 0; export_formats[i]; i++)
		if (strlen(export_formats[i]->name) == length && memcmp(export_formats[i]->name, name, length) == 0)
			return export_formats[i];
	return NULL;
}

static size_t refuse(const char *name, size_t length, struct error *error)
{
	const char *names[FORMATS_MOST + 1] = {0};
	struct { char text[256]; size_t length; } list = {0};
	for (size_t i = 0; export_formats[i]; i++) {
		names[i] = export_formats[i]->name;
		list.length += strlen(strcat(strcpy(list.text + list.length, i ? ", " : ""), names[i]));
	}
	char *word = xstrndup(name, length), suggestion[128];
	const char *meant = name_suggestion(word, names, suggestion, sizeof suggestion);
	error_set(error, ERROR_MALFORMED, "There is no format '%s'; there are %s, and all of them with 'all'%s", word, list.text,
	          meant[0] ? meant : ".");
	free(word);
	return 0;
}

size_t formats_choose(const char *list, const struct export_format *chosen[static FORMATS_MOST], struct error *error)
{
	bool wanted[FORMATS_MOST] = {0};
	for (const char *word = list; word; word = strchr(word, ',') ? strchr(word, ',') + 1 : NULL) {
		size_t length = strcspn(word, ",");
		const struct export_format *format = format_named(word, length);
		bool all = length == 3 && memcmp(word, "all", 3) == 0;
		if (!format && !all)
			return refuse(word, length, error);
		for (size_t i = 0; export_formats[i]; i++)
			wanted[i] |= all || export_formats[i] == format;
	}
	size_t count = 0;
	for (size_t i = 0; export_formats[i]; i++)
		if (wanted[i])
			chosen[count++] = export_formats[i];
	return count;
}

static bool is_file(const struct export_format *format)
{
	return format->place[0] == '.';
}

char *format_path(const struct export_format *format, const struct export_target *target, const char *folder)
{
	if (is_file(format))
		return xasprintf("%s/%s%s", folder, target->name, format->place);
	if (format == &csv_format && target->dialect)
		return xasprintf("%s/%s-%s", folder, format->place, target->dialect->name);
	return xasprintf("%s/%s", folder, format->place);
}

bool format_write(const struct export_format *format, const struct export_target *target, const char *path, struct error *error)
{
	if (is_file(format))
		return format->write(target, path, error);
	char *beside = folder_beside(path);
	bool well = format->write(target, beside, error) && folder_replace(beside, path, error);
	folder_remove(beside);
	free(beside);
	return well;
}
