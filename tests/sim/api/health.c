/*
 * health.c — the status checks of an instance, which reads show when they ask for them. It must not know how an
 * instance starts.
 */
#include "api/health.h"

#include <string.h>

#include "api/instances.h"

/* A status, and that of its one check. Source: InstanceHealthStatus and its details in the model. */
static const struct {
    const char *status, *check;
} statuses[] = {
    {"ok", "passed"},
    {"impaired", "failed"},
    {"initializing", "initializing"},
    {"insufficient-data", "insufficient-data"},
    {"not-applicable", NULL},
};
enum { STATUSES = sizeof statuses / sizeof statuses[0] };

static const char *check_of(const char *status)
{
    for (int i = 0; i < STATUSES; i++)
        if (!strcmp(statuses[i].status, status))
            return statuses[i].check;
    return NULL;
}

void health_begin(struct region *region, struct resource *instance, int64_t passes_ms)
{
    resource_plan(region, instance, "checks", passes_ms);
}

bool health_set(struct resource *instance, const char *instance_status, const char *system_status,
                int64_t now_ms)
{
    if ((instance_status && !check_of(instance_status)) || (system_status && !check_of(system_status)))
        return false;
    json_object_set_new(instance->hidden, "health",
                        json_pack("{s:s?, s:s?, s:f}", "instance", instance_status, "system", system_status,
                                  "since", (double)now_ms / 1000));
    resource_changed(instance);
    return true;
}

void health_forget(struct resource *instance)
{
    json_object_del(instance->hidden, "health");
}

const char *health_status(const struct resource *instance, const char *check)
{
    const char *status = json_string_value(
        json_object_get(json_object_get(instance->hidden, "health"), check));
    if (strcmp(instance_state(instance), "running") != 0)
        return "not-applicable";
    if (!status && json_object_get(json_object_get(instance->hidden, "due"), "checks"))
        return "initializing";
    return status ? status : "ok";
}

static void print(const struct resource *instance, const char *member, struct text *out)
{
    const json_t *health = json_object_get(instance->hidden, "health");
    const char *status = health_status(instance, member);
    text_format(out, ",\"%sStatus\":{\"status\":\"%s\",\"details\":[", member, status);
    if (check_of(status))
        text_format(out, "{\"name\":\"reachability\",\"status\":\"%s\"", check_of(status));
    if (!strcmp(status, "impaired"))
        text_format(out, ",\"impairedSince\":%.3f", json_number_value(json_object_get(health, "since")));
    text_add(out, check_of(status) ? "}]}" : "]}");
}

void health_print(const struct call *call, const struct resource *instance, struct text *out)
{
    if (!call_true(call, "includeHealthStatus"))
        return;
    print(instance, "instance", out);
    print(instance, "system", out);
}
