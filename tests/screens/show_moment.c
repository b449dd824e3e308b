/*
 * show_moment.c - show_moment NAME: one moment of a visit (tests/moments.h) on the terminal, until a key is pressed
 *
 * It goes through curses to a real terminal, from which tests/moments.sh reads back what stands there. Meanwhile something is
 * written to stderr, as a library might. Without a name it lists all moments: NAME COLUMNS ROWS. show_moment NAME svg writes
 * a picture to stdout.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "console/screen/picture.h"
#include "console/screen/screen.h"
#include "tests/moments.h"

static int failed(const struct error *error)
{
	fprintf(stderr, "%s\n", error->text);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct error error;
	for (const struct moment *each = moments(); argc < 2 && each->name; each++)
		printf("%s %d %d\n", each->name, each->cols, each->rows);
	if (argc < 2)
		return EXIT_SUCCESS;
	const struct moment *moment = moment_find(argv[1]);
	if (!moment)
		error_set(&error, ERROR_ABSENT, "There is no moment '%s'.", argv[1]);
	struct canvas *canvas = moment ? moment_canvas(moment, NULL, &error) : NULL;
	if (!canvas)
		return failed(&error);
	if (argc > 2) {
		char *svg = picture_svg(canvas);
		fputs(svg, stdout);
		free(svg);
		canvas_free(canvas);
		return EXIT_SUCCESS;
	}
	struct screen *screen = screen_open(moment->ascii, &error);
	if (!screen)
		return failed(&error);
	fputs("said under the screen\n", stderr);
	screen_show(screen, canvas);
	while (screen_key(screen) == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	screen_close(screen);
	canvas_free(canvas);
	return EXIT_SUCCESS;
}
