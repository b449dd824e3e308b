/*
 * panel.h - a screen, a view and a look put together: draws what is seen and turns keys into wishes
 *
 * Who shows something (a visit, the monitor, a replay) asks the panel again and again for wishes and
 * frames. It draws at most twenty frames a second, and waits for nothing.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_PANEL_H
#define SOLEUS_CONSOLE_SCREEN_PANEL_H

#include "base/error.h"
#include "console/screen/look.h"
#include "console/screen/view.h"

struct panel;

struct panel_request {
	struct view            *view;
	size_t                  channels;
	enum look_kind          kind;
	struct snapshot_session session;    /* texts are borrowed */
	const char             *disk;       /* whose free room is shown; NULL: none's */
	const char             *pictures;   /* the folder for pictures; it is made */
	bool                    ascii;
	double                  speed;      /* of a replay, at first */
};

/* Takes the terminal. Given back with panel_close, which accepts NULL. */
struct panel *panel_open(const struct panel_request *request, struct error *error);
void panel_close(struct panel *panel);

/* From another thread: see screen_let_go. */
void panel_let_go(struct panel *panel);

/* Draws, when it is time. `now_ns` is that of the view. */
void panel_frame(struct panel *panel, int64_t now_ns);

/* How long until it will draw again, in ms: how long the caller may wait for something else. */
int panel_patience_ms(const struct panel *panel);

/* Reads a key. True while there are keys, with what is wished in *wish; pictures are made here. */
bool panel_wish(struct panel *panel, int64_t now_ns, struct wish *wish);

/* Nobody reads or types there any more. */
bool panel_is_gone(const struct panel *panel);

void panel_say(struct panel *panel, int64_t now_ns, const char *text);
double panel_speed(const struct panel *panel);

#endif
