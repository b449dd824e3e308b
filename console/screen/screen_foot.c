/* screen_foot.c - the foot of the screen: what happened last, what is asked, where it is typed, and the keys */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "console/screen/screen_parts.h"

/* --- events --- */

static enum ink ink_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_LOST:
	case EVENT_TROUBLE:
	case EVENT_LIMIT:
	case EVENT_ADVERSE:
	case EVENT_EMERGENCY:
	case EVENT_REJECTED:
		return INK_BAD;
	case EVENT_PHASE_BEGIN:
	case EVENT_TRIAL_BEGIN:
		return INK_STRONG;
	default:
		return INK_PLAIN;
	}
}

/* The newest at the foot. */
void screen_events(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot)
{
	canvas_fill(canvas, rows.row, 0, canvas->cols, INK_FAINT, "─", '-');
	canvas_put(canvas, rows.row, 1, 20, INK_FAINT, " events ");
	int room = rows.height - 1, count = (int)snapshot->event_count;
	for (int i = count > room ? count - room : 0, row = rows.row + 1; i < count; i++, row++) {
		const struct snapshot_event *event = &snapshot->events[i];
		char time[TIME_TEXT_SIZE];
		int used = canvas_print(canvas, row, 1, 10, INK_FAINT, "%8s", time_text(event->time_ns, false, time));
		canvas_put_cut(canvas, row, used + 3, canvas->cols - used - 4, ink_of(event->kind), event->line);
	}
}

/* --- the form --- */

static int draw_field(struct canvas *canvas, int row, int col, const char *text, int width)
{
	const char *shown = text;
	while (text_columns(shown) > width - 1)
		shown++;
	while (((unsigned char)*shown & 0xc0) == 0x80)
		shown++;
	canvas_fill(canvas, row, col, width, INK_FIELD, " ", ' ');
	int used = canvas_put(canvas, row, col, width, INK_FIELD, shown);
	canvas_put(canvas, row, col + used, 1, INK_FIELD, "_");
	return width;
}

static void draw_choices(struct canvas *canvas, int row, const struct stage_prompt *prompt, const struct look *look)
{
	int col = 1;
	for (int i = 0; i < prompt->choice_count && col < canvas->cols - 4; i++) {
		bool chosen = i == look->choice;
		col += canvas_print(canvas, row, col, canvas->cols - col, chosen ? INK_FIELD : INK_PLAIN, "%s%d %s%s",
		                    chosen ? ">" : " ", i + 1, prompt->choices[i], chosen ? "<" : " ") + 1;
	}
	if (look->answer[0])
		canvas_print(canvas, row, col, canvas->cols - col, INK_FIELD, ">%s<", look->answer);
}

/* "0 not at all [----*-----] 10 worst imaginable" where there is room, and the number that is typed. */
static void draw_number(struct canvas *canvas, int row, const struct stage_prompt *prompt, const struct look *look)
{
	int col = 1 + canvas_put(canvas, row, 1, 4, INK_PROMPT, "> ");
	col += draw_field(canvas, row, col, look->answer, 12) + 1;
	col += canvas_print(canvas, row, col, 12, INK_PLAIN, "%s ", prompt->unit);
	if (isnan(prompt->low) && isnan(prompt->high))
		return;
	col += canvas_print(canvas, row, col, canvas->cols - col, INK_FAINT, "%g%s%s ", prompt->low,
	                    prompt->anchors[0] ? " " : "", prompt->anchors[0] ? prompt->anchors[0] : "");
	if (prompt->scale) {
		int width = 21;
		double value = strtod(look->answer, NULL), share = (value - prompt->low) / (prompt->high - prompt->low);
		canvas_fill(canvas, row, col, width, INK_FAINT, "─", '-');
		if (look->answer[0] && share >= 0 && share <= 1)
			canvas_fill(canvas, row, col + (int)lround(share * (width - 1)), 1, INK_STRONG, "●", '*');
		col += width + 1;
	} else {
		col += canvas_put(canvas, row, col, 4, INK_FAINT, "to ");
	}
	canvas_print(canvas, row, col, canvas->cols - col, INK_FAINT, "%g%s%s", prompt->high,
	             prompt->anchors[1] ? " " : "", prompt->anchors[1] ? prompt->anchors[1] : "");
}

static const char *way_out(const struct stage_prompt *prompt)
{
	switch (prompt->kind) {
	case ASKED_TO_CONFIRM:
		return "Enter when done";
	case ASKED_TEXT:
		return prompt->optional ? "Enter gives, empty: nothing; Tab: keys" : "Enter gives, - refuses; Tab: keys";
	case ASKED_NUMBER:
	case ASKED_CHOICE:
		return prompt->decision ? "arrows, Enter decides" : prompt->optional ? "Enter gives; empty or - refuses" : "Enter gives, - refuses";
	case ASKED_NOTHING:
		break;
	}
	return "";
}

static void draw_prompt(struct canvas *canvas, int row, const struct stage_prompt *prompt, const struct look *look)
{
	const char *out = way_out(prompt);
	int width = (int)strlen(out);
	canvas_put(canvas, row, 1, 1, INK_PROMPT, prompt->kind == ASKED_TO_CONFIRM ? ">" : "?");
	screen_paragraph(canvas, (struct rows_of_screen){ row, prompt->kind == ASKED_TO_CONFIRM ? 2 : 1 }, 3,
	                 canvas->cols - width - 6, INK_PROMPT, prompt->text);
	canvas_put(canvas, row, canvas->cols - width - 1, width, INK_PROMPT, out);
	if (prompt->kind == ASKED_CHOICE)
		draw_choices(canvas, row + 1, prompt, look);
	else if (prompt->kind == ASKED_NUMBER)
		draw_number(canvas, row + 1, prompt, look);
	else if (prompt->kind == ASKED_TEXT)
		draw_field(canvas, row + 1, 1, look->answer, canvas->cols - 2);
}

