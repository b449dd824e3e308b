/* look.c - how the operator looks at the screen, and what the keys that he presses mean */

#include "console/screen/look.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

#define MESSAGE_NS (6 * NS_PER_S)
/* Who was about to press Enter for something else has not read a prompt that has just come. */
#define PROMPT_UNREAD_NS (300 * NS_PER_MS)
#define FAST_SPAN_NS (10 * NS_PER_S)

static const int spans_s[] = { 10, 30, 60, 120, 300, 600, 1200, 3600, 7200 };
#define SPAN_COUNT ((int)(sizeof spans_s / sizeof spans_s[0]))
#define SPAN_AT_FIRST 4

struct look look_new(enum look_kind kind)
{
	return (struct look){ .kind = kind, .span = SPAN_AT_FIRST, .choice = -1, .speed = 1 };
}

int64_t look_span_ns(const struct look *look)
{
	return spans_s[look->span] * NS_PER_S;
}

int64_t look_fast_span_ns(const struct look *look)
{
	int64_t span_ns = look_span_ns(look);
	return span_ns < FAST_SPAN_NS ? span_ns : FAST_SPAN_NS;
}

int64_t look_until_ns(const struct look *look, int64_t now_ns)
{
	return look->frozen ? look->until_ns : now_ns;
}

void look_say(struct look *look, int64_t now_ns, const char *text)
{
	snprintf(look->message, sizeof look->message, "%s", text);
	look->message_until_ns = now_ns + MESSAGE_NS;
}

void look_follow(struct look *look, const struct snapshot *snapshot)
{
	const struct stage_prompt *prompt = &snapshot->stage.prompt;
	if (look->message[0] && snapshot->now_ns >= look->message_until_ns)
		look->message[0] = '\0';
	int number = prompt->kind == ASKED_NOTHING ? 0 : prompt->number;
	if (number == look->prompt)
		return;
	look->prompt = number;
	look->prompt_ns = snapshot->now_ns;
	look->answer[0] = '\0';
	look->given = false;
	look->choice = -1;
	look->in_answer = prompt->kind == ASKED_TEXT;
}

/* --- fields --- */

static void field_add(char field[static FIELD_SIZE], int character)
{
	char bytes[4];
	size_t length = strlen(field), size = utf8_put((uint32_t)character, bytes);
	if (length + size >= FIELD_SIZE)
		return;
	memcpy(field + length, bytes, size);
	field[length + size] = '\0';
}

static void field_remove(char field[static FIELD_SIZE])
{
	size_t length = strlen(field);
	while (length > 0 && ((unsigned char)field[--length] & 0xc0) == 0x80)
		;
	field[length] = '\0';
}

static bool is_text(int key)
{
	return key >= ' ' && key != PRESS_BACKSPACE && key < PRESS_UP && !(key > PRESS_BACKSPACE && key < 0xa0);
}

/* True when the key belongs to the field. */
static bool field_press(char field[static FIELD_SIZE], int key)
{
	if (is_text(key))
		field_add(field, key);
	else if (key == PRESS_BACKSPACE || key == '\b')
		field_remove(field);
	else if (key == PRESS_CONTROL_U)
		field[0] = '\0';
	else
		return false;
	return true;
}

static struct wish wish_do(enum operator_verb verb, const char *text, int64_t stamped_ns)
{
	struct wish wish = { .kind = WISH_DO, .verb = verb, .stamped_ns = stamped_ns };
	snprintf(wish.text, sizeof wish.text, "%s", text);
	return wish;
}

/* --- verbs --- */

/* A verb that neither wants words nor is confirmed happens at once. An emergency holds everything up until it is
 * confirmed or taken back. */
static struct wish begin_verb(struct look *look, enum operator_verb verb, int64_t now_ns)
{
	const struct operator_verb_info *info = operator_verb_info(verb);
	if (!info->argument && !info->confirmed)
		return wish_do(verb, "", now_ns);
	look->commanding = true;
	look->verb = verb;
	look->words[0] = '\0';
	look->stamped_ns = now_ns;
	return verb == OPERATOR_STOP ? wish_do(OPERATOR_PAUSE_NOW, "", now_ns) : (struct wish){0};
}

