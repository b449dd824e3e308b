/* stream_clock.c - when did a frame end, that an instrument sends at a rate of its own? */

#include "acquisition/stream_clock.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

#define RATE_MOST_PPM   300.0
#define RATE_AFTER_NS   (4.0 * (double)NS_PER_S)    /* a shorter window tells no rate, */
#define RATE_AFTER      60.0                        /* nor do fewer frames */
#define EARLY_NS        (1.0 * (double)NS_PER_MS)   /* a frame may seem this much too early: the rate is not known to the last */
#define GAP_FRAMES      8                           /* after so many missing the instrument may have begun anew */
#define DOUBTFUL_BINS   4                           /* losses that were neither taken back nor confirmed for so long */
#define YOUNG_FRAMES    16                          /* so few may all have been late */
#define AT_FIRST_NS     (2.0 * (double)NS_PER_MS)   /* what scheduling may do to a single frame ... */
#define AT_LAST_NS      (0.2 * (double)NS_PER_MS)   /* ... and to the earliest of many */
#define NEWEST_PROOFS   64
#define NEWEST_BINS     8
#define FAR_NS          (2.0 * (double)NS_PER_MS)

struct stream_clock stream_clock_new(int64_t interval_ns)
{
	int64_t frames = NS_PER_S / interval_ns;
	return (struct stream_clock){
		.interval_ns = (double)interval_ns, .frames_a_bin = frames > 1 ? frames : 1, .cycle_start = -1,
	};
}

double stream_clock_interval(const struct stream_clock *clock)
{
	return clock->interval_ns + clock->rate;
}

void stream_clock_restart(struct stream_clock *clock)
{
	*clock = (struct stream_clock){
		.interval_ns = clock->interval_ns, .frames_a_bin = clock->frames_a_bin, .rate = clock->rate,
		.rated = clock->rated, .cycle_start = -1,
	};
}

/* The window. */

static struct stream_point *bin_at(struct stream_clock *clock, size_t i)
{
	return &clock->bins[(clock->bin_first + i) % STREAM_CLOCK_BINS];
}

static double above_line(const struct stream_clock *clock, struct stream_point point)
{
	return point.y - clock->offset - clock->rate * point.x;
}

/* The lower convex hull of the window, from left to right. */
static size_t lower_hull(struct stream_clock *clock, struct stream_point hull[static STREAM_CLOCK_BINS])
{
	size_t count = 0;
	for (size_t i = 0; i < clock->bin_count; i++) {
		struct stream_point point = *bin_at(clock, i);
		while (count >= 2) {
			struct stream_point a = hull[count - 2], b = hull[count - 1];
			if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0)
				break;
			count--;
		}
		hull[count++] = point;
	}
	return count;
}

/* The slope of the hull's edge above the middle of the window. */
static double hull_rate(struct stream_clock *clock)
{
	struct stream_point hull[STREAM_CLOCK_BINS];
	size_t count = lower_hull(clock, hull), i = 1;
	assert(count > 1);
	double middle = (hull[0].x + hull[count - 1].x) / 2;
	while (i + 1 < count && hull[i].x < middle)
		i++;
	double most = clock->interval_ns * RATE_MOST_PPM / 1e6;
	double rate = (hull[i].y - hull[i - 1].y) / (hull[i].x - hull[i - 1].x);
	return fmax(-most, fmin(rate, most));
}

static void fit(struct stream_clock *clock)
{
	struct stream_point first = *bin_at(clock, 0), last = *bin_at(clock, clock->bin_count - 1);
	if (last.x - first.x >= fmax(RATE_AFTER, RATE_AFTER_NS / clock->interval_ns)) {
		clock->rate = hull_rate(clock);
		clock->rated = true;
	}
	clock->offset = INFINITY;
	for (size_t i = 0; i < clock->bin_count; i++)
		clock->offset = fmin(clock->offset, bin_at(clock, i)->y - clock->rate * bin_at(clock, i)->x);
}

static void keep(struct stream_clock *clock, struct stream_point point)
{
	int64_t bin = clock->count / clock->frames_a_bin;
	if (clock->bin_count > 0 && bin <= clock->bin) {
		struct stream_point *newest = bin_at(clock, clock->bin_count - 1);
		if (above_line(clock, point) >= above_line(clock, *newest))
			return;
		*newest = point;
		if (above_line(clock, point) < 0 || clock->bin_count == 1)
			fit(clock);
		return;
	}
	if (clock->bin_count == STREAM_CLOCK_BINS) {
		clock->bin_first = (clock->bin_first + 1) % STREAM_CLOCK_BINS;
		clock->bin_count--;
	}
	clock->bin = bin;
	clock->bin_count++;
	*bin_at(clock, clock->bin_count - 1) = point;
	fit(clock);
}

