/*
 * metrics.h — how many calls of each operation arrived, how many failed and how, how many at the same time.
 * It must not know what a call does.
 */
#ifndef SIM_METRICS_H
#define SIM_METRICS_H

#include "text.h"

/* Both names must be literals. A call is counted when it arrives, whatever its result. */
void metrics_begin(const char *operation);

/* error is NULL for a call that succeeded. */
void metrics_end(const char *error);

/* {"calls":{...},"errors":{...},"throttled":n,"total":n,"max_concurrent":n} */
void metrics_print(struct text *out);
void metrics_reset(void);

#endif
