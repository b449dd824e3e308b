/*
 * trace.h - a channel's whole visit in constant memory, ready to be drawn at any scale
 *
 * A pyramid: each level cuts time into buckets four times as long as the level below, and keeps the
 * newest few thousand of them in a ring. A bucket knows the lowest and highest valid value that
 * fell into it and whether anything invalid did. The finest level reaches back a
 * minute, the coarsest a day; what is drawn comes from the finest that is not finer than needed
 * and reaches back far enough.
 */
#ifndef SOLEUS_CONSOLE_SCREEN_TRACE_H
#define SOLEUS_CONSOLE_SCREEN_TRACE_H

#include <stdint.h>

#include "base/sample.h"

struct trace;

/* Freed with trace_free, which accepts NULL. */
struct trace *trace_new(void);
void trace_free(struct trace *trace);

/* Times before zero are passed over. */
void trace_add(struct trace *trace, const struct sample *sample);

struct trace_column {
	float    low, high;     /* of the valid samples; meaningless without any */
	uint16_t valid;         /* how many, up to a limit */
	uint16_t invalid;
};

/* Cuts from_ns ... until_ns into `count` columns of the same length. A column is made of the buckets whose
 * middle lies in it. */
void trace_columns(const struct trace *trace, int64_t from_ns, int64_t until_ns,
                   struct trace_column *columns, int count);

#endif
