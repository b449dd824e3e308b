/*
 * cue_board.h - what the participant's terminal must know, where another program can see it
 *
 * The visit's program writes; `soleus cue` on another terminal of the same computer only reads. Between them lies a
 * page of shared memory named after the study's folder, so writing never waits for a disk. It holds when the
 * step began and its cadence: the reader reckons every cue from these by the plan's own formula, and none
 * has to be announced. Times are CLOCK_MONOTONIC's, which all programs share.
 */
#ifndef SOLEUS_CONSOLE_CUE_BOARD_H
#define SOLEUS_CONSOLE_CUE_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "protocols/conductor.h"

#define CUE_TEXT_SIZE 256
#define CUE_KINDS_MOST 8

struct cue_notice {
	int64_t alive_ns;               /* when the visit was last heard of */
	char    word[NAME_SIZE];        /* of the step; "" when none is under way */
	char    text[CUE_TEXT_SIZE];    /* what the participant is told */
	bool    paused, moving, ended;
	int64_t began_ns, ends_ns;      /* TIME_NONE: not known */
	double  reps_per_min;           /* NAN: not paced */
	int     cue_count;              /* cues of one repetition; 0: none */
	char    cues[CUE_KINDS_MOST][NAME_SIZE];
	bool    evenly;                 /* they are evenly spaced; otherwise: */
	int64_t cue_at_ns[CUE_KINDS_MOST];      /* after the repetition's beginning */
};

struct cue_board;

/* The board of a visit on that clock. NULL where there can be none: the visit goes on without. Taken down with
 * cue_board_close, which accepts NULL. */
struct cue_board *cue_board_open(const char *folder, const struct clock *clock);
void cue_board_close(struct cue_board *board);

/* In the session's thread: says where the visit stands. `now_ns` is the session's. */
void cue_board_write(struct cue_board *board, const struct conductor *conductor, int64_t now_ns);
/* The same from a notice whose times are CLOCK_MONOTONIC's already. */
void cue_board_put(struct cue_board *board, const struct cue_notice *notice);

/* For the reader: false while no visit is under way in that folder. */
bool cue_board_read(const char *folder, struct cue_notice *notice);

/* The first cue at or after that time: when it comes, and which it is. TIME_NEVER: there is none any more. */
int64_t cue_next_ns(const struct cue_notice *notice, int64_t from_ns, const char **name);

#endif
