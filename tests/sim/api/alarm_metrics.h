/*
 * alarm_metrics.h — the metrics that alarms watch, and what the service chooses for each. It must not know any alarm.
 */
#ifndef SIM_API_ALARM_METRICS_H
#define SIM_API_ALARM_METRICS_H

#include "kind.h"

extern const char *const alarm_metric_names[];

/* What the service chooses: the statistic, the unit and the period of the metric. */
struct alarm_metric {
    const char *name, *statistic, *unit;
    int period_s;
};

/* The metric of this name that resources of this kind have; NULL when they do not have it. */
const struct alarm_metric *alarm_metric_of(const struct kind *kind, const char *name);

/* Whether any resource of this kind can be watched. */
bool alarm_metrics_watch(const struct kind *kind);

#endif
