/*
 * balancer_targets.c — the instances of a load balancer, and their health, which follows their power state. It
 * must not know what else a load balancer has.
 */
#include "api/balancer_targets.h"

#include <string.h>

#include "api/health.h"
#include "api/instances.h"
#include "api/load_balancers.h"
#include "families.h"
#include "operations.h"

/* hidden.targets: the name of an instance: {"arn", "registered", "checked", "left" (absent while it is attached)} */
static json_t *targets_of(const struct resource *balancer)
{
    json_t *targets = json_object_get(balancer->hidden, "targets");
    if (!targets) {
        targets = json_object();
        json_object_set_new(balancer->hidden, "targets", targets);
    }
    return targets;
}

/* The instance of a target; NULL when it was deleted, also when there is another one with its name. */
static const struct resource *instance_of(struct region *region, const char *name, const json_t *target)
{
    const struct resource *instance = region_find_kind(region, &instance_kind, name);
    const char *arn = json_string_value(json_object_get(target, "arn"));
    return instance && !strcmp(resource_string(instance, "arn"), arn) ? instance : NULL;
}

static int64_t time_of(const json_t *target, const char *member)
{
    return json_integer_value(json_object_get(target, member));
}

bool balancer_has_targets(struct region *region, const struct resource *balancer)
{
    const char *name;
    json_t *target;
    json_object_foreach (json_object_get(balancer->hidden, "targets"), name, target)
        if (!json_object_get(target, "left") && instance_of(region, name, target))
            return true;
    return false;
}

/* ---- health ------------------------------------------------------------------------------------------------------ */

struct health {
    const char *state, *reason; /* the reason is NULL when healthy */
};

static struct health health_of(const struct resource *instance, const json_t *target, int64_t now_ms)
{
    const char *set = json_string_value(json_object_get(target, "health"));
    if (json_object_get(target, "left") || !strcmp(instance_state(instance), "shutting-down"))
        return (struct health){"draining", "Instance.DeregistrationInProgress"};
    if (strcmp(instance_state(instance), "running") != 0)
        return (struct health){"unused", "Instance.InvalidState"};
    if (set)
        return (struct health){set, json_string_value(json_object_get(target, "reason"))};
    if (now_ms < time_of(target, "registered"))
        return (struct health){"initial", "Lb.RegistrationInProgress"};
    const char *checks = health_status(instance, "instance");
    if (now_ms < time_of(target, "checked") || !strcmp(checks, "initializing"))
        return (struct health){"initial", "Lb.InitialHealthChecking"};
    if (strcmp(checks, "ok") != 0)
        return (struct health){"unhealthy", "Instance.FailedHealthChecks"};
    return (struct health){"healthy", NULL};
}

/* The instance of a target that is still one; NULL when it was deleted, or detached long enough ago. */
static const struct resource *present(struct region *region, const char *name, const json_t *target,
                                      int64_t now_ms)
{
    const json_t *left = json_object_get(target, "left");
    return left && now_ms >= json_integer_value(left) ? NULL : instance_of(region, name, target);
}

void balancer_targets_print(const struct call *call, const struct resource *balancer, struct text *out)
{
    bool first = true;
    const char *name;
    json_t *target;
    text_add(out, "[");
    json_object_foreach (json_object_get(balancer->hidden, "targets"), name, target) {
        const struct resource *instance = present(call->region, name, target, call->seen_ms);
        if (!instance)
            continue;
        struct health health = health_of(instance, target, call->seen_ms);
        text_add(out, first ? "{\"instanceName\":" : ",{\"instanceName\":");
        text_add_json(out, name);
        text_format(out, ",\"instanceHealth\":\"%s\"", health.state);
        if (health.reason)
            text_format(out, ",\"instanceHealthReason\":\"%s\"", health.reason);
        text_add(out, "}");
        first = false;
    }
    text_add(out, "]");
}

int balancer_targets_healthy(struct region *region, const struct resource *balancer, int64_t now_ms)
{
    int count = 0;
    const char *name;
    json_t *target;
    json_object_foreach (json_object_get(balancer->hidden, "targets"), name, target) {
        const struct resource *instance = present(region, name, target, now_ms);
        count += instance && !strcmp(health_of(instance, target, now_ms).state, "healthy");
    }
    return count;
}

