/*
 * fuzz_decoder.c - libFuzzer's bytes through every decoder; see tests/decoder_trial.h
 *
 * The first line names the driver, as the files of the corpus do, with a blank for each row of
 * decoder_trial.c to be passed over; without such a line the first byte chooses. SOLEUS_FUZZ_DRIVER=nonin_df2
 * tries that driver alone. Then come chunks: a byte whose lower six bits are the chunk's size and whose
 * upper two say how long to wait before it.
 *
 * Half of the mutations are made of what instruments say: a byte said many times over (a number longer than
 * any room for it), a piece said twice or left out, whatever the chunks are.
 *
 * SOLEUS_FUZZ_SEEDS=FOLDER writes what each driver's twin says there, a file for each row, and ends: so an
 * instrument that is new in the table has its seed without further ado.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "tests/decoder_trial.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#define CHUNK_SIZE 0x3F
#define SOON       0x40         /* 5 ms */
#define MUCH_LATER 0xC0         /* 20 s */
#define SEED_SIZE  1200
#define SAID_MOST  4096

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

/* What is said, without its chunks; each byte with the upper bits of its chunk, when it is the chunk's first. */
struct said {
	size_t  count;
	uint8_t bytes[SAID_MOST], before[SAID_MOST];
	bool    begins[SAID_MOST];
};

static void take_apart(struct said *said, const uint8_t *data, size_t size)
{
	said->count = 0;
	while (size > 1 && said->count + CHUNK_SIZE <= SAID_MOST / 2) {
		size_t chunk = data[0] & CHUNK_SIZE, room = size - 1;
		chunk = chunk < room ? chunk : room;
		for (size_t i = 0; i < chunk; i++) {
			said->begins[said->count] = i == 0;
			said->before[said->count] = data[0] & (uint8_t)~CHUNK_SIZE;
			said->bytes[said->count++] = data[1 + i];
		}
		data += 1 + chunk;
		size -= 1 + chunk;
	}
}

static size_t put_together(const struct said *said, uint8_t *data, size_t most)
{
	size_t size = 0, chunk = 0;
	for (size_t i = 0; i < said->count && size + 2 <= most; i++) {
		bool begins = i == 0 || said->begins[i];
		if (begins || (data[chunk] & CHUNK_SIZE) == CHUNK_SIZE) {
			chunk = size++;
			data[chunk] = begins ? said->before[i] : 0;
		}
		data[chunk]++;
		data[size++] = said->bytes[i];
	}
	return size;
}

/* Moves what begins at `from` so that it begins at `to`. */
static void move(struct said *said, size_t to, size_t from)
{
	size_t left = said->count - from;
	memmove(said->bytes + to, said->bytes + from, left);
	memmove(said->before + to, said->before + from, left);
	memmove(said->begins + to, said->begins + from, left * sizeof *said->begins);
	said->count = to + left;
}

static void distort(struct said *said, struct random_source *chance)
{
	size_t at = random_below(chance, (uint32_t)said->count), rest = said->count - at;
	size_t longest = random_below(chance, 4) ? 80 : 600, many = 1 + random_below(chance, (uint32_t)longest);
	size_t piece = many < rest ? many : rest;
	switch (random_below(chance, 3)) {
	case 0:         /* a byte, many times over */
		move(said, at + many, at);
		for (size_t i = 0; i < many; i++) {
			said->bytes[at + i] = said->bytes[at + many];
			said->begins[at + i] = false;
		}
		break;
	case 1:         /* a piece, twice */
		move(said, at + piece, at);
		break;
	default:        /* a piece less */
		move(said, at, at + piece);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct said said;
	struct random_source chance = random_new(seed, 0);
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	size_t head = end ? (size_t)(end - data) + 1 : size > 0;
	if (random_below(&chance, 2) == 0 && size > head + 1) {
		take_apart(&said, data + head, size - head);
		if (said.count > 0)
			distort(&said, &chance);
		return head + put_together(&said, data + head, most - head);
	}
	return LLVMFuzzerMutate(data, size, most);
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
