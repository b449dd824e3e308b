/* urgency.c - being woken in time: what the system allows the thread that acquires and conducts */

#include "acquisition/urgency.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Above everything ordinary, below the kernel's own threads (50). */
#define PRIORITY 20
#define NICE    (-10)

static void be_first(struct urgency *urgency)
{
	struct sched_param wanted = { .sched_priority = PRIORITY };
	urgency->nice_before = getpriority(PRIO_PROCESS, (id_t)gettid());
	urgency->real_time = sched_setscheduler(0, SCHED_FIFO, &wanted) == 0;
	int reason = errno;
	if (urgency->real_time)
		snprintf(urgency->priority, URGENCY_TEXT_SIZE, "real-time (SCHED_FIFO, %d)", PRIORITY);
	else if (setpriority(PRIO_PROCESS, (id_t)gettid(), NICE) == 0)
		snprintf(urgency->priority, URGENCY_TEXT_SIZE, "nice %d; no real-time priority: %s", NICE, strerror(reason));
	else
		snprintf(urgency->priority, URGENCY_TEXT_SIZE, "ordinary; no real-time priority: %s", strerror(reason));
}

/* With a limit, locking what is to come would make allocations fail one day. */
static void stay_in_memory(struct urgency *urgency)
{
	struct rlimit limit;
	bool free = geteuid() == 0 || (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
	urgency->locked = free && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
	if (urgency->locked)
		snprintf(urgency->memory, URGENCY_TEXT_SIZE, "locked");
	else
		snprintf(urgency->memory, URGENCY_TEXT_SIZE, "not locked: %s", free ? strerror(errno) : "the user's limit (ulimit -l) is too small");
}

struct urgency urgency_begin(void)
{
	struct urgency urgency = {0};
	urgency.slack_before = prctl(PR_GET_TIMERSLACK);
	bool exact = prctl(PR_SET_TIMERSLACK, 1ul) == 0;
	snprintf(urgency.timer, URGENCY_TEXT_SIZE, "slack %d ns", exact ? 1 : urgency.slack_before);
	be_first(&urgency);
	stay_in_memory(&urgency);
	return urgency;
}

void urgency_end(const struct urgency *urgency)
{
	struct sched_param ordinary = { .sched_priority = 0 };
	if (urgency->locked)
		munlockall();
	if (urgency->real_time)
		sched_setscheduler(0, SCHED_OTHER, &ordinary);
	else
		setpriority(PRIO_PROCESS, (id_t)gettid(), urgency->nice_before);
	if (urgency->slack_before > 0)
		prctl(PR_SET_TIMERSLACK, (unsigned long)urgency->slack_before);
}
