/*
 * script_run.h - a script that is run for a participant, and what it is told
 *
 * P01 is a woman of 54 in the group control, whose height is not known, at visit 2; the study (id = calf, pace = 30)
 * has a factor footwear (barefoot, socks). The scripts lie in the folder of scripts.h.
 */
#ifndef SOLEUS_TESTS_SCRIPT_RUN_H
#define SOLEUS_TESTS_SCRIPT_RUN_H

#include <stddef.h>

#include "protocols/script.h"
#include "tests/scripts.h"

struct script_run {
	struct participant    participant;
	struct script_context context;
	struct plan          *plan;             /* of the last script; NULL when it has problems */
	struct problems       problems;
};

/* Before and after each test. */
void script_run_begin(struct script_run *run);
void script_run_end(struct script_run *run);

/* Runs a whole script and returns its problems, a line each: "4: text", with "warning: " before the text of a
 * warning. Valid until the next call. */
const char *told_whole(struct script_run *run, const char *text);
const char *told_bytes(struct script_run *run, const char *bytes, size_t size);

/* The same, behind a line 1 that is a good protocol and followed by a good phase. */
const char *told(struct script_run *run, const char *text);

#define CHECK(told, expected) CU_ASSERT_STRING_EQUAL(told, expected)

#endif
