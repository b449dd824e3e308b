/*
 * blinding.h - an export that does not tell which condition is which
 *
 * Conditions become A, B, C ...: in the order in which they first appear in the record, but
 * two by two swapped or not as chance will have it that comes from the seed of the first session, which a blinded
 * export does not show. As the record only grows, a condition keeps its letter in every later export.
 *
 * Whatever is not found under every condition would tell which one it is, and goes: factors, and sessions'
 * protocols and participants' groups, that have a value of that kind; questions are left out, and wordings of a question blank; phases are called
 * phase_2 by their place; their kinds go when a place has not the same kind under every condition. Whatever tells
 * what the participant did goes in any case: the pace of phases, cues, instructions, marks, notes, the names of imported files, the
 * script's title, file and hash, the seed. What the data themselves show cannot be hidden.
 */
#ifndef SOLEUS_EXPORT_BLINDING_H
#define SOLEUS_EXPORT_BLINDING_H

#include <stdbool.h>

#include "base/error.h"
#include "export/session.h"
#include "record/reading.h"

struct blinding;

/* Looks at all sessions of the record. Freed with blinding_free, which accepts NULL. */
struct blinding *blinding_new(struct record *record, struct error *error);
void blinding_free(struct blinding *blinding);

/* All of these do nothing for NULL: an export that is not blinded. */
void blinding_session(const struct blinding *blinding, struct session *session);
void blinding_participant(const struct blinding *blinding, struct participant *participant);

/* False: leave it out. The texts of what stays live as long as the session. */
bool blinding_event(const struct blinding *blinding, const struct session *session, struct event_row *event);
bool blinding_answer(const struct blinding *blinding, const struct answer_row *answer);

/* How a question was put; "" when that would tell. */
const char *blinding_wording(const struct blinding *blinding, const char *wording);

/* The key: which letter is which condition, in a file for its owner alone. */
bool blinding_write_key(const struct blinding *blinding, const char *path, struct error *error);

#endif
