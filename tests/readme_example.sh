#!/bin/sh
# readme_example.sh BUILD - the instrument of acquisition/README.md, as it stands there: it builds, and reads its twin
build=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
sed -n '/^```c$/,/^```$/p' "$root/acquisition/README.md" | sed '/^```/d' >light14.c
cat >main.c <<'END'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "acquisition/instrument.h"
#include "acquisition/simulated_world.h"
#include "base/sample.h"

extern const struct instrument_driver light14_driver;

/* The readings of the twin's n-th transmission, or of it without its last byte. */
static size_t hear(void *state, void *twin, const struct simulated_world *world, size_t less, struct reading *reading)
{
	uint8_t bytes[1024];
	struct reading readings[READINGS_MAX];
	size_t count = 0, size = light14_driver.simulate(twin, 0, world, bytes, sizeof bytes) - less;
	for (size_t i = 0; i < size; i++) {
		size_t here = light14_driver.push(state, bytes[i], readings);
		if (here > 0)
			*reading = readings[0];
		count += here;
	}
	return count;
}

int main(void)
{
	void *state = calloc(1, light14_driver.state_size), *twin = calloc(1, light14_driver.state_size);
	struct simulated_channel channel = { .output = 0, .channel = { .name = "calf", .quantity = "light_reflection" } };
	struct random_source noise = random_new(1, 1);
	struct simulated_world world = { .person = person_new(1), .channels = &channel, .count = 1, .noise = &noise };
	struct reading reading = {0};
	bool well = state && twin && hear(state, twin, &world, 0, &reading) == 1 && reading.value > 0 && reading.value < 16384;
	well = well && hear(state, twin, &world, 1, &reading) == 0 && hear(state, twin, &world, 0, &reading) == 1;
	well = well && light14_driver.dropped(state) == 2;
	world.count = 0;
	well = well && hear(state, twin, &world, 0, &reading) == 1 && isnan(reading.value) && reading.quality == QUALITY_NO_PROBE;
	puts(well ? "The example of acquisition/README.md works." : "The example of acquisition/README.md does not do what it says.");
	free(state);
	free(twin);
	return !well;
}
END
case $build in *san*) sanitize="-fsanitize=address -fsanitize=undefined" ;; esac
objects=$(find "$build/acquisition" "$build/base" -name '*.o')
${CC:-cc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror $sanitize -I"$root" -o example light14.c main.c \
	$objects $(pkg-config --libs libserialport) -lm -lpthread && ./example
