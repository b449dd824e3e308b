/* progress.c - a bar for what takes longer than a second, when a person watches */

#include "console/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define WIDTH 30

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

void progress_begin(struct progress_bar *bar, const char *what)
{
	*bar = (struct progress_bar){ .what = what, .watched = isatty(STDERR_FILENO), .began_ns = now() };
}

void progress_update(void *self, size_t done, size_t of)
{
	struct progress_bar *bar = self;
	if (!bar->watched)
		return;
	int64_t time = now(), spent = time - bar->began_ns;
	if (spent < NS_PER_S || time - bar->drawn_ns < NS_PER_S / 10)
		return;
	bar->drawn_ns = time;
	bar->drawn = true;
	double share = of ? (double)done / (double)of : 1;
	int full = (int)(share * WIDTH);
	fprintf(stderr, "\r%s [%.*s%.*s] %3d %%", bar->what, full, "##############################",
	        WIDTH - full, "..............................", (int)(share * 100));
	if (share > 0.02)
		fprintf(stderr, ", %lld s left ", (long long)((double)spent * (1 - share) / share / 1e9) + 1);
	fputs("\033[K", stderr);
	fflush(stderr);
}

void progress_end(struct progress_bar *bar)
{
	if (bar->drawn)
		fputs("\r\033[K", stderr);
	fflush(stderr);
	bar->drawn = false;
}
