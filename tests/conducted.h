/*
 * conducted.h - a script taken through the conductor by hand, told as a text
 *
 * The script's protocol needs `toe` (a temperature a second) and `spo2` (a value a
 * second); a test may let `pace` (a cadence) come beside them. Time passes when a test lets it: second by second with a value of each
 * channel, or as it likes. Each event becomes a line: "12 phase_begin rest 'rest'".
 */
#ifndef SOLEUS_TESTS_CONDUCTED_H
#define SOLEUS_TESTS_CONDUCTED_H

#include "base/clock.h"
#include "protocols/conductor.h"

#define HEARD_SIZE 65536

struct conducted {
	struct plan      *plan;
	struct bus        bus;
	struct conductor *conductor;
	struct event      last;
	struct error      error;
	int64_t           now_ns;
	double            cadence;      /* a value of pace a second; -1: none */
	char              heard[HEARD_SIZE];
};

/* The station's, for a record. */
extern const struct channel conducted_channels[3];

/* Answers whatever is asked and ends what the operator is to end, until the visit has ended. */
void conducted_conduct(struct conducted *conducted);

/* What stands before each script: protocol { ... }, without its closing brace. */
#define PROTOCOL "protocol { id = 'test', title = 'Test', version = '1'," \
	" needs = { toe = 'temperature', spo2 = 'spo2' }"

/* Not begun yet. Aborts when the script is wrong. Freed with conducted_end. */
void conducted_plan(struct conducted *conducted, const char *script);
void conducted_end(struct conducted *conducted);

/* Both, and conductor_begin at 0. */
void conducted_begin(struct conducted *conducted, const char *script);

/* Forgets what was heard. */
void conducted_forget(struct conducted *conducted);

/* One second after the other up to that time, each with a value (NAN: not valid; -1: none at all) of toe
 * and spo2 at its end. */
void conducted_run(struct conducted *conducted, int64_t until_s, double toe, double spo2);

/* A value of each at this moment. */
void conducted_measure(struct conducted *conducted, double toe, double spo2);

/* The next second alone, with a value of toe. */
void conducted_second(struct conducted *conducted, double toe);

bool conducted_reply(struct conducted *conducted, const char *answer);
bool conducted_do(struct conducted *conducted, enum operator_verb verb, const char *text);

/* A line for an event, as it is heard. */
void conducted_line(const struct event *event, char *line, size_t size);

#endif