static struct wish press_in_verb(struct look *look, int key, int64_t now_ns)
{
	const struct operator_verb_info *info = operator_verb_info(look->verb);
	if (field_press(look->words, key))
		return (struct wish){0};
	if (key == PRESS_ESCAPE) {
		look->commanding = false;
		look_say(look, now_ns, "Taken back.");
		return look->verb == OPERATOR_STOP ? wish_do(OPERATOR_GO, "", now_ns) : (struct wish){0};
	}
	if (key != PRESS_ENTER && key != '\n')
		return (struct wish){0};
	if (info->needs_text && strspn(look->words, " ") == strlen(look->words)) {
		look_say(look, now_ns, "Say it in words first, or take it back with Esc.");
		return (struct wish){0};
	}
	look->commanding = false;
	return wish_do(look->verb, look->words, look->stamped_ns);
}

/* --- answers --- */

static struct wish answer_with(struct look *look, const char *text)
{
	struct wish wish = { .kind = WISH_ANSWER };
	snprintf(wish.text, sizeof wish.text, "%s", text);
	look->message[0] = '\0';
	look->given = true;
	return wish;
}

static struct wish give_answer(struct look *look, const struct stage_prompt *prompt, int64_t now_ns)
{
	char number[16];
	if (now_ns - look->prompt_ns < PROMPT_UNREAD_NS)
		return (struct wish){0};
	if (prompt->kind == ASKED_TO_CONFIRM)
		return answer_with(look, "");
	if (prompt->kind == ASKED_CHOICE && look->choice >= 0) {
		snprintf(number, sizeof number, "%d", look->choice + 1);
		return answer_with(look, number);
	}
	if (look->answer[0] || prompt->optional)
		return answer_with(look, look->answer);
	look_say(look, now_ns, prompt->decision ? "Choose first, with the arrows or by the number."
	                                        : "Give an answer first, or '-' to refuse.");
	return (struct wish){0};
}

/* Up and down a scale; into it from its ends. */
static void step_number(struct look *look, const struct stage_prompt *prompt, int by)
{
	double value = look->answer[0] ? strtod(look->answer, NULL) + by : by > 0 ? prompt->low : prompt->high;
	if (!prompt->scale || isnan(value) || value < prompt->low || value > prompt->high)
		return;
	snprintf(look->answer, sizeof look->answer, "%g", value);
}

static bool is_next(int key) { return key == PRESS_RIGHT || key == PRESS_DOWN; }
static bool is_arrow(int key) { return key >= PRESS_UP && key <= PRESS_RIGHT; }

static void press_choice(struct look *look, const struct stage_prompt *prompt, int key)
{
	if (is_arrow(key)) {
		int choice = look->choice < 0 ? (is_next(key) ? 0 : prompt->choice_count - 1) : look->choice + (is_next(key) ? 1 : -1);
		look->choice = (choice + prompt->choice_count) % prompt->choice_count;
		look->answer[0] = '\0';
	} else if (key >= '1' && key < '1' + prompt->choice_count && key <= '9') {
		look->choice = key - '1';
		look->answer[0] = '\0';
	} else if (key == '-' && !prompt->decision) {
		look->choice = -1;
		strcpy(look->answer, "-");
	}
}

/* True when the key belongs to the answer; then *wish is what follows. */
static bool press_in_answer(struct look *look, int key, const struct snapshot *snapshot, struct wish *wish)
{
	const struct stage_prompt *prompt = &snapshot->stage.prompt;
	if (prompt->kind == ASKED_NOTHING)
		return false;
	if (key == PRESS_ENTER || key == '\n') {
		*wish = give_answer(look, prompt, snapshot->now_ns);
		return true;
	}
	if (look->given && is_text(key))
		look->answer[0] = '\0';
	look->given = false;
	if (key == PRESS_ESCAPE) {
		look->answer[0] = '\0';
		look->choice = -1;
		return true;
	}
	switch (prompt->kind) {
	case ASKED_TEXT:
		if (key == PRESS_TAB)
			look->in_answer = !look->in_answer;
		return key == PRESS_TAB || (look->in_answer && field_press(look->answer, key));
	case ASKED_NUMBER:
		if (is_arrow(key))
			step_number(look, prompt, key == PRESS_RIGHT || key == PRESS_UP ? 1 : -1);
		else if (!is_text(key) || (key < 128 && strchr("0123456789.,-+", key)))
			return field_press(look->answer, key);
		return is_arrow(key);
	case ASKED_CHOICE:
		if (!is_arrow(key) && !(key < 128 && key > 0 && strchr("123456789-", key)))
			return false;
		press_choice(look, prompt, key);
		return true;
	case ASKED_TO_CONFIRM:
	case ASKED_NOTHING:
		break;
	}
	return false;
}

/* --- looking --- */

static void scroll(struct look *look, const struct snapshot *snapshot, double spans)
{
	int64_t until_ns = look_until_ns(look, snapshot->now_ns) + (int64_t)(spans * (double)look_span_ns(look));
	look->frozen = until_ns < snapshot->now_ns;
	look->until_ns = until_ns > 0 ? until_ns : 0;
}

