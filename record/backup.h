/*
 * backup.h - a copy of a record that is as good as the record, and records that come together
 */
#ifndef SOLEUS_RECORD_BACKUP_H
#define SOLEUS_RECORD_BACKUP_H

#include "record/record.h"

/*
 * Copies the record to `to`, also while another program records into it (SQLite's online backup:
 * the copy is that of one moment). It is written beside, verified, and only then put in place;
 * an earlier backup of that name stands until then. ERROR_REFUSED where anything else has the name: another
 * record, of this study too, a copy of this one that went on otherwise, or any other file.
 */
bool record_backup(struct record *record, const char *to, struct error *error);

/* How much came with a merge; and how many numbers by which orders of conditions are chosen somebody who came now shares with
 * others of the group, and the first of these: "P01, Q01". A replacement has that of whom it replaces: this is not counted. */
struct merged {
	int64_t participants, operators, sessions, amendments;
	int64_t same_order;
	char    same_order_who[160];
};

/*
 * Brings what is new in another station's record into this one, in one transaction: sessions by their
 * uuid, with everything that belongs to them, and the other's audit as it is. What is here
 * already stays untouched; the same merge again brings nothing. The other is verified
 * first. ERROR_REFUSED, with nothing changed, where the two contradict each other.
 */
bool record_merge(struct record *record, const char *other, int64_t utc_ns, struct merged *merged, struct error *error);

#endif
