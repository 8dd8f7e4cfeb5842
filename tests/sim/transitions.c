/*
 * transitions.c — who understands the planned words of which type of resource.
 * It must not know what the words mean.
 */
#include "disks.h"
#include "instances.h"
#include "snapshots.h"
#include "world.h"

bool transition_apply(struct region *region, struct resource *resource, const char *word, int64_t at_ms)
{
    switch (resource->type) {
    case RESOURCE_INSTANCE:
        return instance_transition(region, resource, word, at_ms);
    case RESOURCE_DISK:
        return disk_transition(region, resource, word);
    case RESOURCE_INSTANCE_SNAPSHOT:
    case RESOURCE_DISK_SNAPSHOT:
        return snapshot_transition(resource, word);
    case RESOURCE_STATIC_IP:
    case RESOURCE_KEY_PAIR:
    case RESOURCE_TYPES:
        break;
    }
    return true;
}
