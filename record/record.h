/*
 * record.h - the study's record: one SQLite file that only ever grows
 *
 * Rows are added and, where they describe something that lasts (a session, a
 * trial, a phase), closed once; triggers in schema.sql refuse everything else.
 * SQLite is known to the files of this folder and to no other room.
 *
 *     record.h      the file itself, participants, the beginning of a session
 *     allocation.h  participants whose group is drawn
 *     recorder.h    what happens while a session runs (a thread)
 *     reading.h     what exports and listings read
 */
#ifndef SOLEUS_RECORD_RECORD_H
#define SOLEUS_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sample.h"
#include "base/visit.h"

struct record;

/* How many schema versions there have been; older files are migrated when opened for writing. */
#define RECORD_SCHEMA_VERSION 2

/* Who acts, for the audit. Empty where it is not known. */
struct actor {
	char operator_id[PARTICIPANT_ID_SIZE];  /* as given with --operator */
	char account[PARTICIPANT_ID_SIZE];      /* of the computer */
	char station[NAME_SIZE];
};

struct station_key;

/* Makes a new study.db, mode 0600; ERROR_BUSY when the path exists already. The study's
 * own values (id, title, ...) are kept with it. Closed with record_close. */
struct record *record_create(const char *path, const struct named_value *study, size_t count,
                             int64_t utc_ns, struct error *error);

/* Opens an existing one, to add to it or only to read. Says plainly when the file is
 * absent, not a record of Soleus, damaged, or of a later version. */
struct record *record_open(const char *path, bool writable, struct error *error);

/* From now on the audit names these, and its head and seals are signed with the key (copied; NULL: not): at
 * once, where it was made without. */
void record_act_as(struct record *record, const struct actor *actor, const struct station_key *key);

/* The operator alone: whoever begins, goes on with or ends a session, amends, imports or signs. */
void record_name_operator(struct record *record, const char *operator_id);

/* Notes in the audit that something was done with the record that changed nothing in it: exported, verified. */
bool record_note(struct record *record, int64_t utc_ns, const char *action, const char *object,
                 const char *detail, struct error *error);

/* Until record_close everything that is read is as it stands at this moment, whatever is recorded meanwhile: for
 * what reads the same rows twice. */
bool record_hold(struct record *record, struct error *error);

/* Accepts NULL. */
void record_close(struct record *record);

/* Adds a participant; number is filled in with the next one of the group.
 * ERROR_REFUSED when the id is there already. */
bool record_enrol(struct record *record, struct participant *participant, int64_t utc_ns,
                  struct error *error);

/* The same in the place of somebody who was enrolled before, once: group and number are filled in with theirs, so that
 * orders of conditions stay balanced. In the record the number is the next one all the same, and none stands there twice. */
bool record_enrol_in_place(struct record *record, struct participant *participant, const char *replaces, int64_t utc_ns,
                           struct error *error);

/* ERROR_ABSENT, naming those nearest, when there is no such participant. */
bool record_participant(struct record *record, const char *id, struct participant *participant,
                        struct error *error);

/* All that is known about a session before it begins. Borrowed for the call. */
struct session_start {
	const char *participant;
	int         visit;
	const char *operator_id;                /* "" when not given */
	const char *protocol_id, *protocol_version, *protocol_title;
	const char *script_file, *script_text;  /* hashed by the record (SHA-256) */
	const char *plan_text;
	uint64_t    seed;
	const char *station;
	bool        simulated;                  /* any instrument was */
	bool        virtual_clock;
	int64_t     start_utc_ns;
	int         utc_offset_min;             /* of local time, east positive */
	const struct instrument_info *instruments;
	size_t                        instrument_count;
	const struct channel         *channels;
	size_t                        channel_count;
	const struct trial_info      *trials;
	size_t                        trial_count;
};

/*
 * Adds a session with its instruments and channels and claims the record for it:
 * ERROR_BUSY, naming the other's process, while another program records into the
 * same study. The claim ends with record_close or the program's end. Returns the
 * session's number (from 1), or 0.
 */
int64_t record_begin_session(struct record *record, const struct session_start *start,
                             struct error *error);

/*
 * Claims the record to go on with a session that was not closed. `start` tells what is there now:
 * its instruments, channels and trials must be those with which the session began (ERROR_REFUSED).
 * That it went on, and by whom, stands in the audit.
 */
bool record_resume_session(struct record *record, int64_t session, const struct session_start *start,
                           int64_t utc_ns, struct error *error);

/* True while some program holds the claim. */
bool record_is_claimed(struct record *record);

#endif
