/* screen.c - the terminal as a screen: the one home of curses */

#include "console/screen/screen.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/memory.h"
#include "console/screen/look.h"

struct screen {
	SCREEN        *curses;
	FILE          *out;         /* a descriptor of its own, so that it can be let go of */
	bool           ascii;
	atomic_bool    gone;        /* nobody reads or types any more */
	attr_t         looks[INK_COUNT];
	short          pairs[INK_COUNT];
	struct canvas *shown;       /* what the terminal has; NULL: nothing that is known */
};

/* --- giving the terminal back --- */

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define CRASHES (sizeof crashes / sizeof crashes[0])

/*
 * What is needed to give the terminal back from a signal handler or from exit(), where nothing can be
 * passed in and curses must not be called. The terminal is the process's, and so is this.
 */
static struct {
	volatile sig_atomic_t taken;
	struct termios        before;
	char                  farewell[256];    /* the terminal's own words for it */
	size_t                length;
	int                   tty, real_stderr, held_stderr;
	struct sigaction      earlier[CRASHES];
} terminal;

/* Without the delays that terminfo writes as $<5>: no terminal of today needs them. */
static void add_to_farewell(const char *word)
{
	while (*word && terminal.length < sizeof terminal.farewell) {
		const char *delay = strncmp(word, "$<", 2) == 0 ? strchr(word, '>') : NULL;
		if (delay)
			word = delay + 1;
		else
			terminal.farewell[terminal.length++] = *word++;
	}
}

static void write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);
		if (written <= 0)
			return;
		bytes += written;
		size -= (size_t)written;
	}
}

/* Prints what was held back. Safe in a signal handler. */
static void release_stderr(void)
{
	char bytes[1024];
	ssize_t got;
	dup2(terminal.real_stderr, STDERR_FILENO);
	lseek(terminal.held_stderr, 0, SEEK_SET);
	while ((got = read(terminal.held_stderr, bytes, sizeof bytes)) > 0)
		write_all(terminal.real_stderr, bytes, (size_t)got);
	close(terminal.held_stderr);
	close(terminal.real_stderr);
}

/* A terminal that does not read must not hold up the end: it gets its words only when it has room. */
static void give_back(void)
{
	if (!terminal.taken)
		return;
	terminal.taken = 0;
	struct pollfd fd = { .fd = terminal.tty, .events = POLLOUT };
	if (poll(&fd, 1, 0) == 1 && fd.revents == POLLOUT)
		write_all(terminal.tty, terminal.farewell, terminal.length);
	tcsetattr(terminal.tty, TCSANOW, &terminal.before);
	release_stderr();
}

/* Gives the terminal back and lets the crash go its way: the signal comes again when this returns. */
static void on_crash(int signal)
{
	give_back();
	for (size_t i = 0; i < CRASHES; i++)
		if (crashes[i] == signal)
			sigaction(signal, &terminal.earlier[i], NULL);
	raise(signal);
}

static void take_terminal(struct screen *screen)
{
	static const char *const words[] = { "sgr0", "rmkx", "cnorm", "rmcup" };
	struct sigaction crash = { .sa_handler = on_crash };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *word = tigetstr(words[i]);
		if (word && word != (const char *)-1)
			add_to_farewell(word);
	}
	terminal.tty = fileno(screen->out);
	terminal.real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	terminal.held_stderr = memfd_create("stderr", MFD_CLOEXEC);
	dup2(terminal.held_stderr, STDERR_FILENO);
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &crash, &terminal.earlier[i]);
	terminal.taken = 1;
	memory_on_exhaustion(give_back);
	atexit(give_back);
}

/* --- looks --- */

/*
 * Colours of the 256 that are about as dark on white as they are light on black (contrast 4 to 5 by WCAG 2's
 * formula), and of the eight those that can be read on both; -1: none.
 */
static const struct { short of_256, of_8; attr_t look; } inks[INK_COUNT] = {
	[INK_PLAIN] = { -1, -1, A_NORMAL },
	[INK_STRONG] = { -1, -1, A_BOLD },
	[INK_FAINT] = { 243, -1, A_NORMAL },
	[INK_BAR] = { -1, -1, A_REVERSE },
	[INK_GOOD] = { 28, -1, A_NORMAL },
	[INK_DOUBT] = { 130, COLOR_MAGENTA, A_BOLD },
	[INK_BAD] = { 160, COLOR_RED, A_BOLD },
	[INK_ALARM] = { 160, COLOR_RED, A_BOLD | A_REVERSE },
	[INK_TRACE] = { 31, -1, A_NORMAL },
	[INK_REST] = { 32, -1, A_NORMAL },
	[INK_EXERCISE] = { 133, COLOR_MAGENTA, A_BOLD },
	[INK_CUE] = { 130, -1, A_BOLD },
	[INK_PROMPT] = { -1, -1, A_BOLD },
	[INK_FIELD] = { -1, -1, A_REVERSE },
};

static void choose_looks(struct screen *screen)
{
	const char *no_color = getenv("NO_COLOR");
	bool colours = has_colors() && !(no_color && *no_color) && start_color() == OK && use_default_colors() == OK;
	for (int i = 0; i < INK_COUNT; i++) {
		short colour = !colours ? -1 : COLORS >= 256 ? inks[i].of_256 : inks[i].of_8;
		screen->looks[i] = inks[i].look;
		if (colour >= 0 && init_pair((short)(i + 1), colour, -1) == OK)
			screen->pairs[i] = (short)(i + 1);
	}
}

/* --- opening and closing --- */

