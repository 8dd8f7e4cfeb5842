/*
 * alarm_metrics.c — the metrics that alarms watch, and what the service chooses for each. It must not know any alarm.
 */
#include "api/alarm_metrics.h"

#include <string.h>

#include "api/databases.h"
#include "api/instances.h"
#include "api/load_balancers.h"

/* Source: MetricName in the model, in the order of the table below. */
const char *const alarm_metric_names[] = {"CPUUtilization",
                                          "NetworkIn",
                                          "NetworkOut",
                                          "StatusCheckFailed",
                                          "StatusCheckFailed_Instance",
                                          "StatusCheckFailed_System",
                                          "ClientTLSNegotiationErrorCount",
                                          "HealthyHostCount",
                                          "UnhealthyHostCount",
                                          "HTTPCode_LB_4XX_Count",
                                          "HTTPCode_LB_5XX_Count",
                                          "HTTPCode_Instance_2XX_Count",
                                          "HTTPCode_Instance_3XX_Count",
                                          "HTTPCode_Instance_4XX_Count",
                                          "HTTPCode_Instance_5XX_Count",
                                          "InstanceResponseTime",
                                          "RejectedConnectionCount",
                                          "RequestCount",
                                          "DatabaseConnections",
                                          "DiskQueueDepth",
                                          "FreeStorageSpace",
                                          "NetworkReceiveThroughput",
                                          "NetworkTransmitThroughput",
                                          "FreeableMemory",
                                          "SwapUsage",
                                          "BurstCapacityTime",
                                          "BurstCapacityPercentage",
                                          "DiskReadOps",
                                          "DiskWriteOps",
                                          "DiskReadBytes",
                                          "DiskWriteBytes",
                                          "DiskTotalReadTime",
                                          "DiskTotalWriteTime",
                                          "DiskQueueLength",
                                          NULL};

enum owner { OF_INSTANCE = 1, OF_BALANCER = 2, OF_DATABASE = 4 };

/* Sources: the texts of PutAlarm and of the metric requests. The statistics are the first ones that they advise. */
static const struct row {
    struct alarm_metric metric;
    unsigned owners;
} rows[] = {
    {{"CPUUtilization", "Average", "Percent", 300}, OF_INSTANCE | OF_DATABASE},
    {{"NetworkIn", "Sum", "Bytes", 300}, OF_INSTANCE},
    {{"NetworkOut", "Sum", "Bytes", 300}, OF_INSTANCE},
    {{"StatusCheckFailed", "Sum", "Count", 60}, OF_INSTANCE},
    {{"StatusCheckFailed_Instance", "Sum", "Count", 60}, OF_INSTANCE},
    {{"StatusCheckFailed_System", "Sum", "Count", 60}, OF_INSTANCE},
    {{"ClientTLSNegotiationErrorCount", "Sum", "Count", 300}, OF_BALANCER},
    {{"HealthyHostCount", "Average", "Count", 300}, OF_BALANCER},
    {{"UnhealthyHostCount", "Average", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_LB_4XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_LB_5XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_Instance_2XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_Instance_3XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_Instance_4XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"HTTPCode_Instance_5XX_Count", "Sum", "Count", 300}, OF_BALANCER},
    {{"InstanceResponseTime", "Average", "Seconds", 300}, OF_BALANCER},
    {{"RejectedConnectionCount", "Sum", "Count", 300}, OF_BALANCER},
    {{"RequestCount", "Sum", "Count", 300}, OF_BALANCER},
    {{"DatabaseConnections", "Maximum", "Count", 60}, OF_DATABASE},
    {{"DiskQueueDepth", "Sum", "Count", 60}, OF_DATABASE},
    {{"FreeStorageSpace", "Sum", "Bytes", 60}, OF_DATABASE},
    {{"NetworkReceiveThroughput", "Average", "Bytes/Second", 60}, OF_DATABASE},
    {{"NetworkTransmitThroughput", "Average", "Bytes/Second", 60}, OF_DATABASE},
    {{"FreeableMemory", "Average", "Bytes", 60}, OF_DATABASE},
    {{"SwapUsage", "Average", "Bytes", 60}, OF_DATABASE},
    {{"BurstCapacityTime", "Average", "Seconds", 300}, OF_INSTANCE},
    {{"BurstCapacityPercentage", "Average", "Percent", 300}, OF_INSTANCE},
    {{"DiskReadOps", "Sum", "Count", 300}, OF_INSTANCE},
    {{"DiskWriteOps", "Sum", "Count", 300}, OF_INSTANCE},
    {{"DiskReadBytes", "Sum", "Bytes", 300}, OF_INSTANCE},
    {{"DiskWriteBytes", "Sum", "Bytes", 300}, OF_INSTANCE},
    {{"DiskTotalReadTime", "Sum", "Seconds", 300}, OF_INSTANCE},
    {{"DiskTotalWriteTime", "Sum", "Seconds", 300}, OF_INSTANCE},
    {{"DiskQueueLength", "Average", "Count", 300}, OF_INSTANCE},
};

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
