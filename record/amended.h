/* amended.h - how amendments are found by SQL; inside the room only */
#ifndef SOLEUS_RECORD_AMENDED_H
#define SOLEUS_RECORD_AMENDED_H

/* Behind the WHERE of a subquery: the last amendment counts. Within a chain that is the one with the highest number,
 * also where the wall clock was set back in between; chains of several records have no order but their times. */
#define LAST_AMENDMENT " ORDER BY max(utc) OVER (PARTITION BY chain ORDER BY seq) DESC, chain, seq DESC LIMIT 1)"

/* By which an amendment knows a deviation, beside its time: sensor_lost:toe. */
#define DEVIATION_NAME "kind || iif(deviation.name = '', '', ':' || deviation.name)"

#endif
