/* wire.c - an instrument in a process of its own, heard by several readers at once */

#include "tests/bench/wire.h"

#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"

#define FRAME_MOST 64

int64_t wire_interval_ns(const struct wire_setting *setting)
{
	return NS_PER_S / (setting->nonin ? 75 : 20);
}

void end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)        /* it ended before it was asked for */
		_exit(1);
}

static int fill_frame(const struct wire_setting *setting, int64_t number, uint8_t bytes[static FRAME_MOST])
{
	if (!setting->nonin)
		return snprintf((char *)bytes, FRAME_MOST, "n=%lld t=31.5\n", (long long)number);
	uint8_t frame[4] = { 1, number % 25 == 0 ? 0x81 : 0x80, (uint8_t)number, 97 };
	memcpy(bytes, frame, sizeof frame);
	bytes[4] = (uint8_t)(frame[0] + frame[1] + frame[2] + frame[3]);
	return 5;
}

bool wire_open(struct wire *wire, const struct wire_setting *setting, int64_t frames)
{
	*wire = (struct wire){ .setting = *setting, .frames = frames };
	wire->true_ns = mmap(NULL, (size_t)frames * sizeof *wire->true_ns, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool well = wire->true_ns != MAP_FAILED;
	for (int i = 0; well && i < WIRE_READERS; i++) {
		struct termios line;
		wire->masters[i] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
		well = wire->masters[i] >= 0 && grantpt(wire->masters[i]) == 0 && unlockpt(wire->masters[i]) == 0
			&& ptsname_r(wire->masters[i], wire->paths[i], sizeof wire->paths[i]) == 0
			&& (wire->slaves[i] = open(wire->paths[i], O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0
			&& tcgetattr(wire->slaves[i], &line) == 0;
		if (well) {
			cfmakeraw(&line);
			well = tcsetattr(wire->slaves[i], TCSANOW, &line) == 0;
		}
	}
	return well;
}

static void sleep_until(int64_t ns)
{
	struct timespec until = { .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static int64_t monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int64_t handed_over(const struct wire_setting *setting, int64_t byte_ns)
{
	int64_t tick = setting->tick_ns;
	return tick ? (byte_ns + tick - 1) / tick * tick : byte_ns;
}

static void send_all(const struct wire *wire, const uint8_t *bytes, size_t count)
{
	for (int i = 0; count > 0 && i < WIRE_READERS; i++)
		if (write(wire->masters[i], bytes, count) < 0)
			continue;       /* a reader that has gone or is asleep misses it */
}

/* Sends what is due, as soon as it is due. */
static void run(const struct wire *wire)
{
	const struct wire_setting *setting = &wire->setting;
	struct random_source chance = random_new(1, 9);
	int64_t character_ns = 10 * NS_PER_S / setting->baud, begun_ns = monotonic_ns() + NS_PER_S / 10;
	uint8_t waiting[4096];
	size_t count = 0;
	int64_t due_ns = 0;
	for (int64_t n = 0; n < wire->frames; n++) {
		uint8_t frame[FRAME_MOST];
		int size = fill_frame(setting, n, frame);
		int64_t end_ns = begun_ns + llround((double)n * (double)wire_interval_ns(setting) * (1 + setting->skew_ppm / 1e6));
		if (random_uniform(&chance) < setting->lost_part)
			continue;
		wire->true_ns[n] = end_ns;
		for (int i = 0; i < size; i++) {
			int64_t byte_ns = handed_over(setting, end_ns - (size - 1 - i) * character_ns);
			if (count > 0 && byte_ns > due_ns && byte_ns > monotonic_ns()) {
				sleep_until(due_ns);
				send_all(wire, waiting, count);
				count = 0;
			}
			if (count == 0 || byte_ns > due_ns)
				due_ns = byte_ns;
			waiting[count++] = frame[i];
		}
	}
	sleep_until(due_ns);
	send_all(wire, waiting, count);
}

bool wire_send(struct wire *wire)
{
	pid_t bench = getpid();
	wire->process = fork();
	if (wire->process != 0)
		return wire->process > 0;
	end_with(bench);
	struct sched_param first = { .sched_priority = 40 };
	sched_setscheduler(0, SCHED_FIFO, &first);
	prctl(PR_SET_TIMERSLACK, 1ul);
	for (int i = 0; i < WIRE_READERS; i++)
		close(wire->slaves[i]);
	run(wire);
	_exit(0);
}

void wire_close(struct wire *wire)
{
	waitpid(wire->process, NULL, 0);
	for (int i = 0; i < WIRE_READERS; i++) {
		close(wire->masters[i]);
		close(wire->slaves[i]);
	}
	munmap(wire->true_ns, (size_t)wire->frames * sizeof *wire->true_ns);
}
