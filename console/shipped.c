/* shipped.c - the files that a new study's folder begins with */

#include "console/shipped.h"

#include <stddef.h>

#include "base/embedded.h"

EMBEDDED(config_examples_study_ini);
EMBEDDED(config_examples_station_ini);
EMBEDDED(protocols_library_sit_still_lua);
EMBEDDED(protocols_library_soleus_pushup_lua);

const struct shipped_file *shipped_files(void)
{
	static const struct shipped_file files[] = {
		{ "study.ini", EMBEDDED_TEXT(config_examples_study_ini) },
		{ "station.ini", EMBEDDED_TEXT(config_examples_station_ini) },
		{ "protocols/sit_still.lua", EMBEDDED_TEXT(protocols_library_sit_still_lua) },
		{ "protocols/soleus_pushup.lua", EMBEDDED_TEXT(protocols_library_soleus_pushup_lua) },
		{ NULL, NULL },
	};
	return files;
}
