/* test_hash.c - the fingerprint is the one that everybody else computes */

#include "record/hash.h"

#include <string.h>

#include "tests/suites.h"

/* NIST, FIPS 180-2, appendix B: the examples for SHA-256. */
static void the_published_examples_come_out(void)
{
	char text[SHA256_TEXT_SIZE];
	hash_sha256("abc", 3, text);
	CU_ASSERT_STRING_EQUAL(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	const char *longer = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	hash_sha256(longer, strlen(longer), text);
	CU_ASSERT_STRING_EQUAL(text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void nothing_has_a_fingerprint_too(void)
{
	char text[SHA256_TEXT_SIZE];
	hash_sha256("", 0, text);
	CU_ASSERT_STRING_EQUAL(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static CU_TestInfo tests[] = {
	TEST(the_published_examples_come_out),
	TEST(nothing_has_a_fingerprint_too),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo hash_suite = { .pName = "hash", .pTests = tests };
