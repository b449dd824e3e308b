/* warnings.h - what the operator should know about the channels before a visit */
#ifndef SOLEUS_ACQUISITION_WARNINGS_H
#define SOLEUS_ACQUISITION_WARNINGS_H

#include "acquisition/station_settings.h"
#include "base/bus.h"
#include "base/clock.h"

/* Says as EVENT_TROUBLE, named after the channel: a calibration that was due before today, and a
 * thermistor that warms itself by more than SELF_HEATING_MOST somewhere between the channel's bounds. */
void warnings_say(const struct station_settings *settings, const struct clock *clock, struct bus *bus);

#endif
