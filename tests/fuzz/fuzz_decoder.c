/*
 * fuzz_decoder.c - libFuzzer's bytes through every decoder; see tests/decoder_trial.h
 *
 * The first line names the driver, as the files of the corpus do, with a blank for each row of
 * decoder_trial.c to be passed over; without such a line the first byte chooses. SOLEUS_FUZZ_DRIVER=nonin_df2
 * tries that driver alone. Then come chunks: a byte whose lower six bits are the chunk's size and whose
 * upper two say how long to wait before it.
 *
 * SOLEUS_FUZZ_SEEDS=FOLDER writes what each driver's twin says there, a file for each row, and ends: so an
 * instrument that is new in the table has its seed without further ado.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/decoder_trial.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define CHUNK_SIZE 0x3F
#define SOON       0x40         /* 5 ms */
#define MUCH_LATER 0xC0         /* 20 s */
#define SEED_SIZE  1200

/* The trial of the driver that this line names; false when there is none. */
static bool find(const char *line, size_t length, const struct instrument_driver **driver, const char **keys)
{
	size_t passed = 0;
	while (length > 0 && line[length - 1] == ' ') {
		length--;
		passed++;
	}
	for (size_t i = 0; decoder_trial_keys(i, driver, keys); i++)
		if (strlen((*driver)->name) == length && memcmp((*driver)->name, line, length) == 0 && passed-- == 0)
			return true;
	return false;
}

/* Takes what chooses the driver off the front of the bytes. */
static void choose(const uint8_t **data, size_t *size, const struct instrument_driver **driver, const char **keys)
{
	const char *wanted = getenv("SOLEUS_FUZZ_DRIVER");
	const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
	size_t length = end ? (size_t)(end - *data) : 0, trials = 0;
	bool named = end && find((const char *)*data, length, driver, keys);
	size_t taken = named ? length + 1 : *size > 0;
	uint8_t first = *size ? **data : 0;
	*data += taken;
	*size -= taken;
	if (wanted && !find(wanted, strlen(wanted), driver, keys)) {
		fprintf(stderr, "There is no driver %s.\n", wanted);
		exit(2);
	}
	if (wanted || named)
		return;
	while (decoder_trial_keys(trials, driver, keys))
		trials++;
	decoder_trial_keys(first % trials, driver, keys);
}

static void must_be_well(const char *what, const struct instrument_driver *driver)
{
	if (!*what)
		return;
	fprintf(stderr, "%s: %s\n", driver->name, what);
	abort();
}

/* So much of what the twin says, each transmission once after a long wait and once right behind. */
static void write_seed(FILE *file, const struct instrument_driver *driver, const char *keys)
{
	struct error error = {0};
	uint8_t bytes[DECODER_TRIAL_MOST];
	struct decoder_trial *trial = decoder_trial_new(driver, keys, &error);
	must_be_well(trial ? "" : error.text, driver);
	for (int tries = 0; tries < 200 && ftell(file) < SEED_SIZE; tries++) {
		size_t size = decoder_trial_hear(trial, bytes);
		if (size == 0)
			continue;
		fputc(MUCH_LATER, file);
		for (size_t at = 0; at < size; at += CHUNK_SIZE) {
			size_t chunk = size - at < CHUNK_SIZE ? size - at : CHUNK_SIZE;
			fputc((int)(chunk | (at == 0 ? SOON : 0)), file);
			fwrite(bytes + at, 1, chunk, file);
		}
		must_be_well(decoder_trial_push(trial, 0, bytes, size), driver);
	}
	decoder_trial_free(trial);
}

static void write_seeds(const char *folder)
{
	const struct instrument_driver *driver, *before = NULL;
	const char *keys;
	int passed = 0;
	for (size_t i = 0; decoder_trial_keys(i, &driver, &keys); i++, before = driver) {
		char path[4096];
		passed = driver == before ? passed + 1 : 0;
		snprintf(path, sizeof path, "%s/%s_%d", folder, driver->name, passed);
		FILE *file = fopen(path, "wb");
		if (!file) {
			fprintf(stderr, "%s cannot be written.\n", path);
			exit(2);
		}
		fprintf(file, "%s%*s\n", driver->name, passed, "");
		write_seed(file, driver, keys);
		fclose(file);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	const char *folder = getenv("SOLEUS_FUZZ_SEEDS");
	if (!folder)
		return 0;
	write_seeds(folder);
	exit(0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t waits_ns[] = { 0, 5 * NS_PER_MS, 300 * NS_PER_MS, 20 * NS_PER_S };
	const struct instrument_driver *driver;
	const char *keys;
	struct error error = {0};
	choose(&data, &size, &driver, &keys);
	struct decoder_trial *trial = decoder_trial_new(driver, keys, &error);
	must_be_well(trial ? "" : error.text, driver);
	while (size > 0) {
		size_t chunk = data[0] & CHUNK_SIZE, room = size - 1;
		chunk = chunk < room ? chunk : room;
		must_be_well(decoder_trial_push(trial, waits_ns[data[0] >> 6], data + 1, chunk), driver);
		data += 1 + chunk;
		size -= 1 + chunk;
	}
	decoder_trial_free(trial);
	return 0;
}
