/* bids_labels.c - what participants and sessions are called in a dataset of BIDS */

#include "export/bids_labels.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "record/reading.h"

/* Its letters and digits. */
static char *alphanumeric(const char *text)
{
	char *label = xcalloc(strlen(text) + 1, 1), *end = label;
	for (; *text; text++)
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (*text >= '0' && *text <= '9'))
			*end++ = *text;
	return label;
}

/* In folders of some systems large and small letters are the same. */
static bool is_taken(const struct bids_people *people, const char *label)
{
	for (size_t i = 0; i < people->labels.count; i++)
		if (strcasecmp(people->labels.items[i], label) == 0)
			return true;
	return false;
}

static void add(struct bids_people *people, const char *code)
{
	char *plain = alphanumeric(code), *label = xasprintf("sub-%s", plain);
	for (int other = 2; plain[0] == '\0' || is_taken(people, label); other++) {
		free(label);
		label = xasprintf("sub-%sx%d", plain, other);
		if (!is_taken(people, label))
			break;
	}
	free(plain);
	texts_copy(&people->codes, code);
	texts_take(&people->labels, label);
}

bool bids_people_load(struct bids_people *people, struct export *export, struct error *error)
{
	*people = (struct bids_people){0};
	struct rows *rows = record_participants(export->record);
	for (struct participant_row row; rows_next_participant(rows, &row);)
		add(people, row.participant.id);
	return rows_close(rows, error);
}

void bids_people_free(struct bids_people *people)
{
	texts_free(&people->codes);
	texts_free(&people->labels);
}

const char *bids_label(const struct bids_people *people, const char *code)
{
	for (size_t i = 0; i < people->codes.count; i++)
		if (strcmp(people->codes.items[i], code) == 0)
			return people->labels.items[i];
	return "sub-unknown";
}

/* Which of the sessions of its participant, visit and protocol it is, from 1. */
static int run_of(const struct export *export, const struct session_key *key, const char *task)
{
	int run = 1;
	for (const struct session_key *before = export->sessions; before < key; before++) {
		char *other = alphanumeric(export->blinding ? "visit" : before->protocol);
		run += before->visit == key->visit && strcmp(before->participant, key->participant) == 0 && strcasecmp(other, task) == 0;
		free(other);
	}
	return run;
}

char *bids_name(const struct export *export, const struct bids_people *people, const struct session_key *key)
{
	char *task = alphanumeric(export->blinding ? "visit" : key->protocol);
	char *name = xasprintf("%s_ses-%02d_task-%s_run-%02d", bids_label(people, key->participant), key->visit, task,
	                       run_of(export, key, task));
	free(task);
	return name;
}
