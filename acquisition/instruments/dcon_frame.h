/*
 * dcon_frame.h - the lines of Advantech ADAM-4000 modules and of those that speak DCON
 *
 * ASCII on RS-485, 9600 8N1, each line ended by a carriage return. Where a module is set to
 * it, two upper-case hexadecimal digits stand in front of that: the sum of the characters
 * before them, modulo 256.
 *
 *     #AA       ask all channels        >+025.12+020.45...
 *     #AAN      ask channel N           >+025.13
 *     #**       sample now, all modules; no answer
 *     $AA4      ask what was sampled    >AAS+5.8222      S: 1 fresh, 0 asked before
 *     $AA2      ask the configuration   !AATTCCFF        type, baud, format
 *               not understood          ?AA              (or silence)
 *
 * FF: b6 checksum on, b1..0 format: engineering units, percent of full range, two's
 * complement in hexadecimal, ohms. A value is a sign, digits and a point, 7 characters
 * (some modules: 10); in hexadecimal 4 digits, 7FFF and 8000 being the ends of the converter.
 * Over range is +9999, under range -0000, whatever the width.
 *
 * Source: Advantech's ADAM-4000 manual as quoted by several public drivers. HIGH.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_DCON_FRAME_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_DCON_FRAME_H

#include "acquisition/instrument.h"

enum dcon_format { DCON_ENGINEERING, DCON_PERCENT, DCON_HEXADECIMAL, DCON_OHMS };
#define DCON_FORMAT   0x03u
#define DCON_CHECKSUM 0x40u

uint8_t dcon_checksum(const char *text, size_t length);

/* Puts checksum, if wanted, and carriage return behind a command of `length` characters;
 * returns the whole length. There is room for three more. */
size_t dcon_close(char *text, size_t length, bool checksum);

/* Takes the checksum, where there is one, off a line without its end; false when it is wrong. */
bool dcon_open(const char *line, size_t *length, bool checksum);

/* The values of an answer behind its '>': output (from 0), value and quality of each. Returns how many, 0
 * when anything else stands there or there are more than `most`. */
size_t dcon_values(enum dcon_format format, const char *p, const char *end, struct reading *readings, size_t most);

/* "!AATTCCFF" of that module: its FF byte, or -1. */
int dcon_configuration(const char *line, size_t length, const char *address);

#endif