/* Bytes of the help that fit, up to the end of a clause: the last ones say what is good to know, the first what it does. */
static int clauses_within(const char *help, int columns)
{
	int bytes = (int)strlen(help);
	while (bytes > columns) {
		do
			bytes--;
		while (bytes > 0 && !strchr(",;:", help[bytes]));
		if (bytes == 0)
			return columns;
	}
	return bytes;
}

static void draw_verb(struct canvas *canvas, int row, const struct look *look)
{
	const struct operator_verb_info *info = operator_verb_info(look->verb);
	const char *out = info->confirmed ? "Enter does it, Esc takes it back" : "Enter keeps it, Esc takes it back";
	const char *sign = look->verb == OPERATOR_STOP ? "! " : "";
	int width = (int)strlen(out), room = canvas->cols - width - 4;
	int help = clauses_within(info->help, room - (int)(strlen(sign) + strlen(info->word) + strlen(": ")));
	canvas_print(canvas, row, 1, room, look->verb == OPERATOR_STOP ? INK_BAD : INK_PROMPT, "%s%s: %.*s",
	             sign, info->word, help, info->help);
	canvas_put(canvas, row, canvas->cols - width - 1, width, INK_PROMPT, out);
	int used = canvas_print(canvas, row + 1, 1, 24, INK_FAINT, "%s%s ", info->argument ? info->argument : "",
	                        info->needs_text ? ":" : " (or none):");
	draw_field(canvas, row + 1, 1 + used, look->words, canvas->cols - 2 - used);
	if (info->choice && !look->words[0])
		canvas_put(canvas, row + 1, 3 + used, canvas->cols - 4 - used, INK_FAINT, info->choice);
}

static const char *keys_of(const struct look *look, const struct stage *stage)
{
	if (look->choosing)
		return "up down  which   space  show or hide   Enter  done";
	if (look->kind == LOOK_CHANNELS)
		return "f freeze  PgUp back  z Z zoom  c channels  w picture  ? help  q end";
	if (look->kind == LOOK_REPLAY)
		return "space stand/go  < > speed  left right 10 s  f freeze  z Z zoom  ? help  q end";
	if (look->in_answer)
		return "you are typing the answer; Tab goes to the keys, Ctrl-C leaves";
	if (stage->paused)
		return "g go on  n note  m mark  r redo  a adverse  f freeze  s STOP  ? help";
	return "n note  m mark  p pause  e end  k skip  r redo  f freeze  s STOP  ? help";
}

/* In as many rows as it needs, above the form or the keys. */
static void draw_message(struct canvas *canvas, int foot, const char *message)
{
	int width = canvas->cols - 4, rows = text_columns(message) > width ? 2 : 1;
	for (int i = 1; i <= rows; i++)
		canvas_fill(canvas, foot - i, 0, canvas->cols, INK_BAR, " ", ' ');
	canvas_put(canvas, foot - rows, 1, 1, INK_BAR, "!");
	screen_paragraph(canvas, (struct rows_of_screen){ foot - rows, rows }, 3, width, INK_BAR, message);
}

bool screen_foot_asks(const struct snapshot *snapshot, const struct look *look)
{
	return look->commanding || snapshot->stage.prompt.kind != ASKED_NOTHING;
}

void screen_foot(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct look *look)
{
	const struct stage_prompt *prompt = &snapshot->stage.prompt;
	int keys = row + 2;
	if (look->commanding)
		draw_verb(canvas, row, look);
	else if (screen_foot_asks(snapshot, look))
		draw_prompt(canvas, row, prompt, look);
	canvas_fill(canvas, keys, 0, canvas->cols, INK_BAR, " ", ' ');
	canvas_put(canvas, keys, 1, canvas->cols - 2, INK_BAR, keys_of(look, &snapshot->stage));
	if (look->message[0])
		draw_message(canvas, screen_foot_asks(snapshot, look) ? row : keys, look->message);
}

/* --- help --- */

void screen_help(struct canvas *canvas, const struct look *look)
{
	const struct key_help *keys[KEYS_MOST];
	size_t count = keys_of_look(look->kind, keys), columns = 2, rows = (count + columns - 1) / columns;
	int width = SCREEN_COLS_LEAST, top = (canvas->rows - (int)rows - 4) / 2, left = (canvas->cols - width) / 2;
	top = top < 0 ? 0 : top;
	for (int y = 0; y < (int)rows + 4; y++)
		canvas_fill(canvas, top + y, left, width, INK_PLAIN, " ", ' ');
	canvas_fill(canvas, top, left, width, INK_BAR, " ", ' ');
	canvas_put(canvas, top, left + 1, width - 2, INK_BAR, "Keys; any key goes back to the screen. Recording goes on.");
	for (size_t i = 0; i < count; i++) {
		int row = top + 2 + (int)(i % rows), col = left + 1 + (int)(i / rows) * (width / 2);
		canvas_put(canvas, row, col, 10, INK_STRONG, keys[i]->key);
		canvas_put(canvas, row, col + 12, width / 2 - 13, INK_PLAIN, keys[i]->meaning);
	}
	canvas_fill(canvas, top + (int)rows + 3, left, width, INK_BAR, " ", ' ');
}
