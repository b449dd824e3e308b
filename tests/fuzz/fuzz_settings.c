/* fuzz_settings.c - libFuzzer's bytes as a station.ini: understood, or refused with a sentence */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "acquisition/station.h"
#include "base/sample.h"
#include "config/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file of these bytes that only its path under /proc knows. */
static int file_of(const uint8_t *data, size_t size, char *path, size_t path_size)
{
	int fd = memfd_create("station.ini", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, path_size, "/proc/self/fd/%d", fd);
	return fd;
}

static void must_be_a_sentence(const struct error *error)
{
	size_t length = strnlen(error->text, sizeof error->text);
	if (error->kind != ERROR_NONE && length > 0 && length < sizeof error->text)
		return;
	fprintf(stderr, "Refused without a word.\n");
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct error error = {0};
	size_t count = 0;
	int fd = file_of(data, size, path, sizeof path);
	struct settings *settings = ini_read(path, &error);
	close(fd);
	if (!settings) {
		must_be_a_sentence(&error);
		return 0;
	}
	struct channel *channels = station_channels_of(settings, &count, &error);
	if (!channels)
		must_be_a_sentence(&error);
	for (size_t i = 0; channels && i < count; i++)
		if (!name_is_legal(channels[i].name) || !name_is_legal(channels[i].quantity))
			abort();
	free(channels);
	settings_free(settings);
	return 0;
}
