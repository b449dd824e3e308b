/* correcting.c - whether a correction is one that could have been given in the first place */

#include "console/correcting.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/questions.h"
#include "protocols/answer.h"
#include "record/reading.h"

static bool judge_reading(const struct question_asked *asked, const char *typed, struct answer *answer, struct error *error)
{
	struct measurement measurement = { .low = -INFINITY, .high = INFINITY };
	snprintf(measurement.unit, sizeof measurement.unit, "%s", asked->unit);
	if (sscanf(asked->accepted, "%lf to %lf", &measurement.low, &measurement.high) != 2) {
		measurement.low = -INFINITY;
		measurement.high = INFINITY;
	}
	return answer_judge_reading(&measurement, typed, answer, error);
}

static bool judge_question(const struct question_asked *asked, const char *typed, struct answer *answer,
                           char ***choices, struct error *error)
{
	struct question question = { .kind = QUESTION_TEXT };
	if (sscanf(asked->accepted, "scale %lf to %lf", &question.low, &question.high) == 2)
		question.kind = QUESTION_SCALE;
	if ((question.choices = *choices = question_choices(asked)))
		question.kind = QUESTION_CHOICES;
	return answer_judge(&question, typed, answer, error);
}

static bool fits_question(const struct question_asked *asked, const char *typed, char **value, struct error *error)
{
	struct answer answer;
	char **choices = NULL;
	bool well = asked->unit[0] ? judge_reading(asked, typed, &answer, error)
	                           : judge_question(asked, typed, &answer, &choices, error);
	if (well && answer.refused)
		*value = xstrdup(AMEND_NO_ANSWER);
	else if (well)
		*value = isnan(answer.value) || choices ? xstrdup(answer.text) : xasprintf("%.10g", answer.value);
	question_choices_free(choices);
	return *value || error_set(error, ERROR_REFUSED, "'%s' is no answer to %s, which takes %.160s%s%s, or - for none.", typed,
	                           asked->name, asked->accepted, asked->unit[0] ? " " : "", asked->unit);
}

static bool fits_answer(struct record *record, const struct amendment *amendment, char **value, struct error *error)
{
	bool well = true;
	struct texts texts = {0};
	struct rows *rows = record_sessions(record, amendment->session);
	for (struct session_row row; well && rows_next_session(rows, &row);) {
		struct questions questions = questions_of(row.plan_text, &texts);
		const struct question_asked *asked = question_named(&questions, amendment->name);
		well = !asked || fits_question(asked, amendment->value, value, error);
		questions_free(&questions);
	}
	texts_free(&texts);
	return rows_done(rows, well, error);
}

/* A covariate that study.ini had when the participant was enrolled, and has no more. */
static bool is_of_the_past(const struct study *study, struct record *record, const struct amendment *amendment)
{
	struct participant participant;
	struct error ignored;
	for (size_t i = 0; i < study->covariate_count; i++)
		if (strcmp(study->covariates[i].name, amendment->name) == 0)
			return false;
	if (!record_participant(record, amendment->participant, &participant, &ignored))
		return false;
	for (size_t i = 0; i < participant.covariate_count; i++)
		if (strcmp(participant.covariates[i].name, amendment->name) == 0)
			return true;
	return false;
}

static bool fits_study(const struct folder *folder, struct record *record, const struct amendment *amendment, struct error *error)
{
	struct study *study = folder_study(folder, error);
	bool well = study && (amendment->target == AMEND_COVARIATE
		? is_of_the_past(study, record, amendment)
			|| study_accepts_covariate(study, amendment->name, amendment->value, error)
		: study_accepts_factor(study, amendment->name, amendment->value, error));
	study_free(study);
	return well;
}

bool correction_fits(const struct folder *folder, struct record *record, const struct amendment *amendment,
                     char **value, struct error *error)
{
	*value = NULL;
	if (amendment->action != AMEND_CORRECT)
		return true;
	bool well = amendment->target == AMEND_ANSWER ? fits_answer(record, amendment, value, error)
	                                              : fits_study(folder, record, amendment, error);
	if (well && !*value)
		*value = xstrdup(amendment->value);
	return well;
}
