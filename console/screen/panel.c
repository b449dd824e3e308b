/* panel.c - a screen, a view and a look put together: draws what is seen and turns keys into wishes */

#include "console/screen/panel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/memory.h"
#include "console/screen/disk_free.h"
#include "console/screen/picture.h"
#include "console/screen/screen.h"
#include "console/screen/screen_draw.h"

#define FRAME_MS 100
#define FRAME_AFTER_KEY_MS 50
#define DISK_EVERY_MS 5000

struct panel {
	struct panel_request request;
	struct screen   *screen;
	struct canvas   *canvas;
	struct snapshot *snapshot;
	struct look      look;
	bool             gone;
	int64_t          drawn_ms, disk_ms;     /* when last */
	bool             pressed;               /* a key waits to be seen */
};

static int64_t now_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct panel *panel_open(const struct panel_request *request, struct error *error)
{
	struct screen *screen = screen_open(request->ascii, error);
	if (!screen)
		return NULL;
	struct panel *panel = xcalloc(1, sizeof *panel);
	panel->request = *request;
	panel->screen = screen;
	panel->snapshot = snapshot_new(request->channels);
	panel->snapshot->session = request->session;
	panel->look = look_new(request->kind);
	panel->look.speed = request->speed;
	panel->disk_ms = -DISK_EVERY_MS;
	return panel;
}

void panel_close(struct panel *panel)
{
	if (!panel)
		return;
	screen_close(panel->screen);
	canvas_free(panel->canvas);
	snapshot_free(panel->snapshot);
	free(panel);
}

void panel_let_go(struct panel *panel)
{
	screen_let_go(panel->screen);
}

static void look_at_disk(struct panel *panel, int64_t time_ms)
{
	if (!panel->request.disk || time_ms < panel->disk_ms + DISK_EVERY_MS)
		return;
	panel->disk_ms = time_ms;
	panel->snapshot->session.disk_free_bytes = disk_free_bytes(panel->request.disk);
}

static void take_snapshot(struct panel *panel, int64_t now_ns)
{
	struct view_request request = {
		.now_ns = now_ns, .until_ns = look_until_ns(&panel->look, now_ns),
		.span_ns = look_span_ns(&panel->look), .fast_span_ns = look_fast_span_ns(&panel->look),
		.columns = screen_trace_columns(panel->canvas->cols, panel->canvas->ascii),
	};
	view_snapshot(panel->request.view, &request, panel->snapshot);
	look_follow(&panel->look, panel->snapshot);
}

int panel_patience_ms(const struct panel *panel)
{
	int64_t left = panel->drawn_ms + (panel->pressed ? FRAME_AFTER_KEY_MS : FRAME_MS) - now_ms();
	return left < 0 ? 0 : left > FRAME_MS ? FRAME_MS : (int)left;
}

void panel_frame(struct panel *panel, int64_t now_ns)
{
	if (panel_patience_ms(panel) > 0)
		return;
	panel->drawn_ms = now_ms();
	panel->pressed = false;
	look_at_disk(panel, panel->drawn_ms);
	panel->canvas = screen_canvas(panel->screen, panel->canvas);
	take_snapshot(panel, now_ns);
	screen_draw(panel->canvas, panel->snapshot, &panel->look);
	screen_show(panel->screen, panel->canvas);
}

/* What is seen, without the message that tells of it. */
static void save_picture(struct panel *panel, enum picture_kind kind, int64_t now_ns)
{
	struct error error;
	char date[32];
	time_t utc = (time_t)((panel->snapshot->session.zero_utc_ns + now_ns) / NS_PER_S);
	struct tm parts;
	gmtime_r(&utc, &parts);
	strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &parts);
	char *path = xasprintf("%s/screen_%s.%s", panel->request.pictures, date, kind == PICTURE_PNG ? "png" : "svg");
	char *svg = kind == PICTURE_SVG ? picture_svg(panel->canvas) : NULL;
	bool well = folder_make(panel->request.pictures, &error)
		&& (svg ? file_write(path, svg, strlen(svg), &error) : picture_png(panel->canvas, path, &error));
	char *said = well ? xasprintf("The picture is %s.", path) : xstrdup(error.text);
	look_say(&panel->look, now_ns, said);
	free(said);
	free(svg);
	free(path);
}

bool panel_wish(struct panel *panel, int64_t now_ns, struct wish *wish)
{
	int key = screen_key(panel->screen);
	*wish = (struct wish){0};
	panel->gone |= key < 0;
	if (key <= 0 || !panel->canvas || !screen_heeds(panel->canvas, &panel->look, key))
		return key > 0;
	panel->pressed = true;
	panel->snapshot->now_ns = now_ns;
	*wish = look_press(&panel->look, key, panel->snapshot);
	if (wish->kind == WISH_SAVE)
		save_picture(panel, wish->picture, now_ns);
	if (wish->kind == WISH_REDRAW)
		screen_redraw(panel->screen);
	return true;
}

bool panel_is_gone(const struct panel *panel)
{
	return panel->gone;
}

void panel_say(struct panel *panel, int64_t now_ns, const char *text)
{
	look_say(&panel->look, now_ns, text);
	panel->pressed = true;
}

double panel_speed(const struct panel *panel)
{
	return panel->look.speed;
}
