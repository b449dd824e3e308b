/* amending.h - the erasure of a person, step by step; inside the room only */
#ifndef SOLEUS_RECORD_AMENDING_H
#define SOLEUS_RECORD_AMENDING_H

#include "record/audit.h"

/* Claims the record: nobody may be recording into it. */
bool erase_may_begin(struct record *record, struct error *error);

/* Inside the transaction in which its amendment was added: blanks what the person
 * gave, and seals and audits what is left. Refused when a session of theirs is not as it was sealed. */
bool erase_person(struct record *record, const char *id, int64_t participant_id, int64_t utc_ns, struct error *error);

/* After it: writes the file anew, since what SQLite no longer uses still stands in it. ERROR_BUSY while another program
 * reads an earlier moment of it; the erasure can be done once more then. */
bool erase_traces(struct record *record, struct error *error);

#endif
