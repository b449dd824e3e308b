/*
 * progress.h - a bar for what takes longer than a second, when a person watches
 *
 * Drawn on stderr, only when that is a terminal, only after the first second, at
 * most ten times a second, and wiped away at the end.
 */
#ifndef SOLEUS_CONSOLE_PROGRESS_H
#define SOLEUS_CONSOLE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `struct progress_bar bar; progress_begin(&bar, "Exporting");` ... progress_end(&bar). */
struct progress_bar {
	const char *what;
	bool        watched, drawn;
	int64_t     began_ns, drawn_ns;
};

void progress_begin(struct progress_bar *bar, const char *what);

/* `done` of `of` parts are done; `bar` is a struct progress_bar (so that it can be handed
 * on as a callback). */
void progress_update(void *bar, size_t done, size_t of);

/* Wipes the bar, so that a line can be printed. The next update draws it again. */
void progress_end(struct progress_bar *bar);

#endif
