/* fuzz_settings.c - libFuzzer's bytes as a station.ini and as a study.ini: understood, or refused with a sentence */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "acquisition/station.h"
#include "base/sample.h"
#include "config/ini.h"
#include "config/study.h"

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

static void try_as_station(const char *path)
{
	struct error error = {0};
	size_t count = 0;
	struct settings *settings = ini_read(path, &error);
	if (!settings) {
		must_be_a_sentence(&error);
		return;
	}
	struct channel *channels = station_channels_of(settings, &count, &error);
	if (!channels)
		must_be_a_sentence(&error);
	for (size_t i = 0; channels && i < count; i++)
		if (!name_is_legal(channels[i].name) || !name_is_legal(channels[i].quantity))
			abort();
	free(channels);
	settings_free(settings);
}

/* A study takes a participant, or says why not. */
static void try_as_study(const char *path)
{
	static const struct participant participant = { .id = "P01", .covariate_count = 2, .covariates = { { "age", "54" }, { "sex", "female" } } };
	struct error error = {0};
	struct study *study = study_read(path, &error);
	if (!study || !study_accepts(study, &participant, &error))
		must_be_a_sentence(&error);
	for (size_t i = 0; study && i < study->covariate_count; i++)
		if (!name_is_legal(study->covariates[i].name))
			abort();
	study_free(study);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = file_of(data, size, path, sizeof path);
	try_as_station(path);
	try_as_study(path);
	close(fd);
	return 0;
}
