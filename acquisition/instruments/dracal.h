/* dracal.h - the check of a Dracal instrument's lines */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_DRACAL_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_DRACAL_H

#include <stddef.h>
#include <stdint.h>

/* CRC-16/XMODEM: polynomial 1021, from 0, not reflected. */
uint16_t dracal_crc(const char *text, size_t length);

#endif
