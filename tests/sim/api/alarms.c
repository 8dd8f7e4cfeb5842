/*
 * alarms.c — alarms: put, tested, listed, deleted. Nothing is measured: a new one gets the state OK. It must not know
 * who is notified.
 */
#include <string.h>

#include "api/alarm_metrics.h"
#include "api/contact_methods.h"
#include "families.h"
#include "operations.h"
#include "tags.h"

/* Source: the texts of PutAlarm. */
enum { MOST_PERIODS = 288, MOST_OF_A_METRIC = 2 };

static const struct kind alarm_kind;

static const json_t *monitored(const struct resource *alarm)
{
    return json_object_get(alarm->document, "monitoredResourceInfo");
}

/* Whether the alarm watches this resource: one of the same name that was made later is another one. */
static bool watches(const struct resource *alarm, const struct resource *resource)
{
    return !strcmp(json_string_value(json_object_get(monitored(alarm), "arn")),
                   resource_string(resource, "arn"));
}

/* An alarm goes with its resource. */
static bool is_orphan(struct region *region, const struct resource *alarm)
{
    const struct resource *resource = region_find(region, json_string_value(
                                                              json_object_get(monitored(alarm), "name")));
    return !resource || !watches(alarm, resource);
}

/* ---- states ------------------------------------------------------------------------------------------------------ */

static void set_state(struct resource *alarm, const char *state)
{
    resource_set(alarm, "state", json_string(state));
}

/* A test ends with the state before it. */
static void transition(struct resource *alarm, const char *word)
{
    if (!strcmp(word, "evaluated"))
        set_state(alarm, "OK");
    if (!strcmp(word, "test-end"))
        set_state(alarm, json_string_value(json_object_get(alarm->hidden, "stateBefore")));
}

static bool test_alarm(struct call *call)
{
    struct resource *alarm = call_find(call, &alarm_kind, "alarmName");
    if (!alarm)
        return false;
    if (!json_object_get(json_object_get(alarm->hidden, "due"), "test-end"))
        json_object_set(alarm->hidden, "stateBefore", json_object_get(alarm->document, "state"));
    set_state(alarm, call_string(call, "state"));
    resource_plan(call->region, alarm, "test-end", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "TestAlarm", alarm, NULL);
    return operations_answer(call);
}

/* ---- PutAlarm ---------------------------------------------------------------------------------------------------- */

static json_int_t number_of(const struct call *call, const char *member, json_int_t otherwise)
{
    const json_t *value = json_object_get(call->input, member);
    return value ? json_integer_value(value) : otherwise;
}

static bool check_values(struct call *call)
{
    const json_t *triggers = json_object_get(call->input, "notificationTriggers"), *trigger;
    json_int_t periods = number_of(call, "evaluationPeriods", 1);
    json_int_t points = number_of(call, "datapointsToAlarm", periods);
    bool has_alarm = !triggers;
    size_t i;
    json_array_foreach ((json_t *)(uintptr_t)triggers, i, trigger)
        has_alarm = has_alarm || !strcmp(json_string_value(trigger), "ALARM");
    if (!has_alarm)
        return call_fail_input(call, "The ALARM state must be specified in notificationTriggers");
    return (points >= 1 && points <= periods) ||
           call_fail_input(call, "datapointsToAlarm must be from 1 to evaluationPeriods (%d)", (int)periods);
}

/* The resource and its metric; NULL after call_fail. */
static struct resource *find_monitored(struct call *call, const struct alarm_metric **ret_metric)
{
    const char *name = call_string(call, "monitoredResourceName");
    struct resource *resource = region_find(call->region, name);
    if (!resource) {
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The Resource does not exist: %s", name);
        return NULL;
    }
    *ret_metric = alarm_metric_of(resource->kind, call_string(call, "metricName"));
    if (*ret_metric)
        return resource;
    if (alarm_metrics_watch(resource->kind))
        call_fail_input(call, "A resource of the type %s has no metric %s", resource->kind->api,
                        call_string(call, "metricName"));
    else
        call_fail_input(call, "Alarms are not supported for the resource type %s", resource->kind->api);
    return NULL;
}

static bool check_number(struct call *call, const struct resource *resource, const struct resource *mine)
{
    const struct resource *other;
    int count = 0;
    for (size_t at = 0; (other = region_next(call->region, &alarm_kind, &at));)
        count += other != mine && watches(other, resource) &&
                 !strcmp(resource_string(other, "metricName"), call_string(call, "metricName"));
    return count < MOST_OF_A_METRIC ||
           call_fail_input(call, "The metric %s of %s already has %d alarms, which is the limit",
                           call_string(call, "metricName"), resource_name(resource), count);
}

/* A copy of a member of the input, or a default, which is taken over. */
static json_t *given(const struct call *call, const char *member, json_t *otherwise)
{
    json_t *copy = json_deep_copy(json_object_get(call->input, member));
    if (!copy)
        return otherwise;
    json_decref(otherwise);
    return copy;
}

