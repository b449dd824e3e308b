/*
 * bids_labels.h - what participants and sessions are called in a dataset of BIDS
 */
#ifndef SOLEUS_EXPORT_BIDS_LABELS_H
#define SOLEUS_EXPORT_BIDS_LABELS_H

#include "export/export.h"
#include "export/texts.h"

/* A participant's code and its label: "sub-P01". In the order of enrolment. */
struct bids_people {
	struct texts codes, labels;
};

bool bids_people_load(struct bids_people *people, struct export *export, struct error *error);
void bids_people_free(struct bids_people *people);
const char *bids_label(const struct bids_people *people, const char *code);

/* What the names of a session's files begin with: sub-P01_ses-01_task-soleuspushup_run-01. Freed with free(). */
char *bids_name(const struct export *export, const struct bids_people *people, const struct session_key *key);

#endif
