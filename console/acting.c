/* acting.c - who acts on a record: for its audit, and to sign */

#include "console/acting.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "record/station_key.h"

static char *key_path(struct error *error)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	const struct passwd *account = getpwuid(geteuid());
	if (config && config[0] == '/')
		return xasprintf("%s/soleus/station.key", config);
	if (!(home && home[0] == '/'))
		home = account ? account->pw_dir : NULL;
	if (home)
		return xasprintf("%s/.config/soleus/station.key", home);
	error_set(error, ERROR_ABSENT, "There is no home folder for this station's key; name one in XDG_CONFIG_HOME.");
	return NULL;
}

bool acting_as(struct record *record, const char *operator_id, struct error *error)
{
	struct actor actor = {0};
	struct station_key key;
	const struct passwd *account = getpwuid(geteuid());
	char *path = key_path(error);
	bool well = path && station_key_load(path, &key, error);
	free(path);
	if (!well)
		return false;
	snprintf(actor.operator_id, sizeof actor.operator_id, "%s", operator_id);
	snprintf(actor.account, sizeof actor.account, "%s", account ? account->pw_name : "");
	gethostname(actor.station, sizeof actor.station - 1);
	record_act_as(record, &actor, &key);
	return true;
}

void acting_note(const char *database, const char *action, const char *object, const char *detail)
{
	struct error error;
	if (access(database, W_OK) != 0)
		return;
	struct clock *clock = clock_new_real();
	struct record *record = record_open(database, true, &error);
	if (record && acting_as(record, "", &error))
		record_note(record, clock_utc(clock), action, object, detail, &error);
	record_close(record);
	clock_free(clock);
}
