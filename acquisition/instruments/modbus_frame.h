/*
 * modbus_frame.h - Modbus RTU frames: a question for registers, and whether what came is its answer
 *
 *     question   unit, function (03 holding, 04 input), address, count, CRC           8 bytes
 *     reply      unit, function, number of bytes, registers, CRC                      5 + 2 n
 *     exception  unit, function + 80, code, CRC                                       5
 *
 * Addresses, counts and registers go with their upper byte first, the CRC with its lower
 * one (polynomial A001 reflected, beginning with FFFF, over all bytes before it). A frame
 * says neither to whom it speaks nor which question it answers: a reply is known by its
 * unit, its function and its length alone.
 *
 * Pure functions over bytes. libmodbus is not used because it wants to own the port.
 * Source: Modbus over Serial Line V1.02; confidence high, several devices' documents agree.
 */
#ifndef SOLEUS_ACQUISITION_INSTRUMENTS_MODBUS_FRAME_H
#define SOLEUS_ACQUISITION_INSTRUMENTS_MODBUS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODBUS_QUESTION_SIZE 8
#define MODBUS_COUNT_MOST  125          /* registers in one question */
#define MODBUS_REPLY_SIZE(count) (5 + 2 * (size_t)(count))
#define MODBUS_REPLY_MOST  MODBUS_REPLY_SIZE(MODBUS_COUNT_MOST)

enum { MODBUS_READ_HOLDING = 3, MODBUS_READ_INPUT = 4, MODBUS_EXCEPTION_BIT = 0x80 };
enum { MODBUS_ILLEGAL_FUNCTION = 1, MODBUS_ILLEGAL_ADDRESS = 2 };

struct modbus_question {
	uint8_t  unit;          /* 1 to 247 */
	uint8_t  function;      /* 3 or 4 */
	uint16_t address;       /* of the first register, from 0 */
	uint16_t count;         /* 1 to MODBUS_COUNT_MOST */
};

uint16_t modbus_crc(const uint8_t *bytes, size_t size);

/* The question as it goes over the wire. */
void modbus_ask(const struct modbus_question *question, uint8_t frame[static MODBUS_QUESTION_SIZE]);

enum modbus_answer {
	MODBUS_MORE,            /* the beginning of an answer, as far as it goes */
	MODBUS_WRONG,           /* no answer to this question: of another unit, function or length */
	MODBUS_CORRUPT,         /* would be one, but for its CRC */
	MODBUS_EXCEPTION,       /* the unit refuses; the code is bytes[2]; 5 bytes long */
	MODBUS_REPLY,           /* the registers; MODBUS_REPLY_SIZE(question->count) bytes long */
};

/* What these bytes are to that question; those behind an answer are not looked at. */
enum modbus_answer modbus_check(const struct modbus_question *question, const uint8_t *bytes, size_t length);

/* The register of a reply that was checked, from 0. */
uint16_t modbus_register(const uint8_t *reply, size_t index);

/* The other side, for simulated modules. */

/* False when these 8 bytes are no question, by their CRC and count. */
bool modbus_hear(struct modbus_question *question, const uint8_t frame[static MODBUS_QUESTION_SIZE]);

/* Writes the reply with these registers, or an exception; returns its size. */
size_t modbus_reply(const struct modbus_question *question, const uint16_t *registers,
                    uint8_t frame[static MODBUS_REPLY_MOST]);
size_t modbus_refuse(const struct modbus_question *question, uint8_t code, uint8_t frame[static 5]);

#endif
