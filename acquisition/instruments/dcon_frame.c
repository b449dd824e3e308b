/* dcon_frame.c - the lines of Advantech ADAM-4000 modules and of those that speak DCON */

#include "acquisition/instruments/dcon_frame.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample.h"

#define WIDTH      7
#define WIDE_WIDTH 10
#define HEXADECIMAL_WIDTH 4

uint8_t dcon_checksum(const char *text, size_t length)
{
	unsigned sum = 0;
	for (size_t i = 0; i < length; i++)
		sum += (unsigned char)text[i];
	return (uint8_t)sum;
}

size_t dcon_close(char *text, size_t length, bool checksum)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t sum = dcon_checksum(text, length);
	if (checksum) {
		text[length++] = digits[sum >> 4];
		text[length++] = digits[sum & 15];
	}
	text[length++] = '\r';
	return length;
}

/* The value of `count` hexadecimal digits in upper case, or -1. */
static int hexadecimal(const char *p, size_t count)
{
	int value = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isdigit((unsigned char)p[i]) && !(p[i] >= 'A' && p[i] <= 'F'))
			return -1;
		value = value << 4 | (isdigit((unsigned char)p[i]) ? p[i] - '0' : p[i] - 'A' + 10);
	}
	return value;
}

bool dcon_open(const char *line, size_t *length, bool checksum)
{
	if (!checksum)
		return true;
	if (*length < 3)
		return false;
	*length -= 2;
	return hexadecimal(line + *length, 2) == dcon_checksum(line, *length);
}

/* Whether all of it is that character. */
static bool is_all(const char *p, size_t length, char character)
{
	for (size_t i = 0; i < length; i++)
		if (p[i] != character)
			return false;
	return true;
}

/* A field with its sign: digits with one point, or one of the two that say out of range. */
static bool read_field(const char *p, size_t length, struct reading *reading)
{
	char text[WIDE_WIDTH + 1];
	if (length > WIDE_WIDTH || length < 2)
		return false;
	if (!memchr(p, '.', length)) {
		reading->value = NAN;
		reading->quality = QUALITY_SATURATED;
		return length >= 5 && is_all(p + 1, length - 1, *p == '+' ? '9' : '0');
	}
	if (length != WIDTH && length != WIDE_WIDTH)
		return false;
	memcpy(text, p, length);
	text[length] = '\0';
	size_t whole = strspn(text + 1, "0123456789"), fraction = strspn(text + 1 + whole + 1, "0123456789");
	reading->value = strtod(text, NULL);
	return text[1 + whole] == '.' && 1 + whole + 1 + fraction == length;
}

static size_t signed_values(const char *p, const char *end, struct reading *readings, size_t most)
{
	size_t count = 0, width = 0;
	while (p < end) {
		if ((*p != '+' && *p != '-') || count == most)
			return 0;
		const char *next = p + 1;
		while (next < end && *next != '+' && *next != '-')
			next++;
		readings[count] = (struct reading){ .output = (int)count };
		if (!read_field(p, (size_t)(next - p), &readings[count]))
			return 0;
		/* All are of one width: one that lost a digit is not its neighbour's like. */
		if (!readings[count].quality && width && width != (size_t)(next - p))
			return 0;
		if (!readings[count++].quality)
			width = (size_t)(next - p);
		p = next;
	}
	return count;
}

static size_t hexadecimal_values(const char *p, const char *end, struct reading *readings, size_t most)
{
	size_t count = (size_t)(end - p) / HEXADECIMAL_WIDTH;
	if ((size_t)(end - p) % HEXADECIMAL_WIDTH != 0 || count > most)
		return 0;
	for (size_t i = 0; i < count; i++, p += HEXADECIMAL_WIDTH) {
		int value = hexadecimal(p, HEXADECIMAL_WIDTH);
		if (value < 0)
			return 0;
		readings[i] = (struct reading){
			.output = (int)i, .value = value < 0x8000 ? value : value - 0x10000,
			.quality = value == 0x7FFF || value == 0x8000 ? QUALITY_SATURATED : 0u,
		};
	}
	return count;
}

size_t dcon_values(enum dcon_format format, const char *p, const char *end, struct reading *readings, size_t most)
{
	return format == DCON_HEXADECIMAL ? hexadecimal_values(p, end, readings, most) : signed_values(p, end, readings, most);
}

int dcon_configuration(const char *line, size_t length, const char *address)
{
	if (length != strlen("!AATTCCFF") || line[0] != '!' || memcmp(line + 1, address, 2) != 0
	    || hexadecimal(line + 3, 4) < 0)
		return -1;
	return hexadecimal(line + 7, 2);
}
