/* test_modbus_frame.c - Modbus RTU frames, beside what their makers' documents say they mean */

#include "acquisition/instruments/modbus_frame.h"

#include <string.h>

#include "tests/suites.h"

#define BYTES(...) (const uint8_t[]){ __VA_ARGS__ }, sizeof (const uint8_t[]){ __VA_ARGS__ }

static const struct modbus_question channel_1 = { 1, 3, 0, 1 };

/* Whether the question goes over the wire as these bytes, and those bytes mean the question. */
static bool is_asked_as(struct modbus_question question, const uint8_t *bytes, size_t size)
{
	uint8_t frame[MODBUS_QUESTION_SIZE];
	struct modbus_question heard;
	modbus_ask(&question, frame);
	return size == sizeof frame && memcmp(frame, bytes, size) == 0 && modbus_hear(&heard, bytes)
		&& heard.unit == question.unit && heard.function == question.function
		&& heard.address == question.address && heard.count == question.count;
}

/* The first four from the R4DCB08's manual, the fifth from the NT18B07's, the others derived. */
static void questions_are_those_of_the_manuals(void)
{
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 0, 1 }, BYTES(0x01, 0x03, 0x00, 0x00, 0x00, 0x01, 0x84, 0x0A)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 1, 1 }, BYTES(0x01, 0x03, 0x00, 0x01, 0x00, 0x01, 0xD5, 0xCA)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 8, 1 }, BYTES(0x01, 0x03, 0x00, 0x08, 0x00, 0x01, 0x05, 0xC8)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 9, 1 }, BYTES(0x01, 0x03, 0x00, 0x09, 0x00, 0x01, 0x54, 0x08)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 0, 5 }, BYTES(0x01, 0x03, 0x00, 0x00, 0x00, 0x05, 0x85, 0xC9)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 0, 7 }, BYTES(0x01, 0x03, 0x00, 0x00, 0x00, 0x07, 0x04, 0x08)));
	CU_ASSERT_TRUE(is_asked_as((struct modbus_question){ 1, 3, 0, 8 }, BYTES(0x01, 0x03, 0x00, 0x00, 0x00, 0x08, 0x44, 0x0C)));
}

/* The value of a reply of one register, signed; 99999 for what is no reply to the question. */
static int value_of(const uint8_t *bytes, size_t size)
{
	return modbus_check(&channel_1, bytes, size) == MODBUS_REPLY ? (int16_t)modbus_register(bytes, 0) : 99999;
}

/* The first four from the R4DCB08's manual, the others derived. */
static void replies_are_those_of_the_manuals(void)
{
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1F)), 219);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0xFF, 0x90, 0xF9, 0xD8)), -112);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0x00, 0x64, 0xB9, 0xAF)), 100);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0xFF, 0xF1, 0x38, 0x30)), -15);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0x80, 0x00, 0xD9, 0x84)), -0x8000);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0x00, 0xFC, 0xB8, 0x05)), 252);
	CU_ASSERT_EQUAL(value_of(BYTES(0x01, 0x03, 0x02, 0xFF, 0x97, 0xB8, 0x1A)), -105);
}

/* Writes of corrections in the R4DCB08's manual: we send none, but their CRC must be ours. */
static void the_crc_is_that_of_the_manuals(void)
{
	CU_ASSERT_EQUAL(modbus_crc(BYTES(0x01, 0x06, 0x00, 0x08, 0x00, 0x14)), 0x0708);
	CU_ASSERT_EQUAL(modbus_crc(BYTES(0x01, 0x06, 0x00, 0x09, 0xFF, 0xE2)), 0x7198);
	CU_ASSERT_EQUAL(modbus_crc(BYTES(0x01, 0x06, 0x00, 0x0A, 0x00, 0x00)), 0xC8A9);
}

static void an_exception_is_told_with_its_code(void)
{
	const uint8_t illegal_address[] = { 0x01, 0x83, 0x02, 0xC0, 0xF1 };
	CU_ASSERT_EQUAL(modbus_check(&channel_1, illegal_address, 5), MODBUS_EXCEPTION);
	CU_ASSERT_EQUAL(illegal_address[2], MODBUS_ILLEGAL_ADDRESS);
}

