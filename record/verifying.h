/* verifying.h - what the parts of verify share; inside the room only */
#ifndef SOLEUS_RECORD_VERIFYING_H
#define SOLEUS_RECORD_VERIFYING_H

#include "record/database.h"
#include "record/verify.h"

enum cause {
	CAUSE_FLIPPED,      /* a page with one flipped bit */
	CAUSE_UNEXPLAINED,  /* a page whose sum does not fit for another reason */
	CAUSE_BROKEN,       /* SQLite's own findings */
	CAUSE_CHANGED,      /* rows that are not as they were, are gone or were added */
	CAUSE_COUNT,
};

struct verifying {
	struct verdict *verdict;
	struct record  *record;
	size_t          counts[CAUSE_COUNT];
};

/* Adds a finding; `place` becomes the verdict's. Beyond FINDINGS_MOST of a cause they are only counted. */
#define FINDINGS_MOST 100
void verifying_find(struct verifying *verifying, enum cause cause, char *place, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void verifying_notice(struct verifying *verifying, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Each of these looks at one thing. False when the record could not be read. */
void verify_pages(struct verifying *verifying, const char *path);
bool verify_audit(struct verifying *verifying, struct error *error);
bool verify_sessions(struct verifying *verifying, struct error *error);

#endif
