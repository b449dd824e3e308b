/* changed_script.c - a script that does something else than before, and still says that it is the same */

#include "console/changed_script.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/reading.h"

char *changed_script_warning(struct record *record, const struct plan *plan, const char *script_text)
{
	char *warning = NULL;
	struct error ignored;
	struct rows *rows = record_sessions(record, 0);
	for (struct session_row row; rows_next_session(rows, &row);) {
		if (strcmp(row.protocol_id, plan->id) != 0 || strcmp(row.protocol_version, plan->version) != 0
		    || strcmp(row.status, "failed") == 0)
			continue;
		free(warning);
		warning = strcmp(row.script_text, script_text) == 0 ? NULL
			: xasprintf("the script has been changed since session %lld, and is version %s still; give it a new version, by "
			            "which their visits can be told apart", (long long)row.session, plan->version);
	}
	rows_close(rows, &ignored);
	return warning;
}
