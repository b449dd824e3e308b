/* secret.c - asking for a PIN */

#include "console/secret.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "console/ending.h"

static bool read_line(char secret[static SECRET_SIZE])
{
	size_t length = 0;
	char byte;
	ssize_t got;
	while ((got = read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n')
		if (length + 1 < SECRET_SIZE)
			secret[length++] = byte;
	secret[length] = '\0';
	return got == 1 || length > 0;
}

/* As read_line, without showing what is typed. A signal that asks the program to end does so when the terminal shows again
 * what is typed. */
static bool read_line_hidden(const char *prompt, const struct termios *shown, char secret[static SECRET_SIZE])
{
	struct termios hidden = *shown;
	sigset_t before;
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	int ending = ending_watch();
	fprintf(stderr, "%s: ", prompt);
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = ending, .events = POLLIN } };
	while (poll(fds, 2, -1) < 0)
		;
	bool well = !fds[1].revents && read_line(secret);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, shown);
	fputc('\n', stderr);
	close(ending);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return well;
}

bool secret_ask(const char *prompt, char secret[static SECRET_SIZE], struct error *error)
{
	struct termios shown;
	bool well = tcgetattr(STDIN_FILENO, &shown) == 0 ? read_line_hidden(prompt, &shown, secret) : read_line(secret);
	return well || error_set(error, ERROR_ABSENT, "%s: nothing was given; type it, or give it as a line of standard input.",
	                         prompt);
}
