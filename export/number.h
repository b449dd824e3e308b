/*
 * number.h - a number as text: the fewest digits that give it back
 *
 * What number_write writes, any reader of decimal numbers turns into the same double again,
 * and no shorter text does (a power of two may have a digit too many); of several as short the
 * nearest is taken. Always with a decimal point, whatever the locale, and at a speed at which a
 * study's waveforms can be written.
 */
#ifndef SOLEUS_EXPORT_NUMBER_H
#define SOLEUS_EXPORT_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define NUMBER_SIZE 32

/* Both give the length, without the NUL that they also write. The number is finite; -0 becomes 0. */
size_t number_write(double number, char text[static NUMBER_SIZE]);
size_t integer_write(int64_t integer, char text[static NUMBER_SIZE]);

#endif
