/*
 * power.c — starting, stopping and rebooting instances.
 * It must not know how an instance gets its addresses; instances.c
 * does. Nor which bundles it may get; generations.c does.
 */
#include <string.h>

#include "api/capacity.h"
#include "api/generations.h"
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

/* What "attributeUpdates" asks for; *ret_bundle is NULL when the instance keeps its bundle. */
static bool check_update(struct call *call, const struct resource *instance, const struct bundle **ret_bundle)
{
    const json_t *updates = json_object_get(call->input, "attributeUpdates");
    const char *wanted = json_string_value(json_object_get(updates, "bundleId"));
    if (!wanted)
        return true;
    if (!is_in(instance, "stopped"))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The bundle of the instance %s cannot change: it is %s, and must be stopped",
                         resource_name(instance), instance_state(instance));
    *ret_bundle = generations_choose(call, instance, wanted);
    return *ret_bundle != NULL;
}

/* Without capacity the instance stays stopped, with the bundle that it has. */
static bool begin_start(struct call *call, struct resource *instance, const struct bundle *bundle)
{
    const char *bundle_id = bundle ? bundle->id : resource_string(instance, "bundleId");
    if (capacity_refuses(call, "StartInstance", resource_name(instance), resource_zone(instance), bundle_id))
        return false;
    if (bundle)
        generations_change(instance, bundle);
    instance_begin_start(call, instance);
    return true;
}

static bool start_instance(struct call *call)
{
    const struct bundle *bundle = NULL;
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance || !check_update(call, instance, &bundle))
        return false;
    if (is_in(instance, "stopping") || is_in(instance, "pending"))
        return fail_busy(call, instance);
    if (is_in(instance, "stopped") && !begin_start(call, instance, bundle))
        return operations_answer(call);
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

static const struct member update_members[] = {OPTIONAL("bundleId", NONEMPTY), {0}};

static const struct api power_api[] = {
    {.name = "StartInstance",
     .handle = start_instance,
     .input = INPUT(INSTANCE, PARTS("attributeUpdates", STRUCTURE, update_members, false))},
    {.name = "StopInstance", .handle = stop_instance, .input = INPUT(INSTANCE, OPTIONAL("force", BOOLEAN))},
    {.name = "RebootInstance", .handle = reboot_instance, .input = INPUT(INSTANCE)},
    {0},
};
const struct family power_family = {.api = power_api};
