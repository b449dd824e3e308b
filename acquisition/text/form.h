/*
 * form.h - text of a fixed form, such as a date
 *
 * In a form `d` stands for a digit and `A` for a capital letter; everything else
 * stands for itself: "dd:dd:dd" fits 14:00:05.
 */
#ifndef SOLEUS_ACQUISITION_TEXT_FORM_H
#define SOLEUS_ACQUISITION_TEXT_FORM_H

#include <stdbool.h>

/* What follows in `text` behind the form; NULL where it does not fit. */
const char *form_behind(const char *form, const char *text);

/* Whether it is of that form and nothing follows. */
bool form_is(const char *form, const char *text);

#endif
