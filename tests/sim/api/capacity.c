/*
 * capacity.c — zones that have no room for another instance, as a test sets them. It must not know what an
 * instance is.
 */
#include "api/capacity.h"

#include <stdlib.h>

#include "api/instances.h"
#include "memory.h"
#include "operations.h"

static json_t *full_zones;

void capacity_set(const char *zone, bool has_room)
{
    if (!full_zones)
        full_zones = json_object();
    if (has_room)
        json_object_del(full_zones, zone);
    else
        json_object_set_new(full_zones, zone, json_true());
}

/* The code and the text are those of EC2, which Lightsail is based on. */
bool capacity_refuses(struct call *call, const char *type, const char *instance_name, const char *zone)
{
    if (!json_object_get(full_zones, zone))
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
