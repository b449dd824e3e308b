/*
 * line.h - gathers bytes into lines
 *
 * A line ends with a carriage return, a line feed or both: the empty line between
 * them is nothing. `struct line line = {0};` is a valid new one.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_LINE_H
#define SOLEUS_ACQUISITION_TEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_SIZE 512

struct line {
	char   text[LINE_SIZE];
	size_t length;          /* LINE_SIZE: too long, and not all there */
};

/* Adds a byte; true when it ended the line. The caller then uses it and sets length to 0.
 * `also` ends a line too, where it is not '\0'. */
bool line_push(struct line *line, uint8_t byte, char also);

bool line_is_too_long(const struct line *line);

/* True when nothing but blanks stands in it. */
bool line_is_empty(const struct line *line);

#endif
