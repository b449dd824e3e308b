/*
 * verify.h - whether a record is whole, damaged or tampered with, and where
 *
 * Four things are looked at: the sums on the pages (page_sum.h), the structure that SQLite can
 * check, the audit with what its entries cover, and each session against its seal. Every row
 * of the record belongs to one of the last two.
 *
 * A disk flips bits and loses sectors; a person changes values. Where a flipped bit can be
 * pointed at, or SQLite finds its structure broken, the file is damaged, and the rows that
 * differ tell what that has touched. Where the structure is sound and rows differ, somebody
 * has changed them.
 */
#ifndef SOLEUS_RECORD_VERIFY_H
#define SOLEUS_RECORD_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum verdict_kind {
	VERDICT_WHOLE,
	VERDICT_TOUCHED,    /* all rows are as they were, but another program has written pages */
	VERDICT_DAMAGED,
	VERDICT_TAMPERED,
};

struct finding {
	char *place;        /* page 17, audit 5, session 2: sample */
	char *text;         /* what is wrong with it; a finished sentence */
};

struct verdict {
	enum verdict_kind kind;
	struct finding   *findings;
	size_t            finding_count, finding_capacity;
	char            **notices;          /* what nobody can vouch for, without anything being wrong */
	size_t            notice_count, notice_capacity;
	int64_t           pages, audit_entries, sessions, sealed_sessions, sealed_rows;
	char              head[65];         /* the hash of the audit's last entry, to be noted elsewhere; "" */
	char              key[17];          /* fingerprint of the key that signed it; "" */
};

/* Looks at the file and changes nothing in it. False only when there is no file to look at. */
bool record_verify(const char *path, struct verdict *verdict, struct error *error);
void verdict_free(struct verdict *verdict);

/* whole, touched, damaged, tampered. */
const char *verdict_name(enum verdict_kind kind);

#endif
