/* port_holder.c - which other program has a device open */

#include "acquisition/port_holder.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define FIRST_PTS_MAJOR 136     /* Linux Documentation/admin-guide/devices.txt: 136-143 char, Unix98 PTY slaves */
#define LAST_PTS_MAJOR  143

/* A device may have several names, in /dev and in a container. Pseudo-terminals are numbered by each file system of
 * theirs anew, so of them the numbers alone say nothing. */
static bool same_device(const struct stat *one, const struct stat *other)
{
	unsigned kind = major(one->st_rdev);
	return S_ISCHR(other->st_mode) && one->st_rdev == other->st_rdev
		&& (kind < FIRST_PTS_MAJOR || kind > LAST_PTS_MAJOR || one->st_dev == other->st_dev);
}

/* Whether one of the descriptors below /proc/PID/fd is that device. */
static bool holds(int proc, const char *pid, const struct stat *device)
{
	char name[64];
	snprintf(name, sizeof name, "%.20s/fd", pid);
	int fd = openat(proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool found = false;
	for (struct dirent *entry; !found && (entry = readdir(folder)); ) {
		char target[sizeof "/dev/"] = "";
		struct stat there;
		/* Only what is in /dev is looked at closely: a file of a server that has gone would keep us waiting. */
		found = readlinkat(fd, entry->d_name, target, sizeof target - 1) > 0 && strcmp(target, "/dev/") == 0
			&& fstatat(fd, entry->d_name, &there, 0) == 0 && same_device(device, &there);
	}
	closedir(folder);
	return found;
}

static void read_name(int proc, const char *pid, char program[static 64])
{
	char name[64];
	snprintf(name, sizeof name, "%.20s/comm", pid);
	int fd = openat(proc, name, O_RDONLY | O_CLOEXEC);
	program[0] = '\0';
	if (fd < 0)
		return;
	ssize_t length = read(fd, program, 63);
	program[length > 0 ? length : 0] = '\0';
	program[strcspn(program, "\n")] = '\0';
	close(fd);
}

static void describe(int proc, const char *pid, char text[static PORT_HOLDER_SIZE])
{
	char program[64];
	read_name(proc, pid, program);
	snprintf(text, PORT_HOLDER_SIZE, "%s (pid %.20s)", program[0] ? program : "a program", pid);
}

bool port_holder(const char *path, char text[static PORT_HOLDER_SIZE])
{
	struct stat device;
	text[0] = '\0';
	DIR *folder = stat(path, &device) == 0 && S_ISCHR(device.st_mode) ? opendir("/proc") : NULL;
	if (!folder)
		return false;
	int proc = dirfd(folder);
	for (struct dirent *entry; !text[0] && (entry = readdir(folder)); ) {
		if (!isdigit((unsigned char)entry->d_name[0]) || atol(entry->d_name) == getpid())
			continue;
		if (holds(proc, entry->d_name, &device))
			describe(proc, entry->d_name, text);
	}
	closedir(folder);
	return text[0] != '\0';
}

bool program_runs(const char *name)
{
	char program[64];
	bool found = false;
	DIR *folder = opendir("/proc");
	for (struct dirent *entry; folder && !found && (entry = readdir(folder)); ) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		read_name(dirfd(folder), entry->d_name, program);
		found = strncmp(program, name, 15) == 0;
	}
	if (folder)
		closedir(folder);
	return found;
}
