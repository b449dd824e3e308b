/* cue_terminal.c - the participant's screen on another terminal, for as long as a visit lasts */

#include "console/cue_terminal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

#define PATIENCE_MS 2000

static bool is_terminal(const char *path, struct error *error)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return error_set(error, ERROR_ABSENT, "The participant's terminal '%s' cannot be opened (%s); the command 'tty' typed "
		                 "there tells its name.", path, strerror(errno));
	bool terminal = isatty(fd);
	close(fd);
	return terminal || error_set(error, ERROR_REFUSED, "'%s' is no terminal; the command 'tty' typed at the participant's "
	                             "tells its name.", path);
}

/* The environment, but for the kind of terminal: a console of Linux is of one kind. Freed with free(). */
static char **environment_for(const char *terminal)
{
	static char console[] = "TERM=linux";
	size_t count = 0, kept = 0;
	while (environ[count])
		count++;
	char **made = xcalloc(count + 2, sizeof *made);
	bool is_console = strncmp(terminal, "/dev/tty", 8) == 0 && isdigit((unsigned char)terminal[8]);
	if (is_console)
		made[kept++] = console;
	for (size_t i = 0; i < count; i++)
		if (!is_console || strncmp(environ[i], "TERM=", 5) != 0)
			made[kept++] = environ[i];
	return made;
}

bool cue_terminal_open(pid_t *pid, const char *terminal, const char *folder, struct error *error)
{
	char *words[] = { xstrdup("soleus"), xstrdup("-C"), xstrdup(folder), xstrdup("cue"), NULL };
	char **environment = environment_for(terminal);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, terminal, O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	*pid = 0;
	bool well = is_terminal(terminal, error);
	int code = well ? posix_spawn(pid, "/proc/self/exe", &files, &attributes, words, environment) : 0;
	if (code != 0)
		well = error_set(error, ERROR_SYSTEM, "The participant's screen could not be begun (%s).", strerror(code));
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	free(environment);
	for (size_t i = 0; words[i]; i++)
		free(words[i]);
	return well;
}

void cue_terminal_close(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGTERM);
	for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 20) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return;
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
