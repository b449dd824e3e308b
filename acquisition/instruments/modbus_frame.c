/* modbus_frame.c - Modbus RTU frames: a question for registers, and whether what came is its answer */

#include "acquisition/instruments/modbus_frame.h"

uint16_t modbus_crc(const uint8_t *bytes, size_t size)
{
	unsigned crc = 0xFFFF;
	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
	}
	return (uint16_t)crc;
}

static void put_16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)(value & 0xFF);
}

static uint16_t get_16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* Puts the CRC behind the first `size` bytes; returns the size of the whole frame. */
static size_t seal(uint8_t *frame, size_t size)
{
	uint16_t crc = modbus_crc(frame, size);
	frame[size] = (uint8_t)(crc & 0xFF);
	frame[size + 1] = (uint8_t)(crc >> 8);
	return size + 2;
}

/* The CRC of a frame with its own CRC is 0. */
static bool is_sealed(const uint8_t *frame, size_t size)
{
	return modbus_crc(frame, size) == 0;
}

void modbus_ask(const struct modbus_question *question, uint8_t frame[static MODBUS_QUESTION_SIZE])
{
	frame[0] = question->unit;
	frame[1] = question->function;
	put_16(frame + 2, question->address);
	put_16(frame + 4, question->count);
	seal(frame, MODBUS_QUESTION_SIZE - 2);
}

enum modbus_answer modbus_check(const struct modbus_question *question, const uint8_t *bytes, size_t length)
{
	if (length >= 1 && bytes[0] != question->unit)
		return MODBUS_WRONG;
	if (length < 2)
		return MODBUS_MORE;
	bool exception = bytes[1] == (question->function | MODBUS_EXCEPTION_BIT);
	if (!exception && bytes[1] != question->function)
		return MODBUS_WRONG;
	if (length < 3)
		return MODBUS_MORE;
	if (!exception && bytes[2] != 2 * question->count)
		return MODBUS_WRONG;
	size_t size = exception ? 5 : MODBUS_REPLY_SIZE(question->count);
	if (length < size)
		return MODBUS_MORE;
	if (!is_sealed(bytes, size))
		return MODBUS_CORRUPT;
	return exception ? MODBUS_EXCEPTION : MODBUS_REPLY;
}

uint16_t modbus_register(const uint8_t *reply, size_t index)
{
	return get_16(reply + 3 + 2 * index);
}

bool modbus_hear(struct modbus_question *question, const uint8_t frame[static MODBUS_QUESTION_SIZE])
{
	*question = (struct modbus_question){ frame[0], frame[1], get_16(frame + 2), get_16(frame + 4) };
	return is_sealed(frame, MODBUS_QUESTION_SIZE) && question->count >= 1 && question->count <= MODBUS_COUNT_MOST;
}

size_t modbus_reply(const struct modbus_question *question, const uint16_t *registers,
                    uint8_t frame[static MODBUS_REPLY_MOST])
{
	frame[0] = question->unit;
	frame[1] = question->function;
	frame[2] = (uint8_t)(2 * question->count);
	for (size_t i = 0; i < question->count; i++)
		put_16(frame + 3 + 2 * i, registers[i]);
	return seal(frame, 3 + 2 * (size_t)question->count);
}

size_t modbus_refuse(const struct modbus_question *question, uint8_t code, uint8_t frame[static 5])
{
	frame[0] = question->unit;
	frame[1] = (uint8_t)(question->function | MODBUS_EXCEPTION_BIT);
	frame[2] = code;
	return seal(frame, 3);
}
