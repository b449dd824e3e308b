/*
 * telling.h - what stands in a snapshot, in words: the screen and the plain lines say the same
 */
#ifndef SOLEUS_CONSOLE_SCREEN_TELLING_H
#define SOLEUS_CONSOLE_SCREEN_TELLING_H

#include "console/screen/snapshot.h"

#define TELLING_SIZE 512
#define TIME_TEXT_SIZE 24

/* "12:34", or "1:02:34" from an hour on; of whole seconds, rounded up where `up`. */
const char *time_text(int64_t time_ns, bool up, char text[static TIME_TEXT_SIZE]);

/* "09:02:16", where the visit is. */
const char *telling_clock(const struct snapshot_session *session, int64_t time_ns, char text[static TIME_TEXT_SIZE]);

/* What is under way, in one or two words: "settling", "exercise", "pause". */
const char *telling_word(const struct stage *stage);

/* How much longer, "01:15"; or "+01:15": since when somebody or something is waited for. */
const char *telling_countdown(const struct snapshot *snapshot, char text[static TIME_TEXT_SIZE]);

/* How the pace is kept, or what a settle has reached: "repetition 38 of 100, 50/min wanted, 50.0 given". */
const char *telling_detail(const struct snapshot *snapshot, char text[static TELLING_SIZE]);

/* "Trial 1 of 4: spu, attempt 2, leg right". */
const char *telling_trial(const struct stage *stage, char text[static TELLING_SIZE]);

/* All signals together; how bad it is says the result. */
enum signals { SIGNALS_GOOD, SIGNALS_DOUBTFUL, SIGNALS_MISSING };
enum signals telling_signals(const struct snapshot *snapshot, char text[static TELLING_SIZE]);

/* "disk 34 GB  clock ok"; with a "!" what needs attention. A clock that is free is not synchronised with UTC. */
const char *telling_recorder(const struct snapshot *snapshot, char text[static TELLING_SIZE]);

/* Shares of the trial and the visit that are over, from 0 to 1; NAN: not known. */
double telling_share_of_trial(const struct snapshot *snapshot);
double telling_share_of_visit(const struct snapshot *snapshot);

/* One line without its end: "exercise, 01:15 left; repetition 38 of 100 ...; trial 38 %, visit 44 %". */
const char *telling_line(const struct snapshot *snapshot, char text[static TELLING_SIZE]);

/* Everything that a screen would show now but traces and events, in lines. Freed with free(). */
char *telling_all(const struct snapshot *snapshot);

#endif
