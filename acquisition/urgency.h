/*
 * urgency.h - being woken in time: what the system allows the thread that acquires and conducts
 *
 * Real-time priority (SCHED_FIFO), or where that is not permitted a better nice value;
 * memory that is not paged out; wake-ups that the kernel does not gather (timer slack).
 * Ordinary users get them by membership in a group that limits.conf names, as audio
 * programs do; without them everything works, a little less punctually.
 */
#ifndef SOLEUS_ACQUISITION_URGENCY_H
#define SOLEUS_ACQUISITION_URGENCY_H

#include <stdbool.h>

#define URGENCY_TEXT_SIZE 160

/* What was got, in words for the record; and how it was before. */
struct urgency {
	char priority[URGENCY_TEXT_SIZE], memory[URGENCY_TEXT_SIZE], timer[URGENCY_TEXT_SIZE];
	bool real_time, locked;
	int  nice_before;
	int  slack_before;
};

/* For the calling thread, and its memory. Threads that it makes afterwards are ordinary only if they ask to be. */
struct urgency urgency_begin(void);

/* In the same thread. */
void urgency_end(const struct urgency *urgency);

#endif
