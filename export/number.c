/*
 * number.c - a number as text: the fewest digits that give it back
 *
 * A double is m x 2^e with m < 2^53. Between 1e-6 and 1e17 the integer m x 10^k fits into 128 bits for
 * the k that gives 17 digits before the point, so that rounding to 15, 16 or 17 digits is exact, and
 * so is the question whether the rounded number lies within half a unit of m, which is when it reads
 * back as the same double. Fifteen digits always read back as written, so that trailing zeros may go
 * (IEEE 754-2019, 5.12.2). The few numbers outside go through printf.
 */

#include "export/number.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

#define DIGITS 17
#define SCALE_MOST 22

static const uint64_t tens[] = {
	UINT64_C(1), UINT64_C(10), UINT64_C(100), UINT64_C(1000), UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000),
	UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000), UINT64_C(100000000000),
	UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000), UINT64_C(1000000000000000),
	UINT64_C(10000000000000000), UINT64_C(100000000000000000), UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000),
};

static wide ten_to(int power)
{
	assert(power >= 0 && power < 39);
	return power < 20 ? tens[power] : (wide)tens[19] * tens[power - 19];
}

/* The digits of a positive integer, its last one before `end`; where they begin. */
static char *digits_before(char *end, uint64_t integer)
{
	do {
		*--end = (char)('0' + integer % 10);
		integer /= 10;
	} while (integer > 0);
	return end;
}

size_t integer_write(int64_t integer, char text[static NUMBER_SIZE])
{
	char buffer[NUMBER_SIZE], *end = buffer + sizeof buffer;
	uint64_t size = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
	char *first = digits_before(end, size);
	if (integer < 0)
		*--first = '-';
	size_t length = (size_t)(end - first);
	memcpy(text, first, length);
	text[length] = '\0';
	return length;
}

/* A positive number as digits x 10^-scale; false when it is out of the range in which this is exact. */
static bool shortest(double number, uint64_t *digits, int *scale)
{
	int exponent;
	uint64_t m = (uint64_t)ldexp(frexp(number, &exponent), 53);
	int shift = 53 - exponent;      /* number = m / 2^shift */
	if (shift <= 0 || number < 1e-6 || number >= 1e17)
		return false;
	int k = DIGITS - 1 - (int)floor(log10(number));
	k = k > SCALE_MOST ? SCALE_MOST : k;
	wide power = ten_to(k), exact = m * power;
	/* The logarithm may be off by one next to a power of ten. */
	if (exact >> shift >= tens[DIGITS])
		exact = m * (power = ten_to(--k));
	/* Half a unit of m; below a power of two numbers stand closer. */
	wide half_unit = m == UINT64_C(1) << 52 ? power / 4 : power / 2;
	for (uint64_t step = 100; step >= 1; step /= 10) {
		wide unit = (wide)step << shift, rounded = (exact + unit / 2) / unit * unit;
		wide off = rounded > exact ? rounded - exact : exact - rounded;
		if (off < half_unit || step == 1) {
			*digits = (uint64_t)(rounded >> shift);
			*scale = k;
			return true;
		}
	}
	return false;
}

static size_t by_printf(double number, char text[static NUMBER_SIZE])
{
	size_t length = 0;
	for (int digits = 15; digits <= DIGITS; digits++) {
		length = (size_t)snprintf(text, NUMBER_SIZE, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	return length;
}

size_t number_write(double number, char text[static NUMBER_SIZE])
{
	if (fabs(number) < 1e15 && number == (double)(int64_t)number)
		return integer_write((int64_t)number, text);
	uint64_t digits;
	int scale;
	if (!shortest(fabs(number), &digits, &scale))
		return by_printf(number, text);
	while (digits % 10 == 0) {
		digits /= 10;
		scale--;
	}
	char buffer[NUMBER_SIZE], *end = buffer + sizeof buffer, *first = end;
	if (scale > 0) {
		uint64_t below = scale < 20 ? digits % tens[scale] : digits;
		first = digits_before(end, below);
		while (end - first < scale)
			*--first = '0';
		*--first = '.';
		digits = scale < 20 ? digits / tens[scale] : 0;
	}
	for (; scale < 0; scale++)
		digits *= 10;
	first = digits_before(first, digits);
	if (number < 0)
		*--first = '-';
	size_t length = (size_t)(end - first);
	memcpy(text, first, length);
	text[length] = '\0';
	return length;
}
