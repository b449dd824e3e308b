/* answer.c - what an operator typed, judged against the question */

#include "protocols/answer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* -7, 6.5, 6,5: not what strtod reads beside that (0x10, 1e3, inf). NAN for anything else, and for
 * more decimals than `most`. Up to 15 digits are exact: both parts of the division are. */
static double number_of(const char *typed, int most)
{
	const char *at = typed + (*typed == '-');
	if (!isdigit((unsigned char)*at))
		return NAN;
	double number = 0, tens = 1;
	for (; isdigit((unsigned char)*at); at++)
		number = number * 10 + (*at - '0');
	if ((*at == '.' || *at == ',') && isdigit((unsigned char)at[1]))
		for (at++; isdigit((unsigned char)*at) && most > 0; at++, most--, tens *= 10)
			number = number * 10 + (*at - '0');
	if (*at)
		return NAN;
	return (*typed == '-' ? -number : number) / tens;
}

static bool judge_scale(const struct question *question, const char *typed,
                        struct answer *answer, struct error *error)
{
	double number = number_of(typed, 1);
	if (!(number >= question->low && number <= question->high))
		return error_set(error, ERROR_MALFORMED,
		                 "'%s' is not on the scale; please give a number from %.10g to %.10g with at most one decimal, "
		                 "or - when there is no answer.", typed, question->low, question->high);
	answer->value = number;
	return true;
}

/*
 * The place from 1 of the choice that was meant; 0: none, or more than one. Its own words
 * go before a number, and a number before a beginning: "1" is the first choice even
 * beside "10 days".
 */
static size_t choice_of(char *const *choices, const char *typed)
{
	size_t count = 0;
	for (; choices[count]; count++)
		if (strcasecmp(choices[count], typed) == 0)
			return count + 1;
	double number = number_of(typed, 1);
	if (number >= 1 && number <= (double)count && number == floor(number))
		return (size_t)number;
	size_t meant = 0, length = strlen(typed);
	for (size_t i = 0; i < count; i++) {
		if (strncasecmp(choices[i], typed, length) != 0)
			continue;
		if (meant > 0)
			return 0;
		meant = i + 1;
	}
	return meant;
}

static bool judge_choice(const struct question *question, const char *typed,
                         struct answer *answer, struct error *error)
{
	size_t place = choice_of(question->choices, typed);
	if (place > 0) {
		answer->value = (double)place;
		answer->text = question->choices[place - 1];
		return true;
	}
	error_set(error, ERROR_MALFORMED, "'%s' does not tell which choice is meant; please give the number of one:", typed);
	for (size_t i = 0; question->choices[i]; i++)
		error_set(error, ERROR_MALFORMED, "%s %zu %s%s", error->text, i + 1, question->choices[i],
		          question->choices[i + 1] ? "," : ", or - when there is no answer.");
	return false;
}

bool answer_judge_reading(const struct measurement *measurement, const char *typed,
                          struct answer *answer, struct error *error)
{
	*answer = (struct answer){ .value = number_of(typed, 9), .text = typed };
	answer->refused = strcmp(typed, "-") == 0 || (measurement->optional && !*typed);
	if (answer->refused)
		return true;
	if (isnan(answer->value))
		return error_set(error, ERROR_MALFORMED, "'%s' is not a number; please give the reading in %s, or - when "
		                 "there is none.", typed, measurement->unit);
	if (answer->value < measurement->low || answer->value > measurement->high)
		return error_set(error, ERROR_MALFORMED, "%s %s cannot be true; please read again: it is to be from %.10g to "
		                 "%.10g, or - when there is no reading.", typed, measurement->unit,
		                 measurement->low, measurement->high);
	return true;
}

bool answer_judge(const struct question *question, const char *typed,
                  struct answer *answer, struct error *error)
{
	*answer = (struct answer){ .value = NAN, .text = typed };
	if (strcmp(typed, "-") == 0 || (question->optional && !*typed)) {
		answer->refused = true;
		return true;
	}
	if (!*typed)
		return error_set(error, ERROR_MALFORMED, "Nothing was given; please answer, or give - when there is no answer.");
	switch (question->kind) {
	case QUESTION_SCALE:
		return judge_scale(question, typed, answer, error);
	case QUESTION_CHOICES:
		return judge_choice(question, typed, answer, error);
	case QUESTION_TEXT:
		return true;
	}
	return true;
}
