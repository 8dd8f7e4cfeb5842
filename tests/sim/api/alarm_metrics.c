/*
 * alarm_metrics.c — the metrics that alarms watch, and what the service chooses for each. It must not know any alarm.
 */
#include "api/alarm_metrics.h"

#include <string.h>

#include "api/databases.h"
#include "api/instances.h"
#include "api/load_balancers.h"

enum owner { OF_INSTANCE = 1, OF_BALANCER = 2, OF_DATABASE = 4 };

/*
 * Sources: MetricName in the model; the texts of PutAlarm and of the metric requests. The statistics are the first
 * ones that they advise.
 */
/* clang-format off */
#define METRICS(ROW) \
    ROW("CPUUtilization", "Average", "Percent", 300, OF_INSTANCE | OF_DATABASE) \
    ROW("NetworkIn", "Sum", "Bytes", 300, OF_INSTANCE) \
    ROW("NetworkOut", "Sum", "Bytes", 300, OF_INSTANCE) \
    ROW("StatusCheckFailed", "Sum", "Count", 60, OF_INSTANCE) \
    ROW("StatusCheckFailed_Instance", "Sum", "Count", 60, OF_INSTANCE) \
    ROW("StatusCheckFailed_System", "Sum", "Count", 60, OF_INSTANCE) \
    ROW("ClientTLSNegotiationErrorCount", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HealthyHostCount", "Average", "Count", 300, OF_BALANCER) \
    ROW("UnhealthyHostCount", "Average", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_LB_4XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_LB_5XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_Instance_2XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_Instance_3XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_Instance_4XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("HTTPCode_Instance_5XX_Count", "Sum", "Count", 300, OF_BALANCER) \
    ROW("InstanceResponseTime", "Average", "Seconds", 300, OF_BALANCER) \
    ROW("RejectedConnectionCount", "Sum", "Count", 300, OF_BALANCER) \
    ROW("RequestCount", "Sum", "Count", 300, OF_BALANCER) \
    ROW("DatabaseConnections", "Maximum", "Count", 60, OF_DATABASE) \
    ROW("DiskQueueDepth", "Sum", "Count", 60, OF_DATABASE) \
    ROW("FreeStorageSpace", "Sum", "Bytes", 60, OF_DATABASE) \
    ROW("NetworkReceiveThroughput", "Average", "Bytes/Second", 60, OF_DATABASE) \
    ROW("NetworkTransmitThroughput", "Average", "Bytes/Second", 60, OF_DATABASE) \
    ROW("FreeableMemory", "Average", "Bytes", 60, OF_DATABASE) \
    ROW("SwapUsage", "Average", "Bytes", 60, OF_DATABASE) \
    ROW("BurstCapacityTime", "Average", "Seconds", 300, OF_INSTANCE) \
    ROW("BurstCapacityPercentage", "Average", "Percent", 300, OF_INSTANCE) \
    ROW("DiskReadOps", "Sum", "Count", 300, OF_INSTANCE) \
    ROW("DiskWriteOps", "Sum", "Count", 300, OF_INSTANCE) \
    ROW("DiskReadBytes", "Sum", "Bytes", 300, OF_INSTANCE) \
    ROW("DiskWriteBytes", "Sum", "Bytes", 300, OF_INSTANCE) \
    ROW("DiskTotalReadTime", "Sum", "Seconds", 300, OF_INSTANCE) \
    ROW("DiskTotalWriteTime", "Sum", "Seconds", 300, OF_INSTANCE) \
    ROW("DiskQueueLength", "Average", "Count", 300, OF_INSTANCE)
/* clang-format on */

#define NAME(name, statistic, unit, period, owners) name,
const char *const alarm_metric_names[] = {METRICS(NAME) NULL};

#define ROW(name, statistic, unit, period, owners) {{name, statistic, unit, period}, owners},
static const struct row {
    struct alarm_metric metric;
    unsigned owners;
} rows[] = {METRICS(ROW)};

static unsigned owner_of(const struct kind *kind)
{
    return kind == &instance_kind        ? OF_INSTANCE
           : kind == &load_balancer_kind ? OF_BALANCER
           : kind == &database_kind      ? OF_DATABASE
                                         : 0;
}

const struct alarm_metric *alarm_metric_of(const struct kind *kind, const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].metric.name, name) && rows[i].owners & owner_of(kind))
            return &rows[i].metric;
    return NULL;
}

bool alarm_metrics_watch(const struct kind *kind)
{
    return owner_of(kind) != 0;
}
