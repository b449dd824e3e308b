/* cue.c - soleus cue: the participant's own screen and tone */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acquisition/urgency.h"
#include "base/clock.h"
#include "base/count.h"
#include "console/cue_board.h"
#include "console/desk.h"
#include "console/ending.h"
#include "console/screen/cue_draw.h"
#include "console/screen/look.h"
#include "console/screen/screen.h"
#include "console/tone.h"

#define FRAME_NS (50 * NS_PER_MS)
/* A step's first cue comes as it begins, which nobody announces: while nothing is paced it is looked for so often. */
#define LOOK_NS (4 * NS_PER_MS)

/* How late tones were heard: the call's own lateness and what the device says of its queue. */
struct lateness { int tones; int64_t sum_ns, most_ns; };

struct cueing {
	const char     *folder;
	struct screen  *screen;
	struct canvas  *canvas;
	struct tone    *tone;           /* NULL: silent */
	char            silence[160];   /* why */
	int64_t         heeded_ns;      /* every cue before this moment was given */
	int64_t         step_ns;        /* when the step began that was seen last */
	struct lateness lateness;
};

static int64_t monotonic_ns(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static void sleep_until(int64_t time_ns)
{
	struct timespec until = { .tv_sec = time_ns / NS_PER_S, .tv_nsec = time_ns % NS_PER_S };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void sound(struct cueing *cueing, int64_t planned_ns)
{
	int64_t delay_ns;
	if (!cueing->tone || !tone_play(cueing->tone, &delay_ns))
		return;
	int64_t late_ns = monotonic_ns() + delay_ns - planned_ns;
	struct lateness *lateness = &cueing->lateness;
	lateness->tones++;
	lateness->sum_ns += late_ns;
	lateness->most_ns = late_ns > lateness->most_ns ? late_ns : lateness->most_ns;
}

/* Looks at the board: the next cue, TIME_NEVER when none is known. */
static int64_t look(struct cueing *cueing, struct cue_notice *notice, bool *visit)
{
	const char *name;
	*visit = cue_board_read(cueing->folder, notice);
	/* A step that has just begun: its first cue's moment was before it could be seen here. */
	bool began = *visit && notice->began_ns != TIME_NONE && notice->began_ns != cueing->step_ns;
	if (began && monotonic_ns() - notice->began_ns < 4 * FRAME_NS)
		cueing->heeded_ns = notice->began_ns;
	cueing->step_ns = *visit ? notice->began_ns : TIME_NONE;
	return *visit ? cue_next_ns(notice, cueing->heeded_ns, &name) : TIME_NEVER;
}

/* One frame: waits for its time, or for the cue that comes before it. */
static void frame(struct cueing *cueing, int64_t due_ns)
{
	struct cue_notice notice;
	bool visit;
	int64_t next_ns = look(cueing, &notice, &visit);
	while (next_ns == TIME_NEVER && monotonic_ns() + LOOK_NS < due_ns) {
		sleep_until(monotonic_ns() + LOOK_NS);
		next_ns = look(cueing, &notice, &visit);
	}
	sleep_until(next_ns < due_ns ? next_ns : due_ns);
	if (next_ns < due_ns)
		sound(cueing, next_ns);
	cueing->heeded_ns = next_ns < due_ns ? next_ns + 1 : due_ns;
	cueing->canvas = screen_canvas(cueing->screen, cueing->canvas);
	cue_draw(cueing->canvas, visit ? &notice : NULL, monotonic_ns());
	if (!cueing->tone)
		canvas_put(cueing->canvas, 0, 1, cueing->canvas->cols - 2, INK_FAINT, cueing->silence);
	screen_show(cueing->screen, cueing->canvas);
}

static bool wants_to_end(struct screen *screen, int ending)
{
	int key;
	while ((key = screen_key(screen)) > 0)
		if (key == 'q' || key == PRESS_CONTROL_C)
			return true;
	return key < 0 || ending_signal(ending) != 0;
}

static void tell_lateness(const struct cueing *cueing)
{
	const struct lateness *lateness = &cueing->lateness;
	if (!cueing->tone)
		printf("%s\n", cueing->silence);
	else if (lateness->tones > 0)
		printf("%s heard, by the sound device's own reckoning %.1f ms after the cue on average, "
		       "%.1f ms at most.\n", count_text(lateness->tones, "tone was", "tones were", (char[COUNT_TEXT_SIZE]){0}), (double)lateness->sum_ns / 1e6 / lateness->tones,
		       (double)lateness->most_ns / 1e6);
}

static void cue(struct cueing *cueing, int64_t seconds)
{
	int ending = ending_watch();
	struct urgency urgency = urgency_begin();   /* a tone is as much a deadline as a sample */
	int64_t began_ns = monotonic_ns(), due_ns = began_ns;
	cueing->heeded_ns = began_ns;
	while (!wants_to_end(cueing->screen, ending) && (seconds == 0 || due_ns < began_ns + seconds * NS_PER_S)) {
		int64_t now_ns = monotonic_ns();
		due_ns = due_ns + FRAME_NS > now_ns ? due_ns + FRAME_NS : now_ns;
		frame(cueing, due_ns);
	}
	urgency_end(&urgency);
	close(ending);
}

static int run(const struct invocation *invocation)
{
	struct error error;
	struct cueing cueing = { .folder = invocation->folder };
	struct desk desk;
	bool well = desk_open(&desk, invocation, DESK_STUDY, &error);
	desk_close(&desk, STATUS_WELL);
	if (!well)
		return tell_failure(&error);
	if (!screen_is_possible())
		return tell_usage("cue: this is a screen for a terminal of the participant's own.");
	if (option_given(invocation, "silent"))
		snprintf(cueing.silence, sizeof cueing.silence, "Without a tone, as asked for.");
	else if (!(cueing.tone = tone_open(&error)))
		snprintf(cueing.silence, sizeof cueing.silence, "%.159s", error.text);
	cueing.screen = screen_open(option_given(invocation, "ascii"), &error);
	well = cueing.screen != NULL;
	if (well)
		cue(&cueing, option_integer(invocation, "seconds", 0));
	screen_close(cueing.screen);
	canvas_free(cueing.canvas);
	if (well)
		tell_lateness(&cueing);
	tone_close(cueing.tone);
	return well ? STATUS_WELL : tell_failure(&error);
}

static const struct option_spec options[] = {
	{ .name = "silent", .help = "no tone" },
	{ .name = "seconds", .argument = "S", .help = "how long (until q)", .low = 1, .high = 86400 },
	{ .name = "ascii", .help = "draw with ASCII's characters only" },
	{ .name = NULL },
};

const struct command cue_command = {
	.name = "cue",
	.synopsis = "[--silent] [--seconds S] [--ascii]",
	.summary = "the participant's own screen: a large word, a bar that moves with the cadence, a tone",
	.help = "For a second terminal of the computer that conducts the visit, where the participant sees it. It shows\n"
	        "the phase in large letters, what to do, how long still, and during a paced exercise a bar that rises\n"
	        "and falls with the cadence; each cue sounds at its planned moment, where there is a sound device. It\n"
	        "only looks on: start it before or during the visit, end it with q; it then tells how late the tones\n"
	        "were. 'soleus run ... --cue TERMINAL' starts it on that terminal and ends it with the visit.\n",
	.options = options,
	.run = run,
};
