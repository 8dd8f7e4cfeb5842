/*
 * metric_data.h — what the requests for metrics of all kinds share. It must not know what is measured.
 */
#ifndef SIM_API_METRIC_DATA_H
#define SIM_API_METRIC_DATA_H

#include "call.h"
#include "shape.h"

extern const char *const metric_units[], *const metric_statistics[];

/* The members of a request: the metric is one of names. METRIC_UNIT: most have this one, too. */
enum { METRIC_SHORTEST_S = 60, METRIC_LONGEST_S = 24 * 60 * 60 };
#define METRIC(names)                                                                             \
    WORD("metricName", names, true), NUMBER("period", METRIC_SHORTEST_S, METRIC_LONGEST_S, true), \
        REQUIRED("startTime", TIME), REQUIRED("endTime", TIME), WORDS("statistics", metric_statistics, true)
#define METRIC_UNIT WORD("unit", metric_units, true)

/* The period of the request begins before it ends; false after call_fail. */
bool metric_check_times(struct call *call);

/* The whole response, when nothing is measured. */
bool metric_answer_nothing(struct call *call);

#endif
