/*
 * deviation.h - what happened differs from what was planned
 *
 * The program writes deviations itself, as they happen; the operator's reason is
 * kept where one was given. They travel over the bus like events.
 */
#ifndef SOLEUS_BASE_DEVIATION_H
#define SOLEUS_BASE_DEVIATION_H

#include <stdint.h>

#include "base/name.h"
#include "base/sample.h"

enum deviation_kind {
	DEVIATION_PHASE_SHORT,      /* name: the phase; planned and actual: how long, without pauses */
	DEVIATION_PHASE_LONG,
	DEVIATION_CADENCE,          /* name: the phase; repetitions a minute, prescribed and measured */
	DEVIATION_SKIPPED,          /* name: the phase, question or kind of step that was left out */
	DEVIATION_REPEATED,         /* name: the condition; actual: the attempt that begins */
	DEVIATION_UNSETTLED,        /* name: the channel; the longest wait that was planned, and the wait */
	DEVIATION_SENSOR_CHECK,     /* name: the channel; the planned rise, and the rise */
	DEVIATION_SENSOR_LOST,      /* name: a needed channel; actual: seconds of a phase without a valid sample */
	DEVIATION_NO_PREFLIGHT,     /* the visit was begun although a needed channel gave nothing */
	DEVIATION_INTERRUPTED,      /* the visit was interrupted and gone on with; actual: how long it was away */
	DEVIATION_LIMIT,            /* name: the channel; the limit of the script, and the value that reached it */
	DEVIATION_ENDED_EARLY,      /* the visit ended before its last step, in an emergency too */
	DEVIATION_KIND_COUNT,
};

enum severity { SEVERITY_MINOR, SEVERITY_MAJOR };

struct deviation {
	enum deviation_kind kind;
	enum severity       severity;
	int64_t             time_ns;            /* when it was found */
	int                 trial, attempt, phase;      /* as in struct event */
	char                name[NAME_SIZE];
	double              planned, actual;    /* NAN: means nothing */
	char                unit[UNIT_SIZE];    /* of both; "" when none */
	const char         *reason;             /* the operator's; borrowed for the call; "" when none was given */
};

/* phase_short ..., and minor or major: as they stand in the record and in the spreadsheet. */
const char *deviation_kind_name(enum deviation_kind kind);
const char *severity_name(enum severity severity);

#endif