bool screen_is_possible(void)
{
	const char *term = getenv("TERM");
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

/* The console of Linux speaks UTF-8 and has no letters of braille. */
static bool knows_braille(void)
{
	const char *term = getenv("TERM");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && term && strcmp(term, "linux") != 0 && strncmp(term, "vt", 2) != 0;
}

struct screen *screen_open(bool ascii, struct error *error)
{
	struct screen *screen = xcalloc(1, sizeof *screen);
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	setlocale(LC_CTYPE, "");
	terminal.length = 0;
	tcgetattr(STDOUT_FILENO, &terminal.before);
	screen->ascii = ascii || !knows_braille();
	screen->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!screen->out) {
		error_set(error, ERROR_SYSTEM, "The terminal could not be opened for drawing; use --plain.");
		goto fail;
	}
	/* Ctrl-Z would stop the recording with the screen: the key is not heeded, nor is the signal. */
	signal(SIGTSTP, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	screen->curses = newterm(NULL, screen->out, stdin);
	if (!screen->curses) {
		error_set(error, ERROR_SYSTEM, "The terminal '%s' is not known here, so no screen can be drawn; use --plain.", getenv("TERM"));
		goto fail;
	}
	take_terminal(screen);
	raw();
	noecho();
	nonl();
	curs_set(0);
	set_escdelay(25);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	leaveok(stdscr, TRUE);
	choose_looks(screen);
	return screen;
fail:
	screen_close(screen);
	return NULL;
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (screen->curses) {
		if (!screen->gone)
			endwin();
		give_back();
		delscreen(screen->curses);
		memory_on_exhaustion(NULL);
		for (size_t i = 0; i < CRASHES; i++)
			sigaction(crashes[i], &terminal.earlier[i], NULL);
	}
	if (screen->out)
		fclose(screen->out);
	signal(SIGTSTP, SIG_DFL);
	signal(SIGTTOU, SIG_DFL);
	canvas_free(screen->shown);
	free(screen);
}

void screen_let_go(struct screen *screen)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	screen->gone = true;
	if (nowhere >= 0)
		dup2(nowhere, fileno(screen->out));
	tcflush(STDOUT_FILENO, TCOFLUSH);
}

/* --- drawing --- */

struct canvas *screen_canvas(struct screen *screen, struct canvas *canvas)
{
	if (canvas && canvas->rows == LINES && canvas->cols == COLS)
		return canvas;
	canvas_free(canvas);
	return canvas_new(LINES, COLS, screen->ascii);
}

void screen_redraw(struct screen *screen)
{
	clearok(curscr, TRUE);
	canvas_free(screen->shown);
	screen->shown = NULL;
}

static void put(const struct screen *screen, int row, int col, const struct cell *cell)
{
	wchar_t wide[CELL_TEXT_SIZE] = L" ";
	cchar_t character;
	if (cell->text[0] == '\0')
		return;     /* the right half of what stands to its left */
	mbstowcs(wide, cell->text, CELL_TEXT_SIZE - 1);
	setcchar(&character, wide, screen->looks[cell->ink], screen->pairs[cell->ink], NULL);
	mvadd_wch(row, col, &character);
}

bool screen_show(struct screen *screen, const struct canvas *canvas)
{
	struct pollfd fd = { .fd = fileno(screen->out), .events = POLLOUT };
	if (screen->gone || poll(&fd, 1, 0) != 1 || !(fd.revents & POLLOUT))
		return false;
	bool same_size = screen->shown && screen->shown->rows == canvas->rows && screen->shown->cols == canvas->cols;
	if (!same_size) {
		canvas_free(screen->shown);
		screen->shown = canvas_new(canvas->rows, canvas->cols, canvas->ascii);
		erase();
	}
	for (int i = 0; i < canvas->rows * canvas->cols; i++)
		if (!same_size || memcmp(&screen->shown->cells[i], &canvas->cells[i], sizeof canvas->cells[i]) != 0)
			put(screen, i / canvas->cols, i % canvas->cols, &canvas->cells[i]);
	memcpy(screen->shown->cells, canvas->cells, (size_t)canvas->rows * (size_t)canvas->cols * sizeof canvas->cells[0]);
	refresh();
	return true;
}

/* --- keys --- */

static int press_of(wint_t code)
{
	static const struct { wint_t code; int press; } named[] = {
		{ KEY_UP, PRESS_UP }, { KEY_DOWN, PRESS_DOWN }, { KEY_LEFT, PRESS_LEFT }, { KEY_RIGHT, PRESS_RIGHT },
		{ KEY_PPAGE, PRESS_PAGE_UP }, { KEY_NPAGE, PRESS_PAGE_DOWN }, { KEY_HOME, PRESS_HOME },
		{ KEY_END, PRESS_END }, { KEY_ENTER, PRESS_ENTER }, { KEY_BACKSPACE, PRESS_BACKSPACE },
		{ KEY_DC, PRESS_BACKSPACE },
	};
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (named[i].code == code)
			return named[i].press;
	return 0;
}

int screen_key(struct screen *screen)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	wint_t code;
	if (screen->gone)
		return -1;
	if (poll(&fd, 1, 0) == 1 && (fd.revents & (POLLHUP | POLLERR | POLLNVAL))) {
		screen->gone = true;
		return -1;
	}
	for (;;) {
		int kind = get_wch(&code);
		if (kind == ERR)
			return 0;
		if (kind == OK)
			return code == '\n' ? PRESS_ENTER : (int)code;
		if (code == KEY_RESIZE)
			screen_redraw(screen);
		else if (press_of(code))
			return press_of(code);
	}
}