/*
 * How far the line may lie above the truth. A frame that a chip held for at most hold_ns and that is
 * seen `above` the line proves that the line is at most hold_ns - above too late.
 */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The slack of the newest `count` proofs, from the least on. */
static void sort_slack(const struct stream_clock *clock, size_t count, double slack[static STREAM_CLOCK_PROOFS])
{
	for (size_t i = 0; i < count; i++) {
		size_t place = (clock->proof_next + STREAM_CLOCK_PROOFS - 1 - i) % STREAM_CLOCK_PROOFS;
		slack[i] = fmax(0, -above_line(clock, clock->proofs[place]));
	}
	qsort(slack, count, sizeof *slack, by_size);
}

/* A few frames are late for reasons that no chip has, hence not the least slack. Until two
 * windows have passed the line may still be tilted: then the newest proofs count for themselves. */
static void judge_slack(struct stream_clock *clock)
{
	double slack[STREAM_CLOCK_PROOFS];
	size_t count = clock->proof_count, newest = count < NEWEST_PROOFS ? count : NEWEST_PROOFS;
	sort_slack(clock, count, slack);
	clock->held_ns = slack[count / 50] / 2;
	clock->unsure_ns = slack[count / 5] / 2;
	if (clock->count > 2 * STREAM_CLOCK_BINS * clock->frames_a_bin)
		return;
	sort_slack(clock, newest, slack);
	clock->unsure_ns = fmax(clock->unsure_ns, slack[newest / 5] - clock->held_ns);
}

/* How far the line may lie below the truth: no frame of late was seen as early as it says. */
static double line_shortfall(struct stream_clock *clock)
{
	double least = INFINITY;
	for (size_t i = 1; i <= NEWEST_BINS && i <= clock->bin_count; i++)
		least = fmin(least, above_line(clock, *bin_at(clock, clock->bin_count - i)));
	return fmax(0, least);
}

static void keep_proof(struct stream_clock *clock, struct stream_point point, double hold_ns)
{
	int64_t every = clock->frames_a_bin / 10 > 1 ? clock->frames_a_bin / 10 : 1;
	if (hold_ns > clock->hold_ns)
		clock->hold_ns = hold_ns;
	if (clock->hold_ns == 0 || (clock->frames >= STREAM_CLOCK_PROOFS && clock->frames % every != 0))
		return;
	point.y -= hold_ns;
	clock->proofs[clock->proof_next] = point;
	clock->proof_next = (clock->proof_next + 1) % STREAM_CLOCK_PROOFS;
	if (clock->proof_count < STREAM_CLOCK_PROOFS)
		clock->proof_count++;
	judge_slack(clock);
}

/* Counting. */

/* How far the line may yet have to come down for a frame. */
static double line_doubt(const struct stream_clock *clock)
{
	if (clock->frames < YOUNG_FRAMES)
		return clock->interval_ns;
	return 2 * (clock->held_ns + clock->unsure_ns) + fmax(EARLY_NS, clock->interval_ns / 10);
}

/* How many frames further this one is, by its time alone; *doubt: how many more could be. */
static int64_t steps_by_time(const struct stream_clock *clock, double passed, const struct seen_frame *frame,
                             int64_t *doubt)
{
	double interval = stream_clock_interval(clock), early = fmax(EARLY_NS, interval / 10) / interval;
	int64_t most = (int64_t)floor(passed + early);
	int64_t steps = (int64_t)ceil(passed - (double)(frame->hold_ns + frame->late_ns) / interval);
	if (steps > most)       /* later than anything explains, and between two places: late all the same */
		steps = most;
	if (steps < 1)
		steps = clock->assumed > 0 && most < 1 ? most : 1;      /* taken back, or the line is too late */
	*doubt = most > steps ? most - steps : 0;
	return steps;
}

/* The frame of that number told its place. */
static void begin_cycle(struct stream_clock *clock, const struct seen_frame *frame, int64_t number)
{
	clock->cycle = frame->places;
	clock->cycle_start = number - ((int64_t)frame->place - 1);
	if (clock->cycle_start < 0)
		clock->cycle_start += clock->cycle * (1 - clock->cycle_start / clock->cycle);
}

/* The same, put right by the frame's place in its cycle. */
static int64_t steps_to(struct stream_clock *clock, double passed, const struct seen_frame *frame, int64_t *doubt)
{
	int64_t steps = steps_by_time(clock, passed, frame, doubt), places = frame->places;
	if (places == 0)
		return steps;
	if (clock->cycle_start >= 0 && clock->cycle == places) {
		int64_t found = (clock->count + steps - clock->cycle_start) % places, wanted = (int64_t)frame->place - 1;
		int64_t more = ((wanted - found) % places + places) % places;
		if (more > places / 2)
			more -= places;
		if ((double)(steps + more) <= passed + 0.5 + line_doubt(clock) / stream_clock_interval(clock)) {
			*doubt = 0;
			return steps + more;
		}
	}
	begin_cycle(clock, frame, clock->count + steps);
	return steps;
}

