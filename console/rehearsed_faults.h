/* rehearsed_faults.h - what is to go wrong in a rehearsal, by --fault */
#ifndef SOLEUS_CONSOLE_REHEARSED_FAULTS_H
#define SOLEUS_CONSOLE_REHEARSED_FAULTS_H

#include "base/settings.h"
#include "console/command.h"

/* Every --fault "FAULTS" goes to the twins of all instruments, "INSTRUMENT:FAULTS" to one: its port becomes
 * sim: with these faults behind those that stand there. The file stays as it is. */
bool rehearsed_faults(const struct invocation *invocation, struct settings *station, struct error *error);

#endif
