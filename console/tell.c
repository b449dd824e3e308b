/* tell.c - what a command says when it fails or was called wrongly */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "console/command.h"

int tell_failure(const struct error *error)
{
	fprintf(stderr, "soleus: %s\n", error->text);
	return STATUS_FAILED;
}

int tell_usage(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("soleus: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return STATUS_USAGE;
}

int64_t session_word(const struct invocation *invocation, size_t place)
{
	char *end;
	errno = 0;
	long long number = strtoll(invocation->words[place], &end, 10);
	if (!errno && !*end && number > 0)
		return number;
	tell_usage("%s: '%s' is not the number of a session; 'soleus sessions' lists them.", invocation->command,
	           invocation->words[place]);
	return 0;
}
