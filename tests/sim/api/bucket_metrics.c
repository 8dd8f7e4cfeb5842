/*
 * bucket_metrics.c — GetBucketMetricData: the size of a bucket, measured once a day. It must not know who puts
 * objects into it.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "api/bucket_objects.h"
#include "api/buckets.h"
#include "api/metric_data.h"
#include "families.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static const char *const metrics[] = {"BucketSizeBytes", "NumberOfObjects", NULL};

/* One value a day, so all statistics but the number of samples are that. */
static void add_point(struct call *call, json_t *points, int64_t at_ms, int64_t value)
{
    const json_t *statistics = json_object_get(call->input, "statistics"), *statistic;
    json_t *point = json_pack("{s:f, s:s}", "timestamp", (double)at_ms / 1000, "unit",
                              call_string(call, "unit"));
    size_t i;
    json_array_foreach ((json_t *)(uintptr_t)statistics, i, statistic) {
        char member[16];
        snprintf(member, sizeof member, "%s", json_string_value(statistic));
        bool is_count = !strcmp(member, "SampleCount");
        member[0] = (char)tolower((unsigned char)member[0]);
        json_object_set_new(point, member, json_real(is_count ? 1 : (double)value));
    }
    json_array_append_new(points, point);
}

/* A bucket without objects has no values, as in S3. */
static json_t *points_of(struct call *call, const struct resource *bucket, bool is_size)
{
    int64_t start_ms = (int64_t)(json_number_value(json_object_get(call->input, "startTime")) * 1000);
    int64_t end_ms = (int64_t)(json_number_value(json_object_get(call->input, "endTime")) * 1000);
    json_t *points = json_array();
    int64_t day_ms = (start_ms + DAY_MS - 1) / DAY_MS * DAY_MS;
    if (day_ms < call->seen_ms - 400 * (int64_t)DAY_MS)
        day_ms = call->seen_ms / DAY_MS * DAY_MS - 400 * (int64_t)DAY_MS;
    for (; day_ms < end_ms && day_ms <= call->seen_ms; day_ms += DAY_MS) {
        int64_t value = bucket_objects_at(bucket, is_size ? "bytes" : "number", day_ms);
        if (value > 0)
            add_point(call, points, day_ms, value);
    }
    return points;
}

static bool get_metric(struct call *call)
{
    const struct resource *bucket = bucket_find(call);
    if (!bucket)
        return false;
    bool is_size = !strcmp(call_string(call, "metricName"), "BucketSizeBytes");
    bool is_measured = !strcmp(call_string(call, "unit"), is_size ? "Bytes" : "Count") &&
                       json_integer_value(json_object_get(call->input, "period")) == DAY_MS / 1000;
    if (!is_measured || !metric_check_times(call))
        return metric_answer_nothing(call);
    json_t *points = points_of(call, bucket, is_size);
    text_format(&call->out, "{\"metricName\":\"%s\",\"metricData\":", call_string(call, "metricName"));
    text_add_json_value(&call->out, points);
    text_add(&call->out, "}");
    json_decref(points);
    return true;
}

static const struct api bucket_metrics_api[] = {
    {.name = "GetBucketMetricData",
     .shows = OF_ONE,
     .handle = get_metric,
     .input = INPUT(BUCKET, METRIC(metrics), METRIC_UNIT)},
    {0},
};
const struct family bucket_metrics_family = {.api = bucket_metrics_api};
