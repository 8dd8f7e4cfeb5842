/*
 * host_keys.c — DeleteKnownHostKeys: the browser's client forgets the host keys of an instance, which no read shows.
 * It must not know the keys.
 */
#include "api/instances.h"
#include "families.h"
#include "operations.h"

static bool delete_known(struct call *call)
{
    const struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    operation_add_done(call, "DeleteKnownHostKeys", &instance_kind, resource_name(instance),
                       resource_zone(instance), NULL);
    return operations_answer(call);
}

static const struct api host_keys_api[] = {
    {.name = "DeleteKnownHostKeys", .handle = delete_known, .input = INPUT(INSTANCE)},
    {0},
};
const struct family host_keys_family = {.api = host_keys_api};
