/* secret.c - asking for a PIN */

#include "console/secret.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

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

bool secret_ask(const char *prompt, char secret[static SECRET_SIZE], struct error *error)
{
	struct termios shown, hidden;
	bool is_terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
	if (is_terminal) {
		fprintf(stderr, "%s: ", prompt);
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	bool well = read_line(secret);
	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	return well || error_set(error, ERROR_ABSENT, "%s: nothing was given; type it, or give it as a line of standard input.",
	                         prompt);
}
