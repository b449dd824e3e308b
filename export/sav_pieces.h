/*
 * sav_pieces.h - the names of the pieces of long texts in an SPSS file
 *
 * SPSS keeps a text of more than 255 bytes in pieces of 252, each of them a variable of its own for older programs,
 * with a name of its own. libreadstat has 36 names for the pieces of one variable and then takes them
 * again, at which readers complain. So the beginning of the file, up to the last variable's record, is held back here and its
 * pieces are numbered through: V0000001. The records are as PSPP's "System File Format" describes them.
 */
#ifndef SOLEUS_EXPORT_SAV_PIECES_H
#define SOLEUS_EXPORT_SAV_PIECES_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a text. SPSS takes 32,767, but of what goes beyond 130 pieces libreadstat, with which R and Python read, loses
 * the last byte. */
#define SAV_TEXT_MOST (130 * 252 - 2)

struct sav_pieces;

/* `columns` has the variables' names; widths the bytes of their texts, 0 for numbers. Borrowed. Freed with
 * sav_pieces_free, which accepts NULL. */
struct sav_pieces *sav_pieces_new(const char *const *columns, const size_t *widths, size_t count);
void sav_pieces_free(struct sav_pieces *pieces);

/* Takes the file's next bytes; gives those that may now be written: none while more must be seen, then all so far. */
const void *sav_pieces_take(struct sav_pieces *pieces, const void *bytes, size_t *size);

#endif
