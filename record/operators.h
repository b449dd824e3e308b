/*
 * operators.h - who conducts visits, and who signs them
 *
 * An operator is known by a code and, if the study wants it, a PIN, of which the record keeps the argon2id
 * hash. Signing binds a name, a time and a meaning to a sealed session: the station's key signs
 * them together with the seal's hash, and verify holds both against the rows.
 */
#ifndef SOLEUS_RECORD_OPERATORS_H
#define SOLEUS_RECORD_OPERATORS_H

#include "record/record.h"

#define PIN_LEAST 4

/* pin NULL: none. ERROR_REFUSED when the operator is there already or the PIN is too short. */
bool record_add_operator(struct record *record, const char *id, const char *pin, int64_t utc_ns, struct error *error);

/* Where the record has operators, whoever acts must be one of them: ERROR_REFUSED for nobody (NULL or ""), ERROR_ABSENT,
 * naming the nearest, for anybody else. A record without operators takes everybody. */
bool record_accepts_operator(struct record *record, const char *id, struct error *error);

/* Whether there is such an operator (ERROR_ABSENT otherwise), and whether with a PIN. */
bool record_operator(struct record *record, const char *id, bool *has_pin, struct error *error);

/* Seals the session where that was not done, and signs it. ERROR_REFUSED when the PIN is wrong, which the audit
 * keeps; needs the station's key. */
bool record_sign(struct record *record, int64_t session, const char *operator_id, const char *pin,
                 const char *meaning, int64_t utc_ns, struct error *error);

#endif
