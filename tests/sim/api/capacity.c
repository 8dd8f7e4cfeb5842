/*
 * capacity.c — zones that have no room for another instance, or for one with a certain bundle, as a
 * test sets them. It must not know what an
 * instance is.
 */
#include "api/capacity.h"

#include <stdlib.h>

#include "api/instances.h"
#include "memory.h"
#include "operations.h"

static json_t *full_zones; /* "ZONE", and "ZONE BUNDLE" */

void capacity_set(const char *zone, const char *bundle_id, bool has_room)
{
    if (!full_zones)
        full_zones = json_object();
    char *key = bundle_id ? memory_format("%s %s", zone, bundle_id) : memory_copy(zone);
    if (has_room)
        json_object_del(full_zones, key);
    else
        json_object_set_new(full_zones, key, json_true());
    free(key);
}

static bool is_full(const char *zone, const char *bundle_id)
{
    char *key = memory_format("%s %s", zone, bundle_id);
    bool full = json_object_get(full_zones, zone) || json_object_get(full_zones, key);
    free(key);
    return full;
}

/* The code and the text are those of EC2, which Lightsail is based on. */
bool capacity_refuses(struct call *call, const char *type, const char *instance_name, const char *zone,
                      const char *bundle_id)
{
    if (!is_full(zone, bundle_id))
        return false;
    char *text = memory_format("We currently do not have sufficient capacity in the Availability Zone you "
                               "requested (%s). Our system will be working on provisioning additional "
                               "capacity.",
                               zone);
    operation_add_failing(call, type, &instance_kind, instance_name, zone, "InsufficientInstanceCapacity",
                          text);
    free(text);
    return true;
}
