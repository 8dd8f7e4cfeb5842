/*
 * power.c — starting, stopping and rebooting instances.
 * It must not know how an instance gets its addresses; instances.c does.
 */
#include <string.h>

#include "api/capacity.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"

static bool is_in(const struct resource *instance, const char *state)
{
    return !strcmp(instance_state(instance), state);
}

static bool fail_busy(struct call *call, const struct resource *instance)
{
    return call_fail(
        call, FAILURE_OPERATION, "OperationFailure",
        "The instance %s is in the state %s, which does not allow this operation. Please try again in a "
        "few minutes.",
        resource_name(instance), instance_state(instance));
}

static bool answer(struct call *call, struct resource *instance, const char *type)
{
    operation_add_for(call, type, instance, "");
    return operations_answer(call);
}

static bool start_instance(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    if (is_in(instance, "stopping") || is_in(instance, "pending"))
        return fail_busy(call, instance);
    if (is_in(instance, "stopped")) {
        if (capacity_refuses(call, "StartInstance", resource_name(instance), resource_zone(instance)))
            return operations_answer(call);
        instance_begin_start(call, instance);
    }
    return answer(call, instance, "StartInstance");
}

static bool stop_instance(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    bool force = call_true(call, "force");
    if (is_in(instance, "pending") || (is_in(instance, "stopping") && !force))
        return fail_busy(call, instance);
    if (is_in(instance, "running")) {
        resource_unplan(call->region, instance, "public-address");
        instance_set_state(instance, "stopping");
        resource_plan(call->region, instance, "stopped", call->now_ms + call->options->operation_ms);
    } else if (is_in(instance, "stopping"))
        resource_plan(call->region, instance, "stopped", call->now_ms);
    return answer(call, instance, "StopInstance");
}

/* The state stays "running", as in the service; only the operation shows the reboot. */
static bool reboot_instance(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    if (!is_in(instance, "running"))
        return fail_busy(call, instance);
    return answer(call, instance, "RebootInstance");
}

static const struct api power_api[] = {
    {.name = "StartInstance", .handle = start_instance, .input = INPUT(INSTANCE)},
    {.name = "StopInstance", .handle = stop_instance, .input = INPUT(INSTANCE, OPTIONAL("force", BOOLEAN))},
    {.name = "RebootInstance", .handle = reboot_instance, .input = INPUT(INSTANCE)},
    {0},
};
const struct family power_family = {.api = power_api};
