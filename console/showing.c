/* showing.c - a recorded session on the screen */

#include "console/showing.h"

#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "console/ending.h"
#include "console/replay.h"
#include "console/screen/panel.h"

static int64_t within(int64_t time_ns, int64_t end_ns)
{
	return time_ns < 0 ? 0 : time_ns > end_ns ? end_ns : time_ns;
}

/* The visit's time runs at its own speed beside the real one. */
static bool run(struct replay *replay, struct panel *panel, const struct clock *clock, int ending, struct error *error)
{
	int64_t now_ns = 0, before_ns = clock_now(clock);
	struct wish wish = {0};
	while (!panel_is_gone(panel) && !ending_signal(ending)) {
		struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = ending, .events = POLLIN } };
		poll(fds, 2, panel_patience_ms(panel));
		int64_t real_ns = clock_now(clock);
		now_ns += (int64_t)((double)(real_ns - before_ns) * panel_speed(panel));
		before_ns = real_ns;
		while (panel_wish(panel, now_ns, &wish)) {
			if (wish.kind == WISH_CLOSE)
				return true;
			if (wish.kind == WISH_SEEK)
				now_ns = within(now_ns + (int64_t)(wish.seconds * 1e9), replay_end_ns(replay));
		}
		now_ns = within(now_ns, replay_end_ns(replay));
		if (!replay_go_to(replay, now_ns, error))
			return false;
		panel_frame(panel, now_ns);
	}
	return true;
}

bool show_on_screen(struct record *record, int64_t session, const struct folder *folder, double speed, bool ascii,
                    struct error *error)
{
	int ending = ending_watch();
	struct replay *replay = replay_new(record, session, error);
	struct panel *panel = !replay ? NULL : panel_open(&(struct panel_request){
		.view = replay_view(replay), .channels = replay_channel_count(replay), .kind = LOOK_REPLAY,
		.session = replay_session(replay), .pictures = folder->exports, .ascii = ascii, .speed = speed }, error);
	struct clock *clock = clock_new_real();
	bool well = panel && run(replay, panel, clock, ending, error);
	clock_free(clock);
	panel_close(panel);
	replay_free(replay);
	close(ending);
	return well;
}