/* Everything that a request sets; nothing stays of what was there. */
static json_t *members_of(const struct call *call, const struct resource *resource,
                          const struct alarm_metric *metric)
{
    return json_pack("{s:{s:s, s:s, s:s}, s:o, s:o, s:i, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o}",
                     "monitoredResourceInfo", "arn", resource_string(resource, "arn"), "name",
                     resource_name(resource), "resourceType", resource->kind->api, "comparisonOperator",
                     given(call, "comparisonOperator", NULL), "evaluationPeriods",
                     given(call, "evaluationPeriods", NULL), "period", metric->period_s, "threshold",
                     given(call, "threshold", NULL), "datapointsToAlarm",
                     json_integer(
                         number_of(call, "datapointsToAlarm", number_of(call, "evaluationPeriods", 1))),
                     "treatMissingData", given(call, "treatMissingData", json_string("missing")), "statistic",
                     metric->statistic, "metricName", metric->name, "unit", metric->unit, "contactProtocols",
                     given(call, "contactProtocols", json_array()), "notificationTriggers",
                     given(call, "notificationTriggers", json_pack("[s]", "ALARM")), "notificationEnabled",
                     given(call, "notificationEnabled", json_true()));
}

static bool put_alarm(struct call *call)
{
    const char *name = call_string(call, "alarmName");
    struct resource *alarm = region_find_kind(call->region, &alarm_kind, name);
    const struct alarm_metric *metric = NULL;
    const struct resource *resource;
    if ((!alarm && !call_check_new_name(call, name)) || !check_values(call) || !tags_check(call, 0) ||
        !(resource = find_monitored(call, &metric)) || !check_number(call, resource, alarm))
        return false;
    json_t *members = members_of(call, resource, metric);
    if (alarm) {
        json_object_update(alarm->document, members);
        json_decref(members);
        resource_changed(alarm);
    } else {
        alarm = kind_create(call, &alarm_kind, name, NULL, name, members);
        set_state(alarm, "INSUFFICIENT_DATA");
        resource_plan(call->region, alarm, "evaluated", call->now_ms + call->options->operation_ms);
    }
    operation_add_for(call, "PutAlarm", alarm, resource_name(resource));
    return operations_answer(call);
}

/* ---- GetAlarms --------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct call *call, const struct resource *alarm)
{
    const char *name = call_string(call, "alarmName"), *of = call_string(call, "monitoredResourceName");
    return (!name || !strcmp(name, resource_name(alarm))) &&
           (!of || !strcmp(of, json_string_value(json_object_get(monitored(alarm), "name"))));
}

static bool get_alarms(struct call *call)
{
    uint64_t after, last = 0;
    size_t count = 0, at = 0;
    if ((call_string(call, "alarmName") && !call_find(call, &alarm_kind, "alarmName")) ||
        !page_begin(call, alarm_kind.list_member, &after))
        return false;
    struct resource *alarm;
    while ((alarm = region_next(call->region, &alarm_kind, &at))) {
        if (alarm->sequence <= after || !is_wanted(call, alarm))
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        resource_print(alarm, &call->out);
        last = alarm->sequence;
    }
    page_end(call, 0);
    return true;
}

static const struct kind alarm_kind = {
    .api = "Alarm",
    .plural = "alarms",
    .name_member = "alarmName",
    .member = "alarm",
    .list_member = "alarms",
    .taggable = true,
    .is_orphan = is_orphan,
    .transition = transition,
};

static const char *const operators[] = {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                                        "LessThanThreshold", "LessThanOrEqualToThreshold", NULL};
static const char *const treatments[] = {"breaching", "notBreaching", "ignore", "missing", NULL};
static const char *const states[] = {"OK", "ALARM", "INSUFFICIENT_DATA", NULL};

#define ALARM REQUIRED("alarmName", NAME)

static const struct api alarms_api[] = {
    {.name = "PutAlarm",
     .handle = put_alarm,
     .input = INPUT(ALARM, WORD("metricName", alarm_metric_names, true),
                    REQUIRED("monitoredResourceName", NAME), WORD("comparisonOperator", operators, true),
                    REQUIRED("threshold", DOUBLE), NUMBER("evaluationPeriods", 1, MOST_PERIODS, true),
                    OPTIONAL("datapointsToAlarm", INTEGER), WORD("treatMissingData", treatments, false),
                    WORDS("contactProtocols", contact_protocols, false),
                    WORDS("notificationTriggers", states, false), OPTIONAL("notificationEnabled", BOOLEAN),
                    TAGS)},
    API_DELETE("DeleteAlarm", alarm_kind, ALARM),
    {.name = "TestAlarm", .handle = test_alarm, .input = INPUT(ALARM, WORD("state", states, true))},
    {.name = "GetAlarms",
     .shows = OF_MANY,
     .one_with = "alarmName",
     .handle = get_alarms,
     .input = INPUT(OPTIONAL("alarmName", NAME), OPTIONAL("pageToken", STRING),
                    OPTIONAL("monitoredResourceName", NAME))},
    {0},
};
const struct family alarms_family = {.kinds = {&alarm_kind}, .api = alarms_api};
