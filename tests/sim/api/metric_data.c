/*
 * metric_data.c — what the requests for metrics of all kinds share. It must not know what is measured.
 */
#include "api/metric_data.h"

/* Source: MetricUnit and MetricStatistic in the model. */
const char *const metric_units[] = {"Seconds",
                                    "Microseconds",
                                    "Milliseconds",
                                    "Bytes",
                                    "Kilobytes",
                                    "Megabytes",
                                    "Gigabytes",
                                    "Terabytes",
                                    "Bits",
                                    "Kilobits",
                                    "Megabits",
                                    "Gigabits",
                                    "Terabits",
                                    "Percent",
                                    "Count",
                                    "Bytes/Second",
                                    "Kilobytes/Second",
                                    "Megabytes/Second",
                                    "Gigabytes/Second",
                                    "Terabytes/Second",
                                    "Bits/Second",
                                    "Kilobits/Second",
                                    "Megabits/Second",
                                    "Gigabits/Second",
                                    "Terabits/Second",
                                    "Count/Second",
                                    "None",
                                    NULL};
const char *const metric_statistics[] = {"Minimum", "Maximum", "Sum", "Average", "SampleCount", NULL};

bool metric_check_times(struct call *call)
{
    return json_number_value(json_object_get(call->input, "startTime")) <
               json_number_value(json_object_get(call->input, "endTime")) ||
           call_fail_input(call, "startTime must be before endTime");
}

bool metric_answer_nothing(struct call *call)
{
    if (!metric_check_times(call))
        return false;
    text_format(&call->out, "{\"metricName\":\"%s\",\"metricData\":[]}", call_string(call, "metricName"));
    return true;
}
