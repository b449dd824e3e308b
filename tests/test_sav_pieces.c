/* test_sav_pieces.c - the pieces of long texts have names of their own, however the file's bytes come in */

#include "export/sav_pieces.h"

#include <stdint.h>
#include <string.h>

#include "tests/suites.h"

static unsigned char file[2048];
static size_t length;

static void put(const void *bytes, size_t size)
{
	memcpy(file + length, bytes, size);
	length += size;
}

static void put_number(int32_t number)
{
	put(&number, sizeof number);
}

/* type 2, width, has a label, missing values, two formats, name */
static void put_variable(int32_t width, const char *label, int32_t missing, const char *name)
{
	const double codes[3] = { -99, -91, 0 };
	put_number(2);
	put_number(width);
	put_number(label != NULL);
	put_number(missing);
	put_number(0);
	put_number(0);
	put(name, 8);
	if (label) {
		put_number((int32_t)strlen(label));
		put((const char[16]){ 0 }, (strlen(label) + 3) / 4 * 4);
	}
	put(codes, 8 * (size_t)(missing < 0 ? -missing : missing));
}

/* A number with a label and missing codes, a text of 600 bytes in three pieces, a short text, the data. */
static void make_file(void)
{
	length = 0;
	put((const char[176]){ "$FL2" }, 176);
	put_variable(0, "Three", -2, "MEAN    ");
	put_variable(255, "Note", 0, "NOTE    ");
	put_variable(-1, NULL, 0, "        ");
	put_variable(255, NULL, 0, "NOTE1   ");
	put_variable(-1, NULL, 0, "        ");
	put_variable(96, NULL, 0, "NOTE1   ");
	put_variable(8, NULL, 0, "SITE    ");
	put_number(999);
	put_number(0);
	put("NOTE1   ", 8);
}

static const char *const columns[] = { "mean", "note", "v1_site" };
static const size_t widths[] = { 0, 600, 8 };

static size_t name_at(const unsigned char *bytes, size_t from, const char *name)
{
	const unsigned char *at = memmem(bytes + from, length - from, name, 8);
	return at ? (size_t)(at - bytes) : 0;
}

static void each_piece_has_a_name_of_its_own(void)
{
	make_file();
	struct sav_pieces *pieces = sav_pieces_new(columns, widths, 3);
	size_t size = length;
	const unsigned char *out = sav_pieces_take(pieces, file, &size);
	CU_ASSERT_EQUAL(size, length);
	/* Not V: there is a column v1_site. */
	CU_ASSERT_EQUAL(name_at(out, 0, "W0000001"), name_at(file, 0, "NOTE1   "));
	CU_ASSERT_TRUE(name_at(out, 0, "W0000002") > name_at(out, 0, "W0000001"));
	CU_ASSERT_TRUE(name_at(out, 0, "NOTE    ") > 0 && name_at(out, 0, "SITE    ") > 0 && name_at(out, 0, "MEAN    ") > 0);
	CU_ASSERT_EQUAL(name_at(out, 0, "NOTE1   "), length - 8);       /* of the data: left alone */
	sav_pieces_free(pieces);
}

static void bytes_that_come_one_by_one_give_the_same_file(void)
{
	static unsigned char whole[sizeof file], single[sizeof file];
	make_file();
	struct sav_pieces *pieces = sav_pieces_new(columns, widths, 3);
	size_t size = length, count = 0;
	memcpy(whole, sav_pieces_take(pieces, file, &size), length);
	sav_pieces_free(pieces);
	pieces = sav_pieces_new(columns, widths, 3);
	for (size_t i = 0; i < length; i++) {
		size_t ready = 1;
		const void *out = sav_pieces_take(pieces, file + i, &ready);
		memcpy(single + count, out, ready);
		count += ready;
	}
	CU_ASSERT_EQUAL(count, length);
	CU_ASSERT_EQUAL(memcmp(single, whole, length), 0);
	sav_pieces_free(pieces);
}

static CU_TestInfo tests[] = {
	TEST(each_piece_has_a_name_of_its_own),
	TEST(bytes_that_come_one_by_one_give_the_same_file),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo sav_pieces_suite = { .pName = "sav pieces", .pTests = tests };
