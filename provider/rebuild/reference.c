/*
 * reference.c — what refers to an instance by its name and is lost with it. Must not know why the
 * instance is a new one. Source: the API reference of each operation of the table below.
 */
#include "rebuild/reference.h"

void copy_members(const json_t *from, const char *const *members, json_t *to)
{
    for (; *members != NULL; members++) {
        json_t *value = json_object_get(from, *members);
        if (value != NULL && !json_is_null(value))
            json_object_set(to, *members, value);
    }
}

static bool has_member(const json_t *items, const char *member, struct str text)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (str_eq(json_member_text(json_array_get(items, i), member), text))
            return true;
    }
    return false;
}

static bool alarm_watches(const json_t *alarm, struct str name, struct str region)
{
    (void)region;
    return str_eq(json_text(json_at(alarm, "monitoredResourceInfo.name")), name);
}

static json_t *alarm_request(const json_t *alarm, struct str name)
{
    static const char *const members[] = {"metricName",          "comparisonOperator",
                                          "threshold",           "evaluationPeriods",
                                          "datapointsToAlarm",   "treatMissingData",
                                          "contactProtocols",    "notificationTriggers",
                                          "notificationEnabled", NULL};
    static const char *const tags[] = {"tags", NULL};
    json_t *in = member_of("monitoredResourceName", name);
    json_object_set(in, "alarmName", json_object_get(alarm, "name"));
    copy_members(alarm, members, in);
    if (json_array_size(json_object_get(alarm, "tags")) > 0)
        copy_members(alarm, tags, in);
    return in;
}

static bool balancer_uses(const json_t *balancer, struct str name, struct str region)
{
    (void)region;
    return has_member(json_object_get(balancer, "instanceHealthSummary"), "instanceName", name);
}

static json_t *balancer_request(const json_t *balancer, struct str name)
{
    json_t *in = json_object(), *names = json_array();
    json_object_set(in, "loadBalancerName", json_object_get(balancer, "name"));
    json_array_append_new(names, json_new_str(name));
    json_object_set_new(in, "instanceNames", names);
    return in;
}

static bool bucket_lets_in(const json_t *bucket, struct str name, struct str region)
{
    (void)region;
    return has_member(json_object_get(bucket, "resourcesReceivingAccess"), "name", name);
}

static json_t *bucket_request(const json_t *bucket, struct str name)
{
    json_t *in = member_of("resourceName", name);
    json_object_set(in, "bucketName", json_object_get(bucket, "name"));
    json_object_set_new(in, "access", json_string("allow"));
    return in;
}

static bool distribution_comes_from(const json_t *distribution, struct str name, struct str region)
{
    const json_t *origin = json_object_get(distribution, "origin");
    return str_eq(json_member_text(origin, "name"), name) &&
           str_eq(json_member_text(origin, "regionName"), region);
}

static json_t *distribution_request(const json_t *distribution, struct str name)
{
    static const char *const members[] = {"regionName", "protocolPolicy", "responseTimeout", "ipAddressType",
                                          NULL};
    json_t *in = json_object(), *origin = member_of("name", name);
    json_object_set(in, "distributionName", json_object_get(distribution, "name"));
    copy_members(json_object_get(distribution, "origin"), members, origin);
    json_object_set_new(in, "origin", origin);
    return in;
}

static const struct reference {
    const char *member;      /* member of the journal, with the requests, and of the response of `read` */
    const char *name_member; /* of a request */
    const char *noun, *done;
    enum ls_op read, restore;
    bool (*is_of)(const json_t *item, struct str name, struct str region);
    json_t *(*request)(const json_t *item, struct str name);
    const char *question; /* a member of the read request to set to true */
    const char *region;   /* the region that manages it; NULL: the region of the instance */
} references[] = {
    {"alarms", "alarmName", "alarm", "made again", OP_GET_ALARMS, OP_PUT_ALARM, alarm_watches, alarm_request,
     NULL, NULL},
    {"loadBalancers", "loadBalancerName", "place in the load balancer", "taken again", OP_GET_LOAD_BALANCERS,
     OP_ATTACH_INSTANCES_TO_LOAD_BALANCER, balancer_uses, balancer_request, NULL, NULL},
    {"buckets", "bucketName", "access to the bucket", "given again", OP_GET_BUCKETS,
     OP_SET_RESOURCE_ACCESS_FOR_BUCKET, bucket_lets_in, bucket_request, "includeConnectedResources", NULL},
    {"distributions", "distributionName", "origin of the distribution", "set again", OP_GET_DISTRIBUTIONS,
     OP_UPDATE_DISTRIBUTION, distribution_comes_from, distribution_request, NULL, "us-east-1"},
};
enum { REFERENCES = sizeof references / sizeof references[0] };

/* Until the caller restores it, the client of the session is that of the region that manages the object. */
static bool go_there(struct session *s, const struct reference *reference)
{
    return reference->region == NULL ||
           ls_client_in_region(s->client, str_c(reference->region), &s->client, &s->err);
}

/* ret_items NULL: AWS does not report them. Other AWS partitions may not have that region. */
static bool list_there(struct session *s, const struct reference *reference, json_t **ret_items)
{
    struct ls_client *here = s->client;
    json_t *in = json_object();
    *ret_items = NULL;
    if (reference->question != NULL)
        json_object_set_new(in, reference->question, json_true());
    json_own(s->mem, in);
    bool is_there = go_there(s, reference);
    bool done = !is_there ||
                session_list_if_allowed(s, reference->read, json_incref(in), reference->member, ret_items);
    s->client = here;
    if (!is_there)
        s->err = (struct err){.kind = ERR_NONE};
    return done;
}

static bool read_references(struct session *s, const struct reference *reference, struct str name,
                            json_t *journal)
{
    json_t *items, *kept = json_array();
    json_object_set_new(journal, reference->member, kept);
    TRY(list_there(s, reference, &items));
    if (items == NULL)
        json_array_append_new(json_object_get(journal, "unknown"), json_string(reference->noun));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (reference->is_of(item, name, ls_client_region(s->client)))
            json_array_append_new(kept, reference->request(item, name));
    }
    return true;
}

bool references_record(struct session *s, struct str instance_name, json_t *journal)
{
    for (size_t i = 0; i < REFERENCES; i++)
        TRY(read_references(s, &references[i], instance_name, journal));
    return true;
}

void references_describe(const json_t *journal, struct buf *out)
{
    for (size_t i = 0; i < REFERENCES; i++) {
        const json_t *items = json_object_get(journal, references[i].member);
        for (size_t k = 0; k < json_array_size(items); k++)
            buf_printf(out, "%s %.*s: %s\n", references[i].noun,
                       STR_ARG(json_member_text(json_array_get(items, k), references[i].name_member)),
                       references[i].done);
    }
}

static bool restore(struct session *s, const struct reference *reference, json_t *request)
{
    struct ls_client *here = s->client;
    struct str name = json_member_text(request, reference->name_member);
    bool done = go_there(s, reference) && session_do(s, reference->restore, json_incref(request));
    s->client = here;
    if (!done)
        return fail_context(&s->err, "%s '%.*s'", reference->noun, STR_ARG(name));
    session_done(s, "%s %.*s %s", reference->noun, STR_ARG(name), reference->done);
    return true;
}

bool references_restore(struct session *s, const json_t *journal)
{
    for (size_t i = 0; i < REFERENCES; i++) {
        const json_t *items = json_object_get(journal, references[i].member);
        for (size_t k = 0; k < json_array_size(items); k++)
            TRY(restore(s, &references[i], json_array_get(items, k)));
    }
    return true;
}
