/* cue_board.c - what the participant's terminal must know, where another program can see it */

#include "console/cue_board.h"

#include <fcntl.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

#define MAGIC UINT64_C(0x31303065756373)
#define SILENCE_NS (10 * NS_PER_S)
#define TRIES 100

/* `turn` is odd while the notice is being written, and has moved on when it was written meanwhile. */
struct page {
	uint64_t                magic;
	atomic_uint_least64_t   turn;
	struct cue_notice       notice;
};

struct cue_board {
	struct page *page;
	char         name[64];
	int64_t      zero_ns;       /* the visit's clock's zero, by CLOCK_MONOTONIC */
};

static int64_t monotonic_ns(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

/* The folder's device and inode: the same however it is called. */
static bool name_of(const char *folder, char *name, size_t size)
{
	struct stat found;
	return stat(folder, &found) == 0
		&& snprintf(name, size, "/soleus-%llx-%llx", (unsigned long long)found.st_dev, (unsigned long long)found.st_ino) > 0;
}

struct cue_board *cue_board_open(const char *folder, const struct clock *clock)
{
	struct cue_board *board = xcalloc(1, sizeof *board);
	int fd = name_of(folder, board->name, sizeof board->name) ? shm_open(board->name, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	board->page = fd >= 0 && ftruncate(fd, sizeof *board->page) == 0
		? mmap(NULL, sizeof *board->page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	if (fd >= 0)
		close(fd);
	if (board->page != MAP_FAILED) {
		/* Found once: were it found again at each notice, the same cue would come at two moments. */
		board->zero_ns = monotonic_ns() - clock_now(clock);
		board->page->magic = MAGIC;
		return board;
	}
	free(board);
	return NULL;
}

void cue_board_close(struct cue_board *board)
{
	if (!board)
		return;
	munmap(board->page, sizeof *board->page);
	shm_unlink(board->name);
	free(board);
}

void cue_board_put(struct cue_board *board, const struct cue_notice *notice)
{
	struct page *page = board->page;
	atomic_fetch_or(&page->turn, 1);
	memcpy(&page->notice, notice, sizeof *notice);
	atomic_fetch_add(&page->turn, 1);
}

static void take_cues(struct cue_notice *notice, const struct step *step)
{
	notice->reps_per_min = step->reps_per_min;
	if (step->cue_count > CUE_KINDS_MOST)
		return;
	notice->cue_count = (int)step->cue_count;
	notice->evenly = !step->cue_at_ns;
	for (int i = 0; i < notice->cue_count; i++) {
		name_copy(notice->cues[i], step->cues[i]);
		notice->cue_at_ns[i] = step->cue_at_ns ? step->cue_at_ns[i] : 0;
	}
}

void cue_board_write(struct cue_board *board, const struct conductor *conductor, int64_t now_ns)
{
	if (!board)
		return;
	struct progress progress = conductor_progress(conductor, now_ns);
	struct cue_notice notice = {
		.alive_ns = monotonic_ns(), .paused = progress.paused, .ended = conductor_finished(conductor),
		.began_ns = TIME_NONE, .ends_ns = TIME_NONE, .reps_per_min = NAN,
	};
	int64_t zero_ns = board->zero_ns;
	const struct step *step = progress.step;
	/* A page that another program reads shows the participant's side only: no question to the operator. */
	if (step && step_is_phase(step)) {
		name_copy(notice.word, step->name);
		snprintf(notice.text, sizeof notice.text, "%s", step->text ? step->text : "");
		notice.moving = step->kind == STEP_EXERCISE;
		notice.began_ns = progress.began_ns + zero_ns;
		notice.ends_ns = progress.ends_ns == TIME_NONE ? TIME_NONE : progress.ends_ns + zero_ns;
		take_cues(&notice, step);
	}
	cue_board_put(board, &notice);
}

/* A page that was left by a program that crashed is silent, and no visit. */
bool cue_board_read(const char *folder, struct cue_notice *notice)
{
	char name[64];
	struct stat found;
	int fd = name_of(folder, name, sizeof name) ? shm_open(name, O_RDONLY | O_CLOEXEC, 0) : -1;
	bool whole = fd >= 0 && fstat(fd, &found) == 0 && found.st_size >= (off_t)sizeof(struct page);
	struct page *page = whole ? mmap(NULL, sizeof *page, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
	bool read = false;
	if (fd >= 0)
		close(fd);
	if (page == MAP_FAILED)
		return false;
	for (int i = 0; i < TRIES && !read && page->magic == MAGIC; i++) {
		uint_least64_t turn = atomic_load(&page->turn);
		memcpy(notice, &page->notice, sizeof *notice);
		read = !(turn & 1) && atomic_load(&page->turn) == turn;
	}
	munmap(page, sizeof *page);
	return read && monotonic_ns() - notice->alive_ns < SILENCE_NS;
}

int64_t cue_next_ns(const struct cue_notice *notice, int64_t from_ns, const char **name)
{
	if (notice->cue_count == 0 || !isfinite(notice->reps_per_min) || notice->paused || notice->began_ns == TIME_NONE)
		return TIME_NEVER;
	int64_t at_ns[CUE_KINDS_MOST];
	memcpy(at_ns, notice->cue_at_ns, sizeof at_ns);
	struct step step = { .reps_per_min = notice->reps_per_min, .cue_count = (size_t)notice->cue_count,
	                     .cue_at_ns = notice->evenly ? NULL : at_ns };
	double repetitions = (double)(from_ns - notice->began_ns) / 60e9 * notice->reps_per_min;
	for (int64_t n = repetitions > 0 ? (int64_t)repetitions * notice->cue_count : 0; ; n++) {
		int64_t cue_ns = notice->began_ns + step_cue_ns(&step, n);
		if (notice->ends_ns != TIME_NONE && cue_ns >= notice->ends_ns)
			return TIME_NEVER;
		if (cue_ns >= from_ns) {
			*name = notice->cues[n % notice->cue_count];
			return cue_ns;
		}
	}
}
