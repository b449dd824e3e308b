/*
 * showing.h - a recorded session on the screen: what `show --screen` does
 */
#ifndef SOLEUS_CONSOLE_SHOWING_H
#define SOLEUS_CONSOLE_SHOWING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "console/folder.h"

/* Until q. `speed`: seconds of the visit a second. */
bool show_on_screen(struct record *record, int64_t session, const struct folder *folder, double speed, bool ascii,
                    struct error *error);

#endif
