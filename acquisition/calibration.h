/*
 * calibration.h - what a sensor showed beside a reference, when, and until when that is trusted
 *
 * In a [channel ...] section, in the channel's own unit:
 *
 *     calibration     = offset 0.12                     ; added to every value
 *     calibration     = two_point 0.00 0.15 37.00 36.82 ; reference, shown, reference, shown
 *     calibrated      = 2026-10-01
 *     calibration_due = 2027-10-01
 *     sensor          = serial number
 */
#ifndef SOLEUS_ACQUISITION_CALIBRATION_H
#define SOLEUS_ACQUISITION_CALIBRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

#define CALIBRATION_KEYS "calibration", "calibrated", "calibration_due", "sensor"

enum calibration_kind { CALIBRATION_NONE, CALIBRATION_OFFSET, CALIBRATION_TWO_POINT };

struct calibration {
	enum calibration_kind kind;
	double                p[4];     /* as in the key */
};

/* Reads the keys above; absent means none. Dates are checked here and stay in the section. */
bool calibration_from(struct calibration *calibration, const struct section *section, struct error *error);

double calibration_apply(const struct calibration *calibration, double value);
double calibration_invert(const struct calibration *calibration, double value);

/* The day on which a channel's calibration was due, if that has passed; else NULL. */
const char *calibration_overdue(const struct section *section, int64_t utc_ns);

#endif
