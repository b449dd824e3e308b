/*
 * utf8.h - the characters of a text that may not be one
 *
 * Texts come from people, files and wires; a spreadsheet's reader wants UTF-8 without
 * control characters. All formats clean them alike: control characters but tab and
 * newline, U+FFFE, U+FFFF and bytes that are no UTF-8 become U+FFFD each; CR LF and CR
 * become LF. A message is one line that a terminal can show.
 */
#ifndef SOLEUS_BASE_UTF8_H
#define SOLEUS_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length of the sequence at `at`, which ends with a NUL; 0 when it is no UTF-8 (Unicode 15, table 3-7). */
size_t utf8_length(const unsigned char *at);

/* The character at *at, which is moved behind it; U+FFFD, and one byte further, when it is no UTF-8. */
uint32_t utf8_decode(const unsigned char **at);

/* The cleaned character at *at, which is moved behind it; 0 at the text's end, and then it stays. */
uint32_t utf8_next(const unsigned char **at);

/* Writes the character; how many bytes that took, at most 4. */
size_t utf8_put(uint32_t character, char to[static 4]);

/* How many bytes at the beginning are printable ASCII: they are clean as they are. */
size_t utf8_plain(const char *text);

/* The cleaned text, of at most `most` bytes: what is longer ends with `mark` in place of the rest. Freed
 * with free(). */
char *utf8_clean(const char *text, size_t most, const char *mark);

/* Makes the text one line, in place: blanks for tabs and newlines, a question mark for each byte that cannot be shown. */
void utf8_make_line(char *text);

#endif
