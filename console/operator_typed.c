/* operator_typed.c - what a person types, on its way to the thread that conducts */

#include "console/operator_typed.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/memory.h"

enum saying_kind { SAYING_LINE, SAYING_NOTE };

struct saying {
	enum saying_kind kind;
	char            *text;
	struct saying   *next;
};

struct typed_operator {
	pthread_mutex_t lock;       /* guards all below */
	struct saying  *first, **last;
	char           *stop;       /* why; NULL: go on */
	bool            hung_up;
	bool            rejected;
	struct error    rejection;
	int             wake_fd;
};

struct typed_operator *typed_operator_new(void)
{
	struct typed_operator *operator = xcalloc(1, sizeof *operator);
	pthread_mutex_init(&operator->lock, NULL);
	operator->last = &operator->first;
	operator->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return operator;
}

void typed_operator_free(struct typed_operator *operator)
{
	if (!operator)
		return;
	while (operator->first) {
		struct saying *saying = operator->first;
		operator->first = saying->next;
		free(saying->text);
		free(saying);
	}
	free(operator->stop);
	if (operator->wake_fd >= 0)
		close(operator->wake_fd);
	pthread_mutex_destroy(&operator->lock);
	free(operator);
}

static void wake(const struct typed_operator *operator)
{
	uint64_t one = 1;
	if (write(operator->wake_fd, &one, sizeof one) < 0)
		return;     /* full: it is awake already */
}

static void put(struct typed_operator *operator, enum saying_kind kind, const char *text)
{
	struct saying *saying = xcalloc(1, sizeof *saying);
	saying->kind = kind;
	saying->text = xstrdup(text);
	pthread_mutex_lock(&operator->lock);
	*operator->last = saying;
	operator->last = &saying->next;
	pthread_mutex_unlock(&operator->lock);
	wake(operator);
}

void typed_operator_say(struct typed_operator *operator, const char *line)
{
	put(operator, SAYING_LINE, line);
}

void typed_operator_note(struct typed_operator *operator, const char *text)
{
	put(operator, SAYING_NOTE, text);
}

void typed_operator_stop(struct typed_operator *operator, const char *why)
{
	pthread_mutex_lock(&operator->lock);
	if (!operator->stop)
		operator->stop = xstrdup(why);
	pthread_mutex_unlock(&operator->lock);
	wake(operator);
}

void typed_operator_hang_up(struct typed_operator *operator)
{
	pthread_mutex_lock(&operator->lock);
	operator->hung_up = true;
	pthread_mutex_unlock(&operator->lock);
	wake(operator);
}

bool typed_operator_rejected(struct typed_operator *operator, struct error *error)
{
	pthread_mutex_lock(&operator->lock);
	bool rejected = operator->rejected;
	if (rejected)
		*error = operator->rejection;
	operator->rejected = false;
	pthread_mutex_unlock(&operator->lock);
	return rejected;
}

static int64_t due_ns(void *self, const struct conductor *conductor, int64_t now_ns)
{
	(void)self, (void)conductor, (void)now_ns;
	return TIME_NEVER;
}

static struct saying *take(struct typed_operator *operator)
{
	pthread_mutex_lock(&operator->lock);
	struct saying *saying = operator->first;
	if (saying && !(operator->first = saying->next))
		operator->last = &operator->first;
	pthread_mutex_unlock(&operator->lock);
	return saying;
}

static void answer(struct typed_operator *operator, struct conductor *conductor, int64_t now_ns,
                   const char *text)
{
	struct error error;
	if (conductor_reply(conductor, now_ns, text, &error))
		return;
	pthread_mutex_lock(&operator->lock);
	operator->rejected = true;
	operator->rejection = error;
	pthread_mutex_unlock(&operator->lock);
}

static void heed(struct typed_operator *operator, struct conductor *conductor, int64_t now_ns,
                 const struct saying *saying)
{
	if (saying->kind == SAYING_LINE && conductor_prompt(conductor))
		answer(operator, conductor, now_ns, saying->text);
	else if (saying->text[0])
		conductor_note(conductor, now_ns, saying->text);
}

static void act(void *self, struct conductor *conductor, int64_t now_ns)
{
	struct typed_operator *operator = self;
	uint64_t calls;
	if (read(operator->wake_fd, &calls, sizeof calls) < 0)
		calls = 0;      /* nobody called: there may still be a reason to stop */
	for (struct saying *saying; !conductor_finished(conductor) && (saying = take(operator));) {
		heed(operator, conductor, now_ns, saying);
		free(saying->text);
		free(saying);
	}
	pthread_mutex_lock(&operator->lock);
	const char *stop = operator->stop;
	if (!stop && operator->hung_up && conductor_prompt(conductor))
		stop = "standard input ended while an answer was awaited";
	pthread_mutex_unlock(&operator->lock);
	if (stop && !conductor_finished(conductor))
		conductor_stop(conductor, now_ns, stop);
}

static bool leaves(void *self)
{
	struct typed_operator *operator = self;
	pthread_mutex_lock(&operator->lock);
	bool stop = operator->stop != NULL;
	pthread_mutex_unlock(&operator->lock);
	return stop;
}

struct operator_link typed_operator_link(struct typed_operator *operator)
{
	return (struct operator_link){
		.self = operator, .wake_fd = operator->wake_fd,
		.due_ns = due_ns, .act = act, .leaves = leaves,
	};
}
