/* test_ending.c - a program that is asked to end gives the terminal back as it was */

#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "base/memory.h"
#include "console/ending.h"
#include "console/secret.h"
#include "tests/pty_lines.h"
#include "tests/scratch.h"
#include "tests/suites.h"
#include "tests/trial_study.h"

#define SILENCES_MOST 5 /* of 2 s: only what hangs is so silent */

static int master, slave;

static void set_up(void)
{
	if (openpty(&master, &slave, NULL, NULL, &(struct winsize){ .ws_row = 24, .ws_col = 80 }) != 0)
		abort();
}

static void tear_down(void)
{
	close(master);
	close(slave);
}

/* Runs it in a process of its own, whose terminal is the test's. */
static pid_t begin(int (*run)(const char *study), const char *study)
{
	pid_t child = fork();
	if (child != 0)
		return child;
	login_tty(slave);
	signal(SIGINT, SIG_DFL);        /* a shell lets what it runs beside itself ignore it, and nohup this: */
	signal(SIGHUP, SIG_DFL);
	_exit(run(study));
}

static bool is_echoing(void)
{
	struct termios mode;
	return tcgetattr(slave, &mode) == 0 && (mode.c_lflag & ECHO) && (mode.c_lflag & ICANON);
}

/* Reads what the child says until the terminal's mode is another; false when it stays. */
static bool mode_changes(void)
{
	char bytes[4096];
	for (int silences = 0; is_echoing() && silences < SILENCES_MOST;)
		if (!readable(master))
			silences++;
		else if (read(master, bytes, sizeof bytes) <= 0)
			return false;
	return !is_echoing();
}

/* How the child ended, as waitpid tells; what it still says is read. */
static int end_of(pid_t child)
{
	char bytes[4096];
	int status = 0, silences = 0;
	while (waitpid(child, &status, WNOHANG) == 0) {
		silences += !readable(master) || read(master, bytes, sizeof bytes) < 0;
		if (silences == SILENCES_MOST)
			kill(child, SIGKILL);
	}
	return status;
}

static int ask_pin(const char *study)
{
	char pin[SECRET_SIZE];
	struct error error;
	(void)study;
	return secret_ask("PIN", pin, &error) ? 7 : 8;
}

static void a_pin_that_is_broken_off_leaves_a_terminal_that_shows_what_is_typed(void)
{
	pid_t child = begin(ask_pin, NULL);
	CU_ASSERT_TRUE(mode_changes());
	CU_ASSERT_EQUAL(write(master, "24\x03", 3), 3);
	int status = end_of(child);
	CU_ASSERT_TRUE(WIFSIGNALED(status));
	CU_ASSERT_EQUAL(WTERMSIG(status), SIGINT);
	CU_ASSERT_TRUE(is_echoing());
}

static void a_pin_that_is_typed_is_taken(void)
{
	pid_t child = begin(ask_pin, NULL);
	CU_ASSERT_TRUE(mode_changes());
	CU_ASSERT_EQUAL(write(master, "2468\n", 5), 5);
	int status = end_of(child);
	CU_ASSERT_EQUAL(WEXITSTATUS(status), 7);
	CU_ASSERT_TRUE(is_echoing());
}

/* A hangup comes and then an order to end: which of them is seen first? */
static int told_to_end(const char *study)
{
	(void)study;
	int fd = ending_watch();
	kill(getpid(), SIGHUP);
	int first = ending_signal(fd);
	kill(getpid(), SIGTERM);
	return first ? first : ending_signal(fd);
}

static int under_nohup(const char *study)
{
	signal(SIGHUP, SIG_IGN);
	return told_to_end(study);
}

static void a_hangup_that_is_ignored_as_under_nohup_ends_nothing(void)
{
	CU_ASSERT_EQUAL(WEXITSTATUS(end_of(begin(under_nohup, NULL))), SIGTERM);
	CU_ASSERT_EQUAL(WEXITSTATUS(end_of(begin(told_to_end, NULL))), SIGHUP);
}

static int show(const char *study)
{
	setenv("TERM", "xterm", 1);
	return trial_study_command(study, "show 1 --screen");
}

static void a_visit_that_is_shown_ends_with_the_terminal_as_it_was(void)
{
	int status;
	char *folder = scratch_folder(), *study = xasprintf("%s/study", folder);
	char *init = xasprintf("init %s", study), *rehearsed = xasprintf("%s/rehearsal", study);
	free(trial_study_told(study, init, &status));
	free(scratch_file(study, "protocols/brief.lua", "protocol { id = 'brief', title = 'Brief', version = '1' }\n"
	                  "rest { 'baseline', lasts = 1 * minutes }\n"));
	free(trial_study_told(study, "rehearse brief --quiet", &status));
	CU_ASSERT_EQUAL(status, 0);
	pid_t child = begin(show, rehearsed);
	CU_ASSERT_TRUE(mode_changes());
	kill(child, SIGTERM);
	status = end_of(child);
	CU_ASSERT_TRUE(WIFEXITED(status));
	CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
	CU_ASSERT_TRUE(is_echoing());
	free(rehearsed);
	free(init);
	free(study);
	scratch_remove(folder);
}

static CU_TestInfo tests[] = {
	TEST(a_pin_that_is_broken_off_leaves_a_terminal_that_shows_what_is_typed),
	TEST(a_pin_that_is_typed_is_taken),
	TEST(a_hangup_that_is_ignored_as_under_nohup_ends_nothing),
	TEST(a_visit_that_is_shown_ends_with_the_terminal_as_it_was),
	CU_TEST_INFO_NULL,
};

const CU_SuiteInfo ending_suite = { .pName = "ending", .pSetUpFunc = set_up, .pTearDownFunc = tear_down, .pTests = tests };
