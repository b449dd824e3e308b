/* visit_kit.c - everything that a visit needs, opened in order: what `run` and `rehearse` share */

#include "console/visit_kit.h"

#include <stdlib.h>

#include "acquisition/station.h"
#include "base/file.h"
#include "base/memory.h"
#include "console/visit_plan.h"

bool visit_kit_open(struct visit_kit *kit, const char *folder, const char *script, struct error *error)
{
	*kit = (struct visit_kit){ .folder = folder_new(folder) };
	return (kit->study = folder_study(kit->folder, error))
		&& (kit->station = folder_station(kit->folder, error))
		&& (kit->channels = station_channels_of(kit->station, &kit->channel_count, error))
		&& (kit->script = folder_script(kit->folder, script, error))
		&& (kit->script_text = file_read(kit->script, SCRIPT_MOST, NULL, error));
}

bool visit_kit_again(struct visit_kit *kit, const char *folder, const char *script_file, const char *text,
                     struct error *error)
{
	*kit = (struct visit_kit){ .folder = folder_new(folder) };
	kit->script = xasprintf("%s/protocols/%s", folder, script_file);
	kit->script_text = xstrdup(text);
	return (kit->study = folder_study(kit->folder, error))
		&& (kit->station = folder_station(kit->folder, error))
		&& (kit->channels = station_channels_of(kit->station, &kit->channel_count, error));
}

void visit_kit_close(struct visit_kit *kit)
{
	free(kit->script_text);
	free(kit->script);
	free(kit->channels);
	settings_free(kit->station);
	study_free(kit->study);
	folder_free(kit->folder);
}

struct plan *visit_kit_plan(const struct visit_kit *kit, const struct participant *participant,
                            int visit, uint64_t seed, struct error *error)
{
	struct problems problems = {0};
	struct surroundings around = { kit->study, kit->channels, kit->channel_count };
	struct plan *plan = visit_plan(kit->script, kit->script_text, &around, participant, visit, seed, &problems);
	if (plan)
		visit_plan_fit(plan, kit->channels, kit->channel_count, kit->folder->station_ini, &problems);
	problems_print(&problems, stderr);
	if (problems.errors > 0) {
		plan_free(plan);
		plan = NULL;
		error_set(error, ERROR_MALFORMED, "%s cannot be carried out as it is; see above.", kit->script);
	}
	problems_free(&problems);
	return plan;
}
