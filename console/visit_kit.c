/* setting_out.c - everything that a visit needs, opened in order: what `run` and `rehearse` share */

#include "console/setting_out.h"

#include <stdlib.h>

#include "acquisition/station.h"
#include "base/file.h"
#include "base/memory.h"
#include "console/visit_plan.h"

bool setting_out_open(struct setting_out *out, const char *folder, const char *script, struct error *error)
{
	*out = (struct setting_out){ .folder = folder_new(folder) };
	return (out->study = folder_study(out->folder, error))
		&& (out->station = folder_station(out->folder, error))
		&& (out->channels = station_channels_of(out->station, &out->channel_count, error))
		&& (out->script = folder_script(out->folder, script, error))
		&& (out->script_text = file_read(out->script, SCRIPT_MOST, NULL, error));
}

bool setting_out_again(struct setting_out *out, const char *folder, const char *script_file, const char *text,
                       struct error *error)
{
	*out = (struct setting_out){ .folder = folder_new(folder) };
	out->script = xasprintf("%s/protocols/%s", folder, script_file);
	out->script_text = xstrdup(text);
	return (out->study = folder_study(out->folder, error))
		&& (out->station = folder_station(out->folder, error))
		&& (out->channels = station_channels_of(out->station, &out->channel_count, error));
}

void setting_out_close(struct setting_out *out)
{
	free(out->script_text);
	free(out->script);
	free(out->channels);
	settings_free(out->station);
	study_free(out->study);
	folder_free(out->folder);
}

struct plan *setting_out_plan(const struct setting_out *out, const struct participant *participant,
                              int visit, uint64_t seed, struct error *error)
{
	struct problems problems = {0};
	struct surroundings around = { out->study, out->channels, out->channel_count };
	struct plan *plan = visit_plan(out->script, out->script_text, &around, participant, visit, seed, &problems);
	if (plan)
		visit_plan_fit(plan, out->channels, out->channel_count, out->folder->station_ini, &problems);
	problems_print(&problems, stderr);
	if (problems.errors > 0) {
		plan_free(plan);
		plan = NULL;
		error_set(error, ERROR_MALFORMED, "%s cannot be carried out as it is; see above.", out->script);
	}
	problems_free(&problems);
	return plan;
}
