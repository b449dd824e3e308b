/*
 * look.h - how the operator looks at the screen, and what the keys that he presses mean
 *
 * What is shown (frozen or live, how much time, which channels, help) and what is being typed stand in one
 * plain value. A key changes it, and may make a wish: something that is to happen elsewhere. Nothing
 * here knows a terminal, so a test presses keys and reads wishes.
 *
 * Letters are keys. They are text only in a field: while a verb wants its words, and while a question is
 * answered in words, until Tab leaves that field.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_LOOK_H
#define SOLEUS_CONSOLE_SCREEN_LOOK_H

#include "console/screen/keys.h"
#include "console/screen/snapshot.h"

#define FIELD_SIZE 512
#define CHANNELS_HIDEABLE 64

struct look {
	enum look_kind kind;
	int      span;              /* which of the lengths of time is shown */
	bool     frozen;
	int64_t  until_ns;          /* the right edge, when frozen */
	uint64_t hidden;            /* channels by their bits */
	bool     choosing;          /* channels are being chosen; `chosen` is under the mark */
	int      chosen;
	bool     helping;

	int      prompt;            /* which prompt the answer belongs to */
	int64_t  prompt_ns;         /* when it was first seen */
	char     answer[FIELD_SIZE];
	bool     given;             /* what stands there was given, and not taken: the next letter begins anew */
	int      choice;            /* from 0; -1: none yet */
	bool     in_answer;         /* letters go into the answer */

	bool     slashed;           /* a line was begun as in plain lines: until Enter or Esc no letter is a key */
	bool     commanding;        /* a verb waits for its words, or to be confirmed */
	enum operator_verb verb;
	char     words[FIELD_SIZE];
	int64_t  stamped_ns;        /* of the key that began it */

	char     message[EVENT_LINE_SIZE];      /* what came of the last key; "" when nothing is to be said */
	int64_t  message_until_ns;
	double   speed;             /* of a replay; 0: it stands */
};

enum wish_kind {
	WISH_NONE,
	WISH_ANSWER,        /* `text` answers the prompt */
	WISH_DO,            /* `verb` with `text` */
	WISH_SAVE,          /* a picture of that kind */
	WISH_REDRAW,
	WISH_CLOSE,         /* monitor and replay */
	WISH_SEEK,          /* replay: by `seconds` */
};

enum picture_kind { PICTURE_PNG, PICTURE_SVG };

struct wish {
	enum wish_kind     kind;
	enum picture_kind  picture;
	enum operator_verb verb;
	char               text[FIELD_SIZE];
	int64_t            stamped_ns;
	double             seconds;
};

struct look look_new(enum look_kind kind);

int64_t look_span_ns(const struct look *look);
int64_t look_fast_span_ns(const struct look *look);

/* What is to be visible now. */
int64_t look_until_ns(const struct look *look, int64_t now_ns);

/* Brings the form in line with what is being asked: to be called with every new snapshot. */
void look_follow(struct look *look, const struct snapshot *snapshot);

struct wish look_press(struct look *look, int key, const struct snapshot *snapshot);

/* Says something for some seconds. */
void look_say(struct look *look, int64_t now_ns, const char *text);

#endif
