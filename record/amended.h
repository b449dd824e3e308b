/* amended.h - how amendments are found by SQL; inside the room only */
#ifndef SOLEUS_RECORD_AMENDED_H
#define SOLEUS_RECORD_AMENDED_H

/* Behind the WHERE of a subquery: the last amendment counts. */
#define LAST_AMENDMENT " ORDER BY utc DESC, chain, seq DESC LIMIT 1)"

/* By which an amendment knows a deviation, beside its time: sensor_lost:toe. */
#define DEVIATION_NAME "kind || iif(deviation.name = '', '', ':' || deviation.name)"

#endif
