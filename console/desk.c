/* desk.c - the study that a command works on, opened as far as the command wants it */

#include "console/desk.h"

#include "base/clock.h"
#include "console/acting.h"

bool desk_open(struct desk *desk, const struct invocation *invocation, unsigned wanted, struct error *error)
{
	struct clock *clock = clock_new_real();
	*desk = (struct desk){ .folder = folder_new(invocation->folder), .utc_ns = clock_utc(clock) };
	clock_free(clock);
	if ((wanted & DESK_STUDY) && !(desk->study = folder_study(desk->folder, error)))
		return false;
	if (wanted & DESK_MADE)
		desk->record = folder_record_made(desk->folder, desk->study, desk->utc_ns, error);
	else if (wanted & (DESK_READING | DESK_WRITING))
		desk->record = folder_record(desk->folder, wanted & DESK_WRITING, error);
	else
		return true;
	return desk->record != NULL;
}

void desk_note(struct desk *desk, const char *action, const char *detail)
{
	record_close(desk->record);
	desk->record = NULL;
	acting_note(desk->folder->database, action, "record", detail);
}

int desk_close(struct desk *desk, int status)
{
	record_close(desk->record);
	study_free(desk->study);
	folder_free(desk->folder);
	return status;
}
