/* port_holder.c - which other program has a device open */

#include "acquisition/port_holder.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether one of the descriptors below /proc/PID/fd is the path. */
static bool holds(int proc, const char *pid, const char *path)
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
		char target[4096];
		ssize_t length = readlinkat(fd, entry->d_name, target, sizeof target - 1);
		if (length <= 0)
			continue;
		target[length] = '\0';
		found = strcmp(target, path) == 0;
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
	text[0] = '\0';
	DIR *folder = opendir("/proc");
	if (!folder)
		return false;
	int proc = dirfd(folder);
	for (struct dirent *entry; !text[0] && (entry = readdir(folder)); ) {
		if (!isdigit((unsigned char)entry->d_name[0]) || atol(entry->d_name) == getpid())
			continue;
		if (holds(proc, entry->d_name, path))
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
