/*
 * screen.h - the terminal as a screen: the one home of curses
 *
 * A screen copies canvases to the terminal and reads keys from it; it belongs to the thread that opened
 * it. While it stands, what is written to stderr is held back, and printed when it is closed. The
 * terminal is given back however the program ends: closed, exit(), memory exhausted, or a
 * crash. There is one terminal, so there is at most one screen.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_SCREEN_H
#define SOLEUS_CONSOLE_SCREEN_SCREEN_H

#include <stdbool.h>

#include "base/error.h"
#include "console/screen/canvas.h"

struct screen;

/* True when stdin and stdout are a terminal that can be one. */
bool screen_is_possible(void);

/* `ascii`: draws in ASCII whatever the locale says. NULL when the terminal cannot. Closed with screen_close, which
 * accepts NULL. */
struct screen *screen_open(bool ascii, struct error *error);
void screen_close(struct screen *screen);

/* A canvas that fits the terminal as it is now: the one given, or a new one in its place. */
struct canvas *screen_canvas(struct screen *screen, struct canvas *canvas);

/* Copies the canvas. A terminal that does not read at the moment is passed over: false then. */
bool screen_show(struct screen *screen, const struct canvas *canvas);

/* Everything is drawn anew with the next canvas. */
void screen_redraw(struct screen *screen);

/* A key as console/look.h has them; 0: none was pressed; -1: nobody is there any more. Never waits. */
int screen_key(struct screen *screen);

/*
 * From another thread: lets go of a terminal that does not read any more, so that the thread that draws
 * gets free. What is drawn afterwards goes nowhere.
 */
void screen_let_go(struct screen *screen);

#endif