const char *balancer_target_set_health(struct resource *balancer, const char *instance_name,
                                       const char *health, const char *reason)
{
    static const char *const states[] = {"initial", "healthy", "unhealthy", "unused", "unavailable"};
    json_t *target = json_object_get(targets_of(balancer), instance_name);
    bool is_state = !health;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        is_state = is_state || !strcmp(states[i], health);
    if (!target)
        return "the instance is not attached";
    if (!is_state)
        return "the health is not one of an instance";
    json_object_del(target, "health");
    json_object_del(target, "reason");
    if (health)
        json_object_set_new(target, "health", json_string(health));
    if (reason)
        json_object_set_new(target, "reason", json_string(reason));
    resource_changed(balancer);
    return NULL;
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

static bool is_attached(struct call *call, const struct resource *balancer, const char *name)
{
    const json_t *target = json_object_get(targets_of(balancer), name);
    return target && !json_object_get(target, "left") && instance_of(call->region, name, target);
}

static bool check_instance(struct call *call, const struct resource *balancer, const char *name,
                           bool attaches)
{
    const struct resource *instance = name ? region_find_kind(call->region, &instance_kind, name) : NULL;
    if (!instance)
        return call_fail_not_found(call, &instance_kind, name ? name : "");
    if (!attaches)
        return is_attached(call, balancer, name) ||
               call_fail_input(call, "The instance %s is not attached to the load balancer %s", name,
                               resource_name(balancer));
    const char *state = instance_state(instance);
    return !strcmp(state, "running") ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The instance %s is %s; only a running instance can be attached to a load balancer%s",
                     name, state, !strcmp(state, "pending") ? ". Please try again in a few minutes." : "");
}

/* The load balancer of the input, when all instances of the input can be attached or detached. */
static struct resource *begin(struct call *call, bool attaches)
{
    struct resource *balancer = load_balancer_find_active(call);
    const json_t *names = json_object_get(call->input, "instanceNames");
    if (!balancer)
        return NULL;
    if (json_array_size(names) == 0) {
        call_fail_input(call, "At least one instance must be named");
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(names); i++)
        if (!check_instance(call, balancer, json_string_value(json_array_get(names, i)), attaches))
            return NULL;
    return balancer;
}

/* Both objects have an operation, each of which names the other. */
static void add_pair(struct call *call, const struct resource *balancer, const char *instance_name)
{
    operation_add_for(call, call->operation, balancer, instance_name);
    operation_add(call, call->operation, &instance_kind, instance_name, "all", resource_name(balancer));
}

static bool attach(struct call *call)
{
    struct resource *balancer = begin(call, true);
    if (!balancer)
        return false;
    const json_t *names = json_object_get(call->input, "instanceNames");
    int64_t step_ms = call->options->operation_ms;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        add_pair(call, balancer, name);
        if (is_attached(call, balancer, name))
            continue;
        const struct resource *instance = region_find_kind(call->region, &instance_kind, name);
        json_object_set_new(targets_of(balancer), name,
                            json_pack("{s:s, s:I, s:I}", "arn", resource_string(instance, "arn"),
                                      "registered", (json_int_t)(call->now_ms + step_ms), "checked",
                                      (json_int_t)(call->now_ms + 2 * step_ms)));
    }
    resource_changed(balancer);
    return operations_answer(call);
}

static bool detach(struct call *call)
{
    struct resource *balancer = begin(call, false);
    if (!balancer)
        return false;
    const json_t *names = json_object_get(call->input, "instanceNames");
    int64_t end_ms = call->end == END_NEVER ? WORLD_NEVER_MS : call->now_ms + call->options->operation_ms;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        add_pair(call, balancer, name);
        json_object_set_new(json_object_get(targets_of(balancer), name), "left",
                            json_integer((json_int_t)end_ms));
    }
    resource_changed(balancer);
    return operations_answer(call);
}

#define TARGETS .input = INPUT(BALANCER, REQUIRED("instanceNames", STRINGS))

static const struct api balancer_targets_api[] = {
    {.name = "AttachInstancesToLoadBalancer", .handle = attach, TARGETS},
    {.name = "DetachInstancesFromLoadBalancer", .handle = detach, TARGETS},
    {0},
};
const struct family balancer_targets_family = {.api = balancer_targets_api};
