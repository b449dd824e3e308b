/*
 * number.h - a number in a line of text, and what stands there in place of one
 *
 * A number is decimal, with or without sign and exponent; hexadecimal, `inf` and
 * what overflows are none. In station.ini, in an [instrument ...] section:
 *
 *     decimal = comma                 ; point when absent
 *     missing = 85.00 -99 Err* ?999999=saturated remote:0
 *
 * A word of `missing` is a number, compared as a number; or a text, where a `*` at
 * its end stands for any further letters. Behind `=` may stand the quality that it
 * means, in front of `:` the only output that it is meant for. `nan` and two or
 * more dashes are always missing; -999 is too, and -127 (DallasTemperature: the
 * sensor has gone) is a missing probe, unless `missing` begins with the word
 * `only`, for an instrument that can measure -127 of something.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_NUMBER_H
#define SOLEUS_ACQUISITION_TEXT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acquisition/instrument.h"

#define MISSING_MAX  16
#define MISSING_SIZE 24

/* Something that an instrument says in place of a number. */
struct missing {
	char     text[MISSING_SIZE];    /* "": the number below */
	bool     open;                  /* any further letters may follow the text */
	double   value;
	int      output;                /* -1: of all outputs */
	uint32_t quality;
};

/* `struct number_rules rules = {0};` is a decimal point and the usual missing values. */
struct number_rules {
	bool           decimal_comma;
	bool           only;            /* -999 and -127 are numbers like any other */
	struct missing missing[MISSING_MAX];
	size_t         missing_count;
};

/* Reads the keys `decimal` and `missing`; the outputs are those that `missing` may name. */
bool number_rules_from(struct number_rules *rules, const struct instrument_output *outputs, size_t output_count,
                       const struct section *section, struct error *error);

/* Reads the number (or what stands for it) at `p` into value and quality of *reading, whose
 * output is set. Returns what follows it, or NULL when there is none or it is too long or too great. */
const char *number_read(const struct number_rules *rules, const char *p, const char *end, struct reading *reading);

/* True when that is all there is, blanks around it aside. Nothing at all is a missing number. */
bool number_is_all(const struct number_rules *rules, const char *p, const char *end, struct reading *reading);

/* Seven digits: 0.001 ohm of a 2252-ohm thermistor, 0.00001 of a temperature. Returns the length. */
#define NUMBER_SIZE 40
size_t number_print(const struct number_rules *rules, char *text, size_t size, double value);

/* The first character from `p` on that is no blank or tab. */
const char *skip_blanks(const char *p, const char *end);

#endif
