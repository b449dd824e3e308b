/*
 * utf8.h - the characters of a text that may not be one
 *
 * Texts come from people, files and wires; a spreadsheet's reader wants UTF-8 without
 * control characters. All formats clean them alike: control characters but tab and
 * newline, U+FFFE, U+FFFF and bytes that are no UTF-8 become U+FFFD each; CR LF and CR
 * become LF.
 */
#ifndef SOLEUS_EXPORT_UTF8_H
#define SOLEUS_EXPORT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The cleaned character at *at, which is moved behind it; 0 at the text's end, and then it stays.
 * Knows that overlong forms, surrogates and what lies above U+10FFFF are not UTF-8 (RFC 3629). */
uint32_t utf8_next(const unsigned char **at);

/* Writes the character; how many bytes that took, at most 4. */
size_t utf8_put(uint32_t character, char to[static 4]);

/* How many bytes at the beginning are printable ASCII: they are clean as they are. */
size_t utf8_plain(const char *text);

/* The cleaned text, of at most `most` bytes: what is longer ends with `mark` in place of the rest. Freed
 * with free(). */
char *utf8_clean(const char *text, size_t most, const char *mark);

#endif
