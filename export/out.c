/* out.c - a text file in the making, plain or compressed */

#include "export/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"

#define BUFFER_SIZE 65536
/* Tables of numbers: level 6 takes three times as long for a tenth less. */
#define LEVEL 4
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8
#define UNKNOWN_SYSTEM 255

struct out {
	char         *path, *beside;
	int           fd;
	int           failed;       /* errno of the first failure; 0: none */
	size_t        used;
	z_stream     *deflate;      /* NULL: plain */
	gz_header     header;
	char          buffer[BUFFER_SIZE];
	unsigned char packed[BUFFER_SIZE];
};

static void write_all(struct out *out, const void *bytes, size_t size)
{
	for (const char *at = bytes; !out->failed && size > 0;) {
		ssize_t written = write(out->fd, at, size);
		if (written < 0) {
			out->failed = errno == EINTR ? 0 : errno;
			continue;
		}
		at += written;
		size -= (size_t)written;
	}
}

/* Z_NO_FLUSH or Z_FINISH. */
static void empty(struct out *out, int how)
{
	if (!out->deflate) {
		write_all(out, out->buffer, out->used);
		out->used = 0;
		return;
	}
	out->deflate->next_in = (unsigned char *)out->buffer;
	out->deflate->avail_in = (uInt)out->used;
	do {
		out->deflate->next_out = out->packed;
		out->deflate->avail_out = sizeof out->packed;
		deflate(out->deflate, how);
		write_all(out, out->packed, sizeof out->packed - out->deflate->avail_out);
	} while (out->deflate->avail_out == 0 && !out->failed);
	out->used = 0;
}

struct out *out_open(const char *path, bool compressed, struct error *error)
{
	struct out *out = xcalloc(1, sizeof *out);
	out->path = xstrdup(path);
	out->beside = file_beside(path);
	out->fd = open(out->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out->fd < 0) {
		error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", path, strerror(errno));
		goto fail;
	}
	if (compressed) {
		out->deflate = xcalloc(1, sizeof *out->deflate);
		if (deflateInit2(out->deflate, LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
			memory_exhausted();
		out->header.os = UNKNOWN_SYSTEM;
		deflateSetHeader(out->deflate, &out->header);
	}
	return out;
fail:
	free(out->path);
	free(out->beside);
	free(out);
	return NULL;
}

void out_bytes(struct out *out, const void *bytes, size_t size)
{
	for (const char *at = bytes; size > 0;) {
		if (out->used == BUFFER_SIZE)
			empty(out, Z_NO_FLUSH);
		size_t fits = BUFFER_SIZE - out->used < size ? BUFFER_SIZE - out->used : size;
		memcpy(out->buffer + out->used, at, fits);
		out->used += fits;
		at += fits;
		size -= fits;
	}
}

void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void out_format(struct out *out, const char *format, ...)
{
	va_list arguments;
	char *text;
	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		memory_exhausted();
	out_bytes(out, text, (size_t)length);
	free(text);
}

char *out_room(struct out *out)
{
	if (out->used > BUFFER_SIZE - OUT_ROOM)
		empty(out, Z_NO_FLUSH);
	return out->buffer + out->used;
}

void out_filled(struct out *out, size_t size)
{
	out->used += size;
}

bool out_well(const struct out *out, struct error *error)
{
	return !out->failed || error_set(error, ERROR_SYSTEM, "%s cannot be written: %s.", out->path, strerror(out->failed));
}

bool out_close(struct out *out, bool well, struct error *error)
{
	if (well)
		empty(out, Z_FINISH);
	if (close(out->fd) != 0 && !out->failed)
		out->failed = errno;
	well = well && out_well(out, error);
	if (well)
		well = file_replace(out->beside, out->path, error);
	else
		unlink(out->beside);
	if (out->deflate)
		deflateEnd(out->deflate);
	free(out->deflate);
	free(out->path);
	free(out->beside);
	free(out);
	return well;
}
