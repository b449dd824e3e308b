/* sealed_visit.h - a small visit that ended and was sealed, for tests of what comes afterwards */
#ifndef SOLEUS_TESTS_SEALED_VISIT_H
#define SOLEUS_TESTS_SEALED_VISIT_H

#include "tests/record_fixture.h"

/*
 * A visit of P01 in the record, which acts with a key of its own: trial 1 (barefoot) with the phase walk, the answer 4
 * to borg at 150 ns, a note at 160 ns, 400 samples and chunks; then its seal. Returns the session's number.
 */
int64_t sealed_visit(struct record *record, struct error *error);
int64_t sealed_visit_of(struct record *record, int samples, struct error *error);

/* The same with so many samples and chunks, and a row in every other table: a drawn group, an import, an operator, a
 * signature, an amendment. */
void amended_visit(struct record *record, int samples, struct error *error);

#endif
