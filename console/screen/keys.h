/*
 * keys.h - the keys of the screen: where each means something, what it is called in the help, which verb it says
 */
#ifndef SOLEUS_CONSOLE_SCREEN_KEYS_H
#define SOLEUS_CONSOLE_SCREEN_KEYS_H

#include <stddef.h>

#include "protocols/operator.h"

/* Keys are characters of Unicode, control characters included, or one of these. */
enum press {
	PRESS_ENTER = '\r', PRESS_TAB = '\t', PRESS_ESCAPE = 27, PRESS_BACKSPACE = 127,
	PRESS_CONTROL_C = 3, PRESS_CONTROL_L = 12, PRESS_CONTROL_U = 21, PRESS_CONTROL_Z = 26,
	PRESS_UP = 0x110000, PRESS_DOWN, PRESS_LEFT, PRESS_RIGHT,
	PRESS_PAGE_UP, PRESS_PAGE_DOWN, PRESS_HOME, PRESS_END,
};

enum look_kind {
	LOOK_VISIT,         /* a visit under way: all keys */
	LOOK_CHANNELS,      /* the monitor: no verbs */
	LOOK_REPLAY,        /* a recorded visit: no verbs, but its speed */
};

/* A line of the help: one key, or two that belong together. */
struct key_help {
	unsigned    looks;      /* where it means something: 1 << LOOK_VISIT and so on */
	const char *key, *meaning;
	struct { int press; enum operator_verb verb; } verbs[2];    /* press 0: none */
};

/* The keys that mean something there: for --help and for the screen's own. Returns how many. */
#define KEYS_MOST 32
size_t keys_of_look(enum look_kind kind, const struct key_help *listed[static KEYS_MOST]);

/* OPERATOR_VERB_COUNT: it says none. */
enum operator_verb verb_of_key(int key);

#endif
