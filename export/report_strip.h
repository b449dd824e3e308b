/*
 * report_strip.h - a channel over a stretch of time, drawn as a strip
 *
 * Samples stream into as many bins as the strip has places for, so that an hour of a waveform takes
 * no more memory than its picture.
 */
#ifndef SOLEUS_EXPORT_REPORT_STRIP_H
#define SOLEUS_EXPORT_REPORT_STRIP_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "export/report_page.h"
#include "export/session.h"
#include "record/record.h"

struct bin {
	double low, high, mean;     /* of its valid samples */
	size_t valid, invalid;
};

struct strip {
	const struct channel *channel;
	int64_t               from_ns, until_ns;
	struct bin           *bins;
	size_t                count;
	struct pause         *gaps;             /* when it gave nothing valid */
	size_t                gap_count;
};

/* Freed with strip_free. */
bool strip_load(struct strip *strip, struct record *record, const struct session *session, const struct channel_row *channel,
                int64_t from_ns, int64_t until_ns, size_t bins, struct error *error);
void strip_free(struct strip *strip);

struct box { double x, y, width, height; };

/* What stands around strips of one stretch of time: phases behind them, and times in minutes or seconds since
 * zero_ns below the last. */
struct stretch_of_time {
	const struct session *session;
	int64_t               from_ns, until_ns, zero_ns;
};

void draw_phases(cairo_t *cairo, const struct stretch_of_time *time, struct box box);
/* Boxes of these three are as wide as the page: the left of them is for names and ticks. */
void draw_trial_names(cairo_t *cairo, const struct stretch_of_time *time, struct box box);
void draw_phase_names(cairo_t *cairo, const struct stretch_of_time *time, struct box box);
void draw_strip(cairo_t *cairo, const struct stretch_of_time *time, const struct strip *strip, struct box box,
                double baseline);
void draw_time_axis(cairo_t *cairo, const struct stretch_of_time *time, struct box box);

struct colour channel_colour(const struct channel *channel);

/* Round steps of 1, 2 or 5 times a power of ten, about `wanted` of them; how many decimals they need. */
double nice_step(double range, double wanted, int *decimals);

#endif
