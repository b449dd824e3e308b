/*
 * pty_lines.h - a pseudo-terminal that libserialport takes for a serial device
 *
 * The library asks two things that a pseudo-terminal cannot answer: where it stands
 * under /sys/class/tty, and its modem lines. pty_lines.c answers for it, by standing
 * in front of lstat, readlink and ioctl in the test program; everything else goes
 * through to the system.
 */
#ifndef SOLEUS_TESTS_PTY_LINES_H
#define SOLEUS_TESTS_PTY_LINES_H

#include <stdbool.h>

struct pty {
	int  master;        /* the instrument's side; -1 once unplugged */
	char path[64];      /* the station's side: /dev/pts/3 */
};

bool pty_plug_in(struct pty *pty);

/* May be called again. */
void pty_unplug(struct pty *pty);

/* What any of them answers to TIOCGICOUNT from now on; before, it answers as a pseudo-terminal does: not at all. */
void pty_count_overruns(int chip, int kernel);

/* Waits, at most 2 s, until something can be read from the descriptor or it was hung up. */
bool readable(int fd);

#endif
