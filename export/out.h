/*
 * out.h - a text file in the making, plain or compressed
 *
 * Written beside and renamed when whole (see base/file.h), with mode 0600. What fails, fails for
 * good: writing on after a full disk does nothing, and out_close says why. A compressed file is
 * a gzip without name and time in its header, so that the same content gives the same bytes. zlib
 * is known here and nowhere else.
 */
#ifndef SOLEUS_EXPORT_OUT_H
#define SOLEUS_EXPORT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct out;

/* NULL when it cannot be made. Always ended with out_close. */
struct out *out_open(const char *path, bool compressed, struct error *error);

void out_bytes(struct out *out, const void *bytes, size_t size);
void out_text(struct out *out, const char *text);
void out_format(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for OUT_ROOM bytes that the caller fills, and how many it filled: for what is written very
 * often. */
#define OUT_ROOM 256
char *out_room(struct out *out);
void out_filled(struct out *out, size_t size);

/* False, with the reason, when something failed so far: for a row sink that would else go on for hours. */
bool out_well(const struct out *out, struct error *error);

/* Gives the file its name if all is well so far, in the caller's eyes too; else removes it. */
bool out_close(struct out *out, bool well, struct error *error);

#endif
