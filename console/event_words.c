/* event_words.c - what is said of an event, in a line */

#include "console/event_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static const struct step *step_of(const struct event *event, const struct plan *plan)
{
	return event->step >= 0 && (size_t)event->step < plan->step_count ? &plan->steps[event->step] : NULL;
}

const char *reading_words(const struct measurement *measurement, int reading, char words[static READING_WORDS_SIZE])
{
	words[0] = '\0';
	if (reading >= 3)
		snprintf(words, READING_WORDS_SIZE, " A third time: the two differ by more than %g %s.", measurement->twice_within, measurement->unit);
	else if (reading == 2)
		snprintf(words, READING_WORDS_SIZE, " Once more, measured anew.");
	return words;
}

static void measure_range(const struct measurement *measurement, double reading, char *text, size_t size)
{
	char again[READING_WORDS_SIZE];
	reading_words(measurement, isnan(reading) ? 1 : (int)reading, again);
	snprintf(text, size, "%s  [%g to %g %s; - refuses]", again, measurement->low, measurement->high, measurement->unit);
}

static void question_line(const struct event *event, const struct plan *plan, char *line, size_t size)
{
	const struct step *step = step_of(event, plan);
	int length = snprintf(line, size, "? %s", event->text);
	if (!step || length < 0 || (size_t)length >= size)
		return;
	if (step->kind == STEP_MEASURE) {
		measure_range(&step->measurement, event->value, line + length, size - (size_t)length);
		return;
	}
	const struct question *question = &step->question;
	if (question->kind == QUESTION_SCALE) {
		snprintf(line + length, size - (size_t)length, "  [%g%s%s to %g%s%s; - refuses]",
		         question->low, question->anchors[0] ? " " : "", question->anchors[0] ? question->anchors[0] : "",
		         question->high, question->anchors[1] ? " " : "", question->anchors[1] ? question->anchors[1] : "");
		return;
	}
	if (question->kind == QUESTION_TEXT) {
		snprintf(line + length, size - (size_t)length, "  [a line of text; - refuses]");
		return;
	}
	for (size_t i = 0; question->choices[i] && (size_t)length < size; i++)
		length += snprintf(line + length, size - (size_t)length, "  [%zu] %s", i + 1, question->choices[i]);
	if ((size_t)length < size)
		snprintf(line + length, size - (size_t)length, "  [- refuses]");
}

static void phase_line(const struct event *event, const struct plan *plan, char *line, size_t size)
{
	const struct step *step = step_of(event, plan);
	int64_t seconds = step ? step->lasts_ns / NS_PER_S : 0;
	char lasts[32] = "", pace[64] = "";
	if (step)
		snprintf(lasts, sizeof lasts, ": %lld:%02lld min", (long long)(seconds / 60), (long long)(seconds % 60));
	if (isfinite(event->value))
		snprintf(pace, sizeof pace, ", %g repetition%s/min", event->value, event->value == 1 ? "" : "s");
	snprintf(line, size, "--- %s%s%s", event->name, lasts, pace);
}

static bool is_sentence(const char *text)
{
	return *text && text[strlen(text) - 1] == '.';
}

/* Most events are told as: before, their name with what stands between (where it is told), their text, after. */
static const struct wording { const char *before, *between, *after, *bare; /* without a text */ } wordings[EVENT_KIND_COUNT] = {
	[EVENT_SESSION_END]  = { .before = "The visit has ended: " },
	[EVENT_SAY]          = { .before = "    \"", .after = "\"" },
	[EVENT_TELL]         = { .before = "> ", .after = "  [Enter when done]" },
	[EVENT_ANSWER]       = { .before = "  ", .between = ": " },
	[EVENT_MARK]         = { .before = "* " },
	[EVENT_NOTE]         = { .before = "note: " },
	[EVENT_CONNECTED]    = { .before = "", .between = " is connected: " },
	[EVENT_LOST]         = { .before = "! ", .between = " is lost: " },
	[EVENT_TROUBLE]      = { .before = "! " },
	[EVENT_SETTLED]      = { .before = "    ", .between = ": " },
	[EVENT_CHECK]        = { .before = "> ", .between = ": " },
	[EVENT_CHECKED]      = { .before = "    ", .between = ": " },
	[EVENT_LIMIT]        = { .before = "!!! " },
	[EVENT_DECIDE]       = { .before = "? " },
	[EVENT_DECISION]     = { .before = "  decided: " },
	[EVENT_PAUSE]        = { .before = "||  Paused (", .after = ")." },
	[EVENT_REDO]         = { .before = "=== ", .between = " is done again: " },
	[EVENT_EXERCISE_END] = { .before = "    ", .between = " is ended: " },
	[EVENT_ADVERSE]      = { .before = "!!! adverse event: " },
	[EVENT_FINISH]       = { .before = "The visit is ended early: " },
	[EVENT_EMERGENCY]    = { .before = "!!! Stopped: ", .bare = "!!! Stopped." },
	[EVENT_LEAVE]        = { .before = "The visit is left as it stands (", .after = "); 'soleus resume' goes on with it.",
	                         .bare = "The visit is left as it stands; 'soleus resume' goes on with it." },
	[EVENT_RESUME]       = { .before = "The visit goes on: " },
	[EVENT_CLOCK]        = { .before = "! " },
};

static bool worded_line(const struct event *event, char *line, size_t size)
{
	const struct wording *wording = &wordings[event->kind];
	if (!wording->before || (event->kind == EVENT_CLOCK && strcmp(event->name, "ntp") == 0))
		return false;
	if (!event->text[0] && wording->bare)
		snprintf(line, size, "%s", wording->bare);
	else
		snprintf(line, size, "%s%s%s%s%s", wording->before, wording->between ? event->name : "",
		         wording->between ? wording->between : "", event->text, wording->after ? wording->after : "");
	return true;
}

bool event_words(const struct event *event, const struct plan *plan, char *words, size_t size)
{
	switch (event->kind) {
	case EVENT_SESSION_BEGIN:
		snprintf(words, size, "The visit begins: %s", plan->title);
		return true;
	case EVENT_TRIAL_BEGIN:
		snprintf(words, size, "=== Trial %d of %zu: %s", event->trial, plan->trial_count, event->name);
		return true;
	case EVENT_PHASE_BEGIN:
		phase_line(event, plan, words, size);
		return true;
	case EVENT_ASK:
		question_line(event, plan, words, size);
		return true;
	case EVENT_REFUSAL:
		snprintf(words, size, "  %s: refused", event->name);
		return true;
	case EVENT_PREFLIGHT:
		snprintf(words, size, "Preflight: %s%s", event->text, is_sentence(event->text) ? "" : ".");
		return true;
	case EVENT_SETTLE:
		snprintf(words, size, "... waiting until %s is quiet, at most %.0f s", event->name, event->value);
		return true;
	case EVENT_GO_ON:
		snprintf(words, size, "    The pause lasted %.0f s.", event->value);
		return true;
	case EVENT_SKIP:
		snprintf(words, size, "    %s is left out: %s", event->name[0] ? event->name : "The step", event->text);
		return true;
	default:
		return worded_line(event, words, size);
	}
}
