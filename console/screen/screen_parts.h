/*
 * screen_parts.h - the parts of the screen, each drawn into its own rows
 */
#ifndef SOLEUS_CONSOLE_SCREEN_SCREEN_PARTS_H
#define SOLEUS_CONSOLE_SCREEN_SCREEN_PARTS_H

#include "console/screen/screen_draw.h"
#include "console/screen/telling.h"

/* Rows of the canvas, over its whole width. */
struct rows_of_screen { int row, height; };

/* The bar at the head: one row. */
void screen_head(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct look *look);

/* The step under way. screen_step_rows: how many it wants. */
int screen_step_rows(const struct canvas *canvas);
void screen_step(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot);

/* The channels with their heading and time axis. */
#define SCREEN_CHANNELS_AROUND 3        /* rows beside those of the channels themselves */
int screen_channels_visible(const struct snapshot *snapshot, const struct look *look);
void screen_channels(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot,
                     const struct look *look);

void screen_events(struct canvas *canvas, struct rows_of_screen rows, const struct snapshot *snapshot);

/* What is asked, where it is typed, and the keys. While nothing is asked only the row of the keys is drawn. */
#define SCREEN_FOOT_ROWS 3
bool screen_foot_asks(const struct snapshot *snapshot, const struct look *look);
void screen_foot(struct canvas *canvas, int row, const struct snapshot *snapshot, const struct look *look);

/* Texts that are longer than a row, broken at blanks into at most `rows.height` rows: how many they took. */
int screen_paragraph(struct canvas *canvas, struct rows_of_screen rows, int col, int width, enum ink ink, const char *text);

/* Over everything else. */
void screen_help(struct canvas *canvas, const struct look *look);

#endif
