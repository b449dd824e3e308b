/* ending.c - being asked to end: SIGINT, SIGTERM and SIGHUP as something to wait for */

#include "console/ending.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

int ending_watch(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int ending_signal(int fd)
{
	struct signalfd_siginfo info;
	return read(fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}
