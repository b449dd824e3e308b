/* operator_typed.c - what a person types, on its way to the thread that conducts */

#include "console/operator_typed.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "console/names_in_text.h"

/* Nobody reads what is to be decided and decides within so long. */
#define READING_NS (NS_PER_S / 2)

/* A line that was typed, or a command. */
struct saying {
	bool                    is_command;
	struct operator_command command;
	char                   *text;
	struct saying          *next;
};

struct typed_operator {
	pthread_mutex_t lock;       /* guards all below */
	struct saying  *first, **last;
	bool            ends;       /* something that was said ends the visit or the program */
	bool            hung_up;
	int             farewells;
	bool            warned;     /* of a name in what was typed, once a visit */
	bool            rejected;
	struct error    rejection;
	int             wake_fd;
	bool            awaited;    /* the session's thread alone: it was woken when it could not act yet */
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

static bool ends(const struct saying *saying)
{
	enum operator_verb verb = saying->command.verb;
	return saying->is_command && (verb == OPERATOR_FINISH || verb == OPERATOR_STOP || verb == OPERATOR_LEAVE);
}

/* Told in the place of a rejection, which nothing is: whatever was typed is kept. */
static void warn_of_name(struct typed_operator *operator, const char *text)
{
	if (operator->warned || !text_seems_to_name_somebody(text))
		return;
	operator->warned = operator->rejected = true;
	error_set(&operator->rejection, ERROR_REFUSED, "%s", NAME_WARNING);
}

static void put(struct typed_operator *operator, struct saying *saying)
{
	pthread_mutex_lock(&operator->lock);
	warn_of_name(operator, saying->text);
	operator->ends |= ends(saying);
	operator->farewells += saying->is_command && saying->command.verb == OPERATOR_LEAVE;
	*operator->last = saying;
	operator->last = &saying->next;
	pthread_mutex_unlock(&operator->lock);
	wake(operator);
}

void typed_operator_say(struct typed_operator *operator, const char *line)
{
	struct saying *saying = xcalloc(1, sizeof *saying);
	saying->text = xstrdup(line);
	put(operator, saying);
}

void typed_operator_do(struct typed_operator *operator, const struct operator_command *command)
{
	struct saying *saying = xcalloc(1, sizeof *saying);
	saying->is_command = true;
	saying->text = xstrdup(command->text);
	saying->command = *command;
	saying->command.text = saying->text;
	put(operator, saying);
}

void typed_operator_hang_up(struct typed_operator *operator)
{
	pthread_mutex_lock(&operator->lock);
	operator->hung_up = true;
	operator->farewells++;
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
	(void)conductor;
	const struct typed_operator *operator = self;
	return operator->awaited ? now_ns : TIME_NEVER;
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

/* A limit may be reached while a question is being answered: what was typed for that one decides nothing. */
static bool could_be_read(const struct prompt *prompt, int64_t now_ns, const char *typed, struct error *error)
{
	return prompt->kind != PROMPT_DECISION || now_ns - prompt->asked_ns >= READING_NS
		|| error_set(error, ERROR_REFUSED, "'%.100s' came before anybody could read what is to be decided; please decide now.", typed);
}

static void heed(struct typed_operator *operator, struct conductor *conductor, int64_t now_ns,
                 const struct saying *saying)
{
	struct prompt prompt;
	struct error error;
	bool well = true;
	if (saying->is_command)
		well = conductor_do(conductor, now_ns, &saying->command, &error);
	else if (conductor_prompt(conductor, &prompt))
		well = could_be_read(&prompt, now_ns, saying->text, &error) && conductor_reply(conductor, now_ns, saying->text, &error);
	else if (saying->text[0])
		conductor_note(conductor, now_ns, saying->text);
	if (well)
		return;
	pthread_mutex_lock(&operator->lock);
	operator->rejected = true;
	operator->rejection = error;
	pthread_mutex_unlock(&operator->lock);
}

/* Nobody is there any more, and somebody is waited for. */
static bool is_forsaken(struct typed_operator *operator, const struct conductor *conductor, int64_t now_ns)
{
	struct prompt prompt;
	pthread_mutex_lock(&operator->lock);
	bool hung_up = operator->hung_up;
	pthread_mutex_unlock(&operator->lock);
	return hung_up && !conductor_finished(conductor)
		&& (conductor_prompt(conductor, &prompt) || conductor_progress(conductor, now_ns).paused);
}

/* Once a call: a descriptor that stays readable would keep the session's thread, which waits on it, running. */
static bool was_woken(const struct typed_operator *operator)
{
	uint64_t calls;
	return read(operator->wake_fd, &calls, sizeof calls) == sizeof calls;
}

static void act(void *self, struct conductor *conductor, int64_t now_ns)
{
	struct typed_operator *operator = self;
	was_woken(operator);
	operator->awaited = false;
	for (struct saying *saying; !conductor_finished(conductor) && (saying = take(operator));) {
		heed(operator, conductor, now_ns, saying);
		free(saying->text);
		free(saying);
	}
	if (is_forsaken(operator, conductor, now_ns))
		conductor_do(conductor, now_ns, &(struct operator_command){
			.verb = OPERATOR_LEAVE, .text = "standard input ended while somebody was waited for", .stamped_ns = now_ns,
		}, &(struct error){0});
}

static bool leaves(void *self)
{
	struct typed_operator *operator = self;
	operator->awaited |= was_woken(operator);
	pthread_mutex_lock(&operator->lock);
	bool leaving = operator->ends;
	pthread_mutex_unlock(&operator->lock);
	return leaving;
}

static int farewells(void *self)
{
	struct typed_operator *operator = self;
	pthread_mutex_lock(&operator->lock);
	int count = operator->farewells;
	pthread_mutex_unlock(&operator->lock);
	return count;
}

struct operator_link typed_operator_link(struct typed_operator *operator)
{
	return (struct operator_link){
		.self = operator, .wake_fd = operator->wake_fd,
		.due_ns = due_ns, .act = act, .leaves = leaves, .farewells = farewells,
	};
}
