/*
 * database_metrics.c — GetRelationalDatabaseMetricData: nothing is measured here, so the lists are empty. It must
 * not know what a database does.
 */
#include "api/databases.h"
#include "families.h"

enum { SHORTEST_S = 60, LONGEST_S = 24 * 60 * 60 };

static bool get_metric(struct call *call)
{
    if (!database_find(call))
        return false;
    if (json_number_value(json_object_get(call->input, "startTime")) >=
        json_number_value(json_object_get(call->input, "endTime")))
        return call_fail_input(call, "startTime must be before endTime");
    text_format(&call->out, "{\"metricName\":\"%s\",\"metricData\":[]}", call_string(call, "metricName"));
    return true;
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

#define PERIOD                                                                           \
    {                                                                                    \
        .name = "period", .form = FORM_INTEGER, .required = true, .minimum = SHORTEST_S, \
        .maximum = LONGEST_S                                                             \
    }

static const struct api database_metrics_api[] = {
    {.name = "GetRelationalDatabaseMetricData",
     .shows = OF_ONE,
     .handle = get_metric,
     .input = INPUT(DATABASE, WORD("metricName", metrics, true), PERIOD, REQUIRED("startTime", TIME),
                    REQUIRED("endTime", TIME), REQUIRED("unit", STRING), REQUIRED("statistics", STRINGS))},
    {0},
};
const struct family database_metrics_family = {.api = database_metrics_api};