static void press_choosing(struct look *look, int key, int count)
{
	if (is_arrow(key) && count > 0)
		look->chosen = (look->chosen + (is_next(key) ? 1 : count - 1)) % count;
	else if (key == ' ' && look->chosen < CHANNELS_HIDEABLE)
		look->hidden ^= UINT64_C(1) << look->chosen;
	else if (key == PRESS_ENTER || key == PRESS_ESCAPE || key == 'c')
		look->choosing = false;
}

/* Keys that only change what is seen. True when it was one. */
static bool press_looking(struct look *look, int key, const struct snapshot *snapshot)
{
	switch (key) {
	case 'f':
		look->frozen = !look->frozen;
		look->until_ns = snapshot->now_ns;
		return true;
	case PRESS_PAGE_UP:
		scroll(look, snapshot, -0.5);
		return true;
	case PRESS_PAGE_DOWN:
		scroll(look, snapshot, 0.5);
		return true;
	case PRESS_HOME:
		look->frozen = true;
		look->until_ns = look_span_ns(look) < snapshot->now_ns ? look_span_ns(look) : snapshot->now_ns;
		return true;
	case PRESS_END:
		look->frozen = false;
		return true;
	case 'z':
		look->span = look->span > 0 ? look->span - 1 : 0;
		return true;
	case 'Z':
		look->span = look->span + 1 < SPAN_COUNT ? look->span + 1 : look->span;
		return true;
	case 'c':
		look->choosing = snapshot->channel_count > 0;
		return true;
	case '?':
		look->helping = true;
		return true;
	default:
		return false;
	}
}

static struct wish press_replay(struct look *look, int key)
{
	if (key == PRESS_LEFT || key == PRESS_RIGHT)
		return (struct wish){ .kind = WISH_SEEK, .seconds = key == PRESS_LEFT ? -10 : 10 };
	if (key == '>')
		look->speed = look->speed > 0 ? fmin(look->speed * 2, 4096) : 1;
	else if (key == '<')
		look->speed = fmax(look->speed / 2, 0.125);
	else if (key == ' ')
		look->speed = look->speed > 0 ? 0 : 1;
	return (struct wish){0};
}

static struct wish press_key(struct look *look, int key, const struct snapshot *snapshot)
{
	if (press_looking(look, key, snapshot))
		return (struct wish){0};
	if (key == 'w' || key == 'W')
		return (struct wish){ .kind = WISH_SAVE, .picture = key == 'w' ? PICTURE_PNG : PICTURE_SVG };
	if (key == PRESS_CONTROL_L)
		return (struct wish){ .kind = WISH_REDRAW };
	if (key == PRESS_CONTROL_Z)
		look_say(look, snapshot->now_ns, "Ctrl-Z would stop the recording; it is not heeded here.");
	if (look->kind != LOOK_VISIT)
		return key == 'q' || key == PRESS_CONTROL_C ? (struct wish){ .kind = WISH_CLOSE }
			: look->kind == LOOK_REPLAY ? press_replay(look, key) : (struct wish){0};
	enum operator_verb verb = verb_of_key(key);
	return verb == OPERATOR_VERB_COUNT ? (struct wish){0} : begin_verb(look, verb, snapshot->now_ns);
}

/* Whoever is used to plain lines types /pause: p, a and the others would each do something else. The help tells the keys
 * instead, and no letter is one until the line ends. */
static bool press_slashed(struct look *look, int key)
{
	bool begins = key == '/' && !look->slashed, ends = key == PRESS_ENTER || key == '\n' || key == PRESS_ESCAPE;
	if (!begins && !look->slashed)
		return false;
	look->slashed = look->helping = !ends;
	return true;
}

struct wish look_press(struct look *look, int key, const struct snapshot *snapshot)
{
	struct wish wish = {0};
	look_follow(look, snapshot);
	if (key == PRESS_CONTROL_C && look->kind == LOOK_VISIT && !look->commanding)
		return begin_verb(look, OPERATOR_LEAVE, snapshot->now_ns);
	if (look->kind == LOOK_VISIT && !look->in_answer && !look->commanding && press_slashed(look, key))
		return wish;
	if (look->helping)
		look->helping = false;
	else if (look->commanding)
		wish = press_in_verb(look, key, snapshot->now_ns);
	else if (look->choosing)
		press_choosing(look, key, (int)snapshot->channel_count);
	else if (!press_in_answer(look, key, snapshot, &wish))
		wish = press_key(look, key, snapshot);
	return wish;
}