static void a_frame_with_any_byte_changed_is_no_reply(void)
{
	uint8_t frame[] = { 0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1F };
	int believed = 0;
	for (size_t i = 0; i < sizeof frame; i++)
		for (unsigned change = 1; change < 256; change++) {
			frame[i] ^= (uint8_t)change;
			believed += modbus_check(&channel_1, frame, sizeof frame) == MODBUS_REPLY;
			frame[i] ^= (uint8_t)change;
		}
	CU_ASSERT_EQUAL(believed, 0);
	CU_ASSERT_EQUAL(modbus_check(&channel_1, frame, sizeof frame), MODBUS_REPLY);
}

static void the_answer_of_another_unit_function_or_length_is_wrong_at_once(void)
{
	const struct modbus_question seven = { 1, 3, 0, 7 };
	CU_ASSERT_EQUAL(modbus_check(&channel_1, BYTES(0x02)), MODBUS_WRONG);
	CU_ASSERT_EQUAL(modbus_check(&channel_1, BYTES(0x01, 0x04)), MODBUS_WRONG);
	CU_ASSERT_EQUAL(modbus_check(&channel_1, BYTES(0x01, 0x84)), MODBUS_WRONG);
	CU_ASSERT_EQUAL(modbus_check(&channel_1, BYTES(0x01, 0x03, 0x04)), MODBUS_WRONG);
	CU_ASSERT_EQUAL(modbus_check(&seven, BYTES(0x01, 0x03, 10)), MODBUS_WRONG);
}

/* It says 10 bytes and brings 15. */
static void a_count_of_bytes_that_is_not_true_is_refused(void)
{
	const struct modbus_question five = { 1, 3, 0, 5 };
	uint8_t frame[20] = { 0x01, 0x03, 10 };
	uint16_t crc = modbus_crc(frame, 18);
	frame[18] = (uint8_t)crc;
	frame[19] = (uint8_t)(crc >> 8);
	CU_ASSERT_EQUAL(modbus_check(&five, frame, sizeof frame), MODBUS_CORRUPT);
}

static void every_beginning_of_a_reply_asks_for_more(void)
{
	const uint8_t frame[] = { 0x01, 0x03, 0x02, 0x00, 0xDB, 0xF8, 0x1F }, refusal[] = { 0x01, 0x83, 0x02, 0xC0, 0xF1 };
	for (size_t length = 0; length < sizeof frame; length++)
		CU_ASSERT_EQUAL(modbus_check(&channel_1, frame, length), MODBUS_MORE);
	for (size_t length = 0; length < sizeof refusal; length++)
		CU_ASSERT_EQUAL(modbus_check(&channel_1, refusal, length), MODBUS_MORE);
}

static void what_a_module_answers_is_understood(void)
{
	const struct modbus_question question = { 17, 4, 0x10, 3 };
	const uint16_t registers[] = { 1, 0x8000, 0xFFFF };
	uint8_t frame[MODBUS_REPLY_MOST];
	CU_ASSERT_EQUAL(modbus_reply(&question, registers, frame), MODBUS_REPLY_SIZE(3));
	CU_ASSERT_EQUAL(modbus_check(&question, frame, MODBUS_REPLY_SIZE(3)), MODBUS_REPLY);
	CU_ASSERT_EQUAL(modbus_register(frame, 1), 0x8000);
	CU_ASSERT_EQUAL(modbus_register(frame, 2), 0xFFFF);
	CU_ASSERT_EQUAL(modbus_refuse(&channel_1, MODBUS_ILLEGAL_ADDRESS, frame), 5);
	CU_ASSERT_EQUAL(memcmp(frame, (const uint8_t[]){ 0x01, 0x83, 0x02, 0xC0, 0xF1 }, 5), 0);
}

static CU_TestInfo tests[] = {
	TEST(questions_are_those_of_the_manuals),
	TEST(replies_are_those_of_the_manuals),
	TEST(the_crc_is_that_of_the_manuals),
	TEST(an_exception_is_told_with_its_code),
	TEST(a_frame_with_any_byte_changed_is_no_reply),
	TEST(the_answer_of_another_unit_function_or_length_is_wrong_at_once),
	TEST(a_count_of_bytes_that_is_not_true_is_refused),
	TEST(every_beginning_of_a_reply_asks_for_more),
	TEST(what_a_module_answers_is_understood),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo modbus_frame_suite = { .pName = "modbus frame", .pTests = tests };
