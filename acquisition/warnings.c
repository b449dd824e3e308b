/* warnings.c - what the operator should know about the channels before a visit */

#include "acquisition/warnings.h"

#include <stdlib.h>

#include "base/memory.h"

/* Takes the text. */
static void say(const struct channel *channel, int64_t now_ns, struct bus *bus, char *text)
{
	struct event event = event_at(EVENT_TROUBLE, now_ns);
	name_copy(event.name, channel->name);
	event.text = text;
	bus_event(bus, &event);
	free(text);
}

void warnings_say(const struct station_settings *settings, const struct clock *clock, struct bus *bus)
{
	int64_t now_ns = clock_now(clock), utc_ns = clock_utc(clock);
	for (size_t i = 0; i < settings->channel_count; i++) {
		const struct channel *channel = &settings->channels[i].channel;
		const struct conversion *conversion = &settings->channels[i].conversion;
		const struct section *section = settings_find(settings->settings, "channel", channel->name);
		const char *due = calibration_overdue(section, utc_ns), *sensor = section_text(section, "sensor");
		double heating = conversion_self_heating(conversion, channel->low, channel->high);
		if (due)
			say(channel, now_ns, bus, xasprintf("The calibration of channel %s%s%s%s was due on %s.",
				channel->name, sensor ? ", sensor " : "", sensor ? sensor : "", sensor ? "," : "", due));
		if (heating > SELF_HEATING_MOST && !conversion->heating.corrected)
			say(channel, now_ns, bus, xasprintf("The thermistor of channel %s warms itself by up to %.2f degC; "
				"it needs less excitation, or the word 'corrected' behind self_heating.", channel->name, heating));
	}
}
