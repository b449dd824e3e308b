/* plain.c - a visit told in lines of text, for logs, pipes and screen readers */

#include "console/plain.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "acquisition/gaps.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/quantity.h"
#include "console/event_words.h"
#include "protocols/conductor.h"

#define LINES_MOST 256

/* A channel of which nobody knows how often it comes is stale after so long. */
#define STALE_NS (5 * NS_PER_S)

struct plain {
	const struct plan *plan;
	struct channel    *channels;
	struct sample     *last;            /* of each channel */
	bool              *seen;
	size_t             channel_count;
	int64_t            values_every_ns, values_due_ns;
	int                fd;
	pthread_mutex_t    lock;            /* guards the lines */
	char             (*lines)[PLAIN_LINE_SIZE];
	size_t             first, count, lost;
};

int plain_time(int64_t time_ns, char *text, size_t size)
{
	int64_t seconds = time_ns / NS_PER_S;
	return snprintf(text, size, " %02d:%02d:%02d  ", (int)(seconds / 3600),
	                (int)(seconds / 60 % 60), (int)(seconds % 60));
}

bool plain_line(const struct event *event, const struct plan *plan, char line[static PLAIN_LINE_SIZE])
{
	int length = plain_time(event->time_ns, line, PLAIN_LINE_SIZE);
	return event_words(event, plan, line + length, PLAIN_LINE_SIZE - (size_t)length);
}

struct plain *plain_new(const struct plan *plan, const struct channel *channels, size_t count,
                        int64_t values_every_ns)
{
	struct plain *plain = xcalloc(1, sizeof *plain);
	plain->plan = plan;
	plain->channels = xmemdup(channels, count * sizeof *channels);
	plain->channel_count = count;
	plain->last = xcalloc(count, sizeof *plain->last);
	plain->seen = xcalloc(count, sizeof *plain->seen);
	plain->lines = xcalloc(LINES_MOST, sizeof *plain->lines);
	plain->values_every_ns = plain->values_due_ns = values_every_ns;
	plain->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&plain->lock, NULL);
	return plain;
}

void plain_free(struct plain *plain)
{
	if (!plain)
		return;
	if (plain->fd >= 0)
		close(plain->fd);
	pthread_mutex_destroy(&plain->lock);
	free(plain->channels);
	free(plain->last);
	free(plain->seen);
	free(plain->lines);
	free(plain);
}

static void keep(struct plain *plain, const char *line)
{
	uint64_t one = 1;
	pthread_mutex_lock(&plain->lock);
	if (plain->count == LINES_MOST) {
		plain->first = (plain->first + 1) % LINES_MOST;
		plain->count--;
		plain->lost++;
	}
	size_t place = (plain->first + plain->count++) % LINES_MOST;
	snprintf(plain->lines[place], PLAIN_LINE_SIZE, "%s", line);
	pthread_mutex_unlock(&plain->lock);
	if (write(plain->fd, &one, sizeof one) < 0)
		return;     /* full: it is readable already */
}

static int decimals_of(const struct channel *channel)
{
	const struct quantity *quantity = quantity_find(channel->quantity);
	return quantity ? quantity->decimals : 3;
}

/* "toe 31.42 degC   spo2 97 %": a missing value shows its reason, an old one its age. */
static void keep_values(struct plain *plain, int64_t now_ns)
{
	char line[PLAIN_LINE_SIZE];
	int length = plain_time(now_ns, line, sizeof line);
	for (size_t i = 0; i < plain->channel_count && (size_t)length < sizeof line; i++) {
		const struct channel *channel = &plain->channels[i];
		const struct sample *sample = &plain->last[i];
		if (channel->waveform)
			continue;
		char value[QUALITY_TEXT_SIZE], quality[QUALITY_TEXT_SIZE];
		int64_t age_ns = now_ns - sample->time_ns, limit_ns = isnan(channel->interval_s) ? STALE_NS : gap_limit_ns(channel);
		if (!plain->seen[i])
			snprintf(value, sizeof value, "nothing yet");
		else if (age_ns > limit_ns)
			snprintf(value, sizeof value, "nothing for %.1f s", (double)age_ns / 1e9);
		else if (!isfinite(sample->value))
			snprintf(value, sizeof value, "%s", quality_text(sample->quality, quality));
		else
			snprintf(value, sizeof value, "%.*f %s%s", decimals_of(channel), sample->value,
			         channel->unit, sample->quality ? " (!)" : "");
		length += snprintf(line + length, sizeof line - (size_t)length, "%s %s   ", channel->name, value);
	}
	keep(plain, line);
}

void plain_hear(void *self, const struct message *message)
{
	struct plain *plain = self;
	char line[PLAIN_LINE_SIZE];
	if (message->kind == MESSAGE_EVENT && plain_line(&message->event, plain->plan, line))
		keep(plain, line);
	if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_PAUSE && strcmp(message->event.text, PAUSED_BY_LIMIT) != 0)
		keep(plain, "           /go goes on.");
	if (message->kind != MESSAGE_SAMPLE)
		return;
	plain->last[message->sample.channel] = message->sample;
	plain->seen[message->sample.channel] = true;
	int64_t now = message->sample.arrival_ns;
	if (now >= plain->values_due_ns) {
		keep_values(plain, now);
		plain->values_due_ns = now + plain->values_every_ns;
	}
}

int plain_fd(const struct plain *plain)
{
	return plain->fd;
}

void plain_print(struct plain *plain, FILE *out)
{
	uint64_t calls;
	if (read(plain->fd, &calls, sizeof calls) < 0)
		calls = 0;
	for (;;) {
		char line[PLAIN_LINE_SIZE];
		pthread_mutex_lock(&plain->lock);
		size_t lost = plain->lost;
		bool any = plain->count > 0;
		if (any) {
			snprintf(line, sizeof line, "%s", plain->lines[plain->first]);
			plain->first = (plain->first + 1) % LINES_MOST;
			plain->count--;
		}
		plain->lost = 0;
		pthread_mutex_unlock(&plain->lock);
		if (lost)
			fprintf(out, " ... %s not shown: the terminal did not read in time\n",
			        count_text((int64_t)lost, "line was", "lines were", (char[COUNT_TEXT_SIZE]){0}));
		if (!any)
			break;
		fprintf(out, "%s\n", line);
	}
	fflush(out);
}
