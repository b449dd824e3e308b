/*
 * report_inside.h - the sections of a report, for each other
 */
#ifndef SOLEUS_EXPORT_REPORT_INSIDE_H
#define SOLEUS_EXPORT_REPORT_INSIDE_H

#include <stdbool.h>

#include "base/error.h"
#include "export/curves.h"
#include "export/export.h"
#include "export/measured.h"
#include "export/report_page.h"
#include "export/report_strip.h"
#include "export/session.h"

struct report {
	struct export        *export;
	const struct session *session;
	struct measured      *measured;     /* of all phases and channels: see measured.h */
	struct curves         curves;
	int64_t               until_ns;     /* the end of what is shown */
	struct page           page;
};

/* Each draws its section from page->y on, beginning new pages as needed. */
bool report_front(struct report *report, struct error *error);
bool report_trials(struct report *report, struct error *error);
bool report_refills(struct report *report, struct error *error);
bool report_quality(struct report *report, struct error *error);
bool report_notes(struct report *report, struct error *error);
void report_signatures(struct report *report);

/* Strips of all channels over [from_ns, until_ns), phase names above and a time axis below; zero_ns is 0 on the
 * axis. With the baseline of that trial, when it is one. */
bool report_strips(struct report *report, int64_t from_ns, int64_t until_ns, int64_t zero_ns, double height,
                   const struct trial_row *trial, struct error *error);

/* Local time at the place of the session: 2026-11-22 09:00:10. */
#define LOCAL_TIME_SIZE 32
const char *report_local_time(const struct session *session, int64_t time_ns, char text[static LOCAL_TIME_SIZE]);

/* 62:05 */
const char *report_lasting(double seconds, char text[static LOCAL_TIME_SIZE]);

/* A number as its quantity is shown to people; "–" for NAN. `more`: further decimals. */
#define NUMBER_TEXT_SIZE 32
const char *report_number(double number, int decimals, char text[static NUMBER_TEXT_SIZE]);
int report_decimals(const struct channel *channel);

#endif
