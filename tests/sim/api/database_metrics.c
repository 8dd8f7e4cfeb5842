/*
 * database_metrics.c — GetRelationalDatabaseMetricData: nothing is measured here, so the lists are empty. It must
 * not know what a database does.
 */
#include "api/databases.h"
#include "api/metric_data.h"
#include "families.h"

static bool get_metric(struct call *call)
{
    return database_find(call) && metric_answer_nothing(call);
}

static const char *const metrics[] = {"CPUUtilization",
                                      "DatabaseConnections",
                                      "DiskQueueDepth",
                                      "FreeStorageSpace",
                                      "NetworkReceiveThroughput",
                                      "NetworkTransmitThroughput",
                                      "FreeableMemory",
                                      "SwapUsage",
                                      NULL};

static const struct api database_metrics_api[] = {
    {.name = "GetRelationalDatabaseMetricData",
     .shows = OF_ONE,
     .handle = get_metric,
     .input = INPUT(DATABASE, METRIC(metrics), METRIC_UNIT)},
    {0},
};
const struct family database_metrics_family = {.api = database_metrics_api};
