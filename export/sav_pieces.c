/* sav_pieces.c - the names of the pieces of long texts in an SPSS file */

#include "export/sav_pieces.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FILE_HEADER    176
#define VARIABLE       2        /* the type of a variable's record */
#define RECORD_SIZE    32       /* of one without label and missing values */
#define WIDTH_AT       4
#define HAS_LABEL_AT   8
#define MISSING_AT     12
#define NAME_AT        24
#define NAME_LENGTH    8
#define CONTINUED      (-1)     /* the width in a record of a text's further 8 bytes */
#define PIECE          252
#define SHORT_MOST     255

struct sav_pieces {
	const size_t  *widths;
	size_t         count;           /* of variables */
	size_t         variable;        /* the next one */
	size_t         left;            /* pieces of the one before that are still to come */
	char           letter;
	unsigned       number;
	unsigned char *bytes;
	size_t         size, capacity, at;
	bool           done;
};

/* A letter that no column has before a digit. */
static char free_letter(const char *const *columns, size_t count)
{
	char letter = 'V';
	for (size_t i = 0; i < count; i++)
		if (toupper((unsigned char)columns[i][0]) == letter && isdigit((unsigned char)columns[i][1])) {
			letter = letter == 'Z' ? 'A' : (char)(letter + 1);
			i = (size_t)-1;
		}
	return letter;
}

struct sav_pieces *sav_pieces_new(const char *const *columns, const size_t *widths, size_t count)
{
	struct sav_pieces *pieces = xcalloc(1, sizeof *pieces);
	*pieces = (struct sav_pieces){ .widths = widths, .count = count, .letter = free_letter(columns, count), .at = FILE_HEADER };
	return pieces;
}

void sav_pieces_free(struct sav_pieces *pieces)
{
	if (!pieces)
		return;
	free(pieces->bytes);
	free(pieces);
}

static int32_t number_at(const struct sav_pieces *pieces, size_t offset)
{
	int32_t number;
	memcpy(&number, pieces->bytes + pieces->at + offset, sizeof number);
	return number;
}

/* The length of the record here; 0 when not all of it is there yet. */
static size_t record_length(const struct sav_pieces *pieces)
{
	size_t there = pieces->size - pieces->at, length = RECORD_SIZE;
	if (there < RECORD_SIZE + sizeof(int32_t))
		return 0;
	if (number_at(pieces, HAS_LABEL_AT))
		length += sizeof(int32_t) + ((size_t)number_at(pieces, RECORD_SIZE) + 3) / 4 * 4;
	length += sizeof(double) * (size_t)abs(number_at(pieces, MISSING_AT));
	return there < length + sizeof(int32_t) ? 0 : length;
}

static void name_piece(struct sav_pieces *pieces)
{
	char name[NAME_LENGTH + 8];
	if (number_at(pieces, WIDTH_AT) == CONTINUED)
		return;
	if (pieces->left > 0) {
		pieces->left--;
		snprintf(name, sizeof name, "%c%07u", pieces->letter, ++pieces->number % 10000000);
		memcpy(pieces->bytes + pieces->at + NAME_AT, name, NAME_LENGTH);
		return;
	}
	size_t width = pieces->variable < pieces->count ? pieces->widths[pieces->variable] : 0;
	pieces->variable++;
	pieces->left = width > SHORT_MOST ? (width + PIECE - 1) / PIECE - 1 : 0;
}

const void *sav_pieces_take(struct sav_pieces *pieces, const void *bytes, size_t *size)
{
	if (pieces->done)
		return bytes;
	while (pieces->capacity < pieces->size + *size)
		array_reserve((void **)&pieces->bytes, &pieces->capacity, pieces->capacity, 1);
	memcpy(pieces->bytes + pieces->size, bytes, *size);
	pieces->size += *size;
	*size = 0;
	while (!pieces->done && pieces->size >= pieces->at + sizeof(int32_t)) {
		pieces->done = number_at(pieces, 0) != VARIABLE;
		size_t length = pieces->done ? 0 : record_length(pieces);
		if (length == 0)
			break;
		name_piece(pieces);
		pieces->at += length;
	}
	*size = pieces->done ? pieces->size : 0;
	return pieces->bytes;
}