static double line_at(const struct stream_clock *clock, int64_t count)
{
	return clock->offset + (double)count * stream_clock_interval(clock);
}

static void begin(struct stream_clock *clock, const struct seen_frame *frame)
{
	clock->begun = true;
	clock->start_ns = frame->latest_ns;
	clock->count = 0;
	if (frame->places > 0)
		begin_cycle(clock, frame, 0);
	keep(clock, (struct stream_point){ 0, 0 });
	keep_proof(clock, (struct stream_point){ 0, 0 }, (double)frame->hold_ns);
}

/* What an unknown rate may have made of the time since the beginning. */
static double rate_doubt(const struct stream_clock *clock)
{
	return clock->rated ? 0 : (double)clock->count * clock->interval_ns * RATE_MOST_PPM / 1e6;
}

/* Not one of many frames was near the line, since the instrument has changed its phase, or the count cannot be told. */
static bool is_lost(struct stream_clock *clock, const struct seen_frame *frame, double above)
{
	double far = fmin(clock->interval_ns / 2, FAR_NS + (double)frame->hold_ns + rate_doubt(clock));
	clock->far_frames = above > far ? clock->far_frames + 1 : 0;
	bool doubtful = clock->assumed > 0 && clock->assumed_frames > DOUBTFUL_BINS * clock->frames_a_bin + GAP_FRAMES;
	return doubtful || clock->far_frames > clock->frames_a_bin + GAP_FRAMES;
}

/* A loss that only the time tells of may be none: a frame that was very late looks the same. It is taken back by
 * a frame that is too early, and confirmed when for a while there was none. Until then nothing is made of what is seen. */
static void doubt_losses(struct stream_clock *clock, const struct seen_frame *frame, int64_t steps, double above)
{
	if (clock->shaky_frames > 0)
		clock->shaky_frames--;
	if (steps < 1 && -above < line_doubt(clock))    /* or the line is too late, and it was a loss */
		clock->shaky_frames = clock->frames_a_bin + GAP_FRAMES;
	if (clock->assumed == 0)
		clock->assumed_frames = 0;
	clock->assumed += steps - 1;
	clock->assumed_frames++;
	clock->agreed_frames = steps == 1 ? clock->agreed_frames + 1 : 0;
	bool confirmed = clock->agreed_frames >= clock->frames_a_bin / 4 + GAP_FRAMES;
	if (frame->places > 0 || confirmed || clock->assumed < 0)
		clock->assumed = 0;
}

static void advance(struct stream_clock *clock, const struct seen_frame *frame, int64_t *doubt)
{
	double seen = (double)(frame->latest_ns - clock->start_ns);
	double passed = (seen - line_at(clock, clock->count)) / stream_clock_interval(clock);
	int64_t steps = steps_to(clock, passed, frame, doubt);
	struct stream_point point = { .x = (double)(clock->count + steps) };
	point.y = seen - point.x * clock->interval_ns;
	double above = above_line(clock, point);
	clock->count += steps;
	doubt_losses(clock, frame, steps, (passed - 1) * clock->interval_ns);
	if (llabs(steps) > GAP_FRAMES || is_lost(clock, frame, above)) {
		stream_clock_restart(clock);
		begin(clock, frame);
		return;
	}
	if (clock->assumed > 0)
		return;
	keep(clock, point);
	keep_proof(clock, point, (double)frame->hold_ns);
}

/* What is not known of a frame's time. `doubt`: by how many frames the count may be too low. */
static double uncertainty(struct stream_clock *clock, int64_t doubt)
{
	double line = fmax(clock->unsure_ns, clock->held_ns + line_shortfall(clock)) + rate_doubt(clock);
	double scheduling = AT_LAST_NS + AT_FIRST_NS * 8 / (8 + (double)clock->frames);
	/* A chip's beat with the frames takes a while to show all its phases. */
	double chip = clock->hold_ns / 2 * 16 / (16 + (double)clock->bin_count);
	if (clock->shaky_frames > 0 && doubt < 1)
		doubt = 1;
	if (doubt < clock->assumed)
		doubt = clock->assumed;
	return line + scheduling + chip + (double)doubt * stream_clock_interval(clock);
}

struct stamp stream_clock_stamp(struct stream_clock *clock, const struct seen_frame *frame)
{
	int64_t doubt = 0;
	if (clock->begun)
		advance(clock, frame, &doubt);
	else
		begin(clock, frame);
	clock->frames++;
	int64_t time_ns = clock->start_ns + llround(line_at(clock, clock->count) - clock->held_ns);
	return (struct stamp){
		.time_ns = time_ns < frame->latest_ns ? time_ns : frame->latest_ns,
		.uncertainty_ns = llround(uncertainty(clock, doubt)),
	};
}
