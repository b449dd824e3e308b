/* keys.c - the keys of the screen: where each means something, what it is called in the help, which verb it says */

#include "console/screen/keys.h"

enum {
	VISIT = 1 << LOOK_VISIT, REPLAY = 1 << LOOK_REPLAY, NO_VISIT = 1 << LOOK_CHANNELS | REPLAY,
	EVERYWHERE = VISIT | NO_VISIT,
};

static const struct key_help keys[] = {
	{ .looks = VISIT, .key = "Enter", .meaning = "done; gives the answer" },
	{ .looks = VISIT, .key = "Esc", .meaning = "takes back what is typed" },
	{ .looks = VISIT, .key = "arrows", .meaning = "choose an answer" },
	{ .looks = VISIT, .key = "-", .meaning = "refuses a question" },
	{ .looks = VISIT, .key = "Tab", .meaning = "from typing to the keys" },
	{ .looks = VISIT, .key = "n", .meaning = "note", .verbs = { { 'n', OPERATOR_NOTE } } },
	{ .looks = VISIT, .key = "m", .meaning = "mark this moment", .verbs = { { 'm', OPERATOR_MARK } } },
	{ .looks = VISIT, .key = "p P", .meaning = "pause after the step, now", .verbs = { { 'p', OPERATOR_PAUSE }, { 'P', OPERATOR_PAUSE_NOW } } },
	{ .looks = VISIT, .key = "g", .meaning = "go on after a pause", .verbs = { { 'g', OPERATOR_GO } } },
	{ .looks = VISIT, .key = "e", .meaning = "end this exercise", .verbs = { { 'e', OPERATOR_END } } },
	{ .looks = VISIT, .key = "k", .meaning = "skip this step", .verbs = { { 'k', OPERATOR_SKIP } } },
	{ .looks = VISIT, .key = "r", .meaning = "redo this trial", .verbs = { { 'r', OPERATOR_REDO } } },
	{ .looks = VISIT, .key = "a", .meaning = "adverse event", .verbs = { { 'a', OPERATOR_ADVERSE } } },
	{ .looks = VISIT, .key = "F", .meaning = "finish, keep everything", .verbs = { { 'F', OPERATOR_FINISH } } },
	{ .looks = VISIT, .key = "s", .meaning = "STOP, an emergency", .verbs = { { 's', OPERATOR_STOP } } },
	{ .looks = VISIT, .key = "Q Ctrl-C", .meaning = "leave, to be resumed", .verbs = { { 'Q', OPERATOR_LEAVE }, { PRESS_CONTROL_C, OPERATOR_LEAVE } } },
	{ .looks = EVERYWHERE, .key = "f", .meaning = "freeze and go on" },
	{ .looks = EVERYWHERE, .key = "PgUp PgDn", .meaning = "scroll back and forward" },
	{ .looks = EVERYWHERE, .key = "Home End", .meaning = "to the beginning, to now" },
	{ .looks = EVERYWHERE, .key = "z Z", .meaning = "zoom in, out" },
	{ .looks = EVERYWHERE, .key = "c", .meaning = "choose channels" },
	{ .looks = EVERYWHERE, .key = "w W", .meaning = "write a picture: PNG, SVG" },
	{ .looks = EVERYWHERE, .key = "Ctrl-L", .meaning = "draw anew" },
	{ .looks = EVERYWHERE, .key = "? /", .meaning = "this help" },
	{ .looks = NO_VISIT, .key = "q", .meaning = "end" },
	{ .looks = REPLAY, .key = "space", .meaning = "stand still and go on" },
	{ .looks = REPLAY, .key = "> <", .meaning = "faster, slower" },
	{ .looks = REPLAY, .key = "left right", .meaning = "10 s back, forward" },
};
#define KEY_COUNT (sizeof keys / sizeof keys[0])
_Static_assert(KEY_COUNT <= KEYS_MOST, "whoever lists the keys has room for all");

size_t keys_of_look(enum look_kind kind, const struct key_help *listed[static KEYS_MOST])
{
	size_t count = 0;
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (keys[i].looks & 1u << kind)
			listed[count++] = &keys[i];
	return count;
}

enum operator_verb verb_of_key(int key)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		for (size_t k = 0; k < 2 && keys[i].verbs[k].press; k++)
			if (keys[i].verbs[k].press == key)
				return keys[i].verbs[k].verb;
	return OPERATOR_VERB_COUNT;
}
