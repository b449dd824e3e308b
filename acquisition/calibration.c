/* calibration.c - what a sensor showed beside a reference, when, and until when that is trusted */

#include "acquisition/calibration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/numbers.h"
#include "acquisition/text/form.h"
#include "base/clock.h"
#include "base/count.h"

#define DATE_LENGTH 10

static const char *const names[] = { "offset", "two_point", NULL };

/* What stands behind the name. */
static const struct {
	enum calibration_kind kind;
	const char           *parameters;
	int                   count;
} kinds[] = {
	{ CALIBRATION_OFFSET, "DIFFERENCE", 1 },
	{ CALIBRATION_TWO_POINT, "REFERENCE SHOWN REFERENCE SHOWN", 4 },
};

/* 2026-10-01: a day that exists, so that dates can be compared as texts. */
static bool is_date(const char *text)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (!form_is("dddd-dd-dd", text))
		return false;
	int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
	bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + leap;
}

static bool check_date(const struct section *section, const char *key, struct error *error)
{
	const char *text = section_text(section, key);
	return !text || is_date(text) || section_error(section, key, error,
		"%s is '%s', but a day was expected, such as 2026-10-01", key, text);
}

static bool check_dates(const struct section *section, struct error *error)
{
	if (!check_date(section, "calibrated", error) || !check_date(section, "calibration_due", error))
		return false;
	const char *calibrated = section_text(section, "calibrated"), *due = section_text(section, "calibration_due");
	return !calibrated || !due || strcmp(calibrated, due) <= 0 || section_error(section, "calibration_due", error,
		"the calibration is due on %s, before it was made on %s", due, calibrated);
}

bool calibration_from(struct calibration *calibration, const struct section *section, struct error *error)
{
	*calibration = (struct calibration){ .kind = CALIBRATION_NONE };
	const char *text = section_text(section, "calibration");
	char name[32];
	if (!check_dates(section, error))
		return false;
	if (!text)
		return true;
	const char *behind = first_word(text, name, sizeof name);
	int which = section_choice(section, "calibration", name, names, error);
	if (which < 0)
		return false;
	int count = kinds[which].count;
	calibration->kind = kinds[which].kind;
	if (read_numbers(behind, calibration->p, 4) != count)
		return section_error(section, "calibration", error, "%s needs %s behind it: %s %s",
			name, count_text(count, "number", "numbers", (char[COUNT_TEXT_SIZE]){0}), name, kinds[which].parameters);
	const double *p = calibration->p;
	return calibration->kind == CALIBRATION_OFFSET || (p[0] != p[2] && p[1] != p[3])
		|| section_error(section, "calibration", error, "the two points are one and the same");
}

/* How much the reference rises while the sensor shows one more. */
static double slope(const double p[4])
{
	return (p[2] - p[0]) / (p[3] - p[1]);
}

double calibration_apply(const struct calibration *calibration, double value)
{
	const double *p = calibration->p;
	switch (calibration->kind) {
	case CALIBRATION_OFFSET:
		return value + p[0];
	case CALIBRATION_TWO_POINT:
		return p[0] + (value - p[1]) * slope(p);
	case CALIBRATION_NONE:
		break;
	}
	return value;
}

double calibration_invert(const struct calibration *calibration, double value)
{
	const double *p = calibration->p;
	switch (calibration->kind) {
	case CALIBRATION_OFFSET:
		return value - p[0];
	case CALIBRATION_TWO_POINT:
		return p[1] + (value - p[0]) / slope(p);
	case CALIBRATION_NONE:
		break;
	}
	return value;
}

const char *calibration_overdue(const struct section *section, int64_t utc_ns)
{
	const char *due = section_text(section, "calibration_due");
	char now[UTC_TEXT_SIZE];
	utc_format(utc_ns, now);
	return due && strncmp(now, due, DATE_LENGTH) > 0 ? due : NULL;
}
