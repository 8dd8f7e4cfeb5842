/*
 * generations.c — the bundle of an existing instance, and its change to another generation when the instance
 * starts. It must not know states; power.c decides when an instance may change.
 *
 * Source: InstanceAttributeUpdates$bundleId. Sizes, platforms and address types are not mentioned there:
 * that a change of them is refused is assumed.
 */
#include "api/generations.h"

#include <string.h>

#define ORIGIN "originalBundleId" /* hidden: the bundle before a change to a newer one */

/* The newest bundle like this one that instances can get; NULL when this one is. */
static const struct bundle *find_newer(const struct bundle *bundle)
{
    const struct bundle *newest = catalogue_bundle_sibling(bundle, bundle->ipv6_only);
    return newest && catalogue_generation(newest) > catalogue_generation(bundle) ? newest : NULL;
}

static const char *origin_of(const struct resource *instance)
{
    return json_string_value(json_object_get(instance->hidden, ORIGIN));
}

/* Everything except the generation must be the same. */
static bool check_alike(struct call *call, const struct bundle *old, const struct bundle *wanted)
{
    if (wanted->windows != old->windows)
        return call_fail_input(call, "The bundle %s is for another platform than the bundle %s", wanted->id,
                               old->id);
    if (wanted->ipv6_only != old->ipv6_only)
        return call_fail_input(call, "The bundle %s is for another IP address type than the bundle %s",
                               wanted->id, old->id);
    return !strcmp(wanted->size, old->size) ||
           call_fail_input(
               call, "The bundle %s has another size than the bundle %s. Only its generation can change.",
               wanted->id, old->id);
}

static bool check_generation(struct call *call, const struct resource *instance, const struct bundle *old,
                             const struct bundle *wanted)
{
    const char *origin = origin_of(instance);
    if (wanted == old)
        return call_fail_input(call, "The instance %s has the bundle %s already", resource_name(instance),
                               old->id);
    if (origin && !strcmp(origin, wanted->id))
        return true;
    if (catalogue_generation(wanted) < catalogue_generation(old))
        return call_fail_input(
            call,
            "The bundle %s is of an older generation than %s, and the instance %s did not have it before",
            wanted->id, old->id, resource_name(instance));
    return wanted->active ||
           call_fail_input(call, "The bundle %s is no longer available, also for %s", wanted->id, old->id);
}

const struct bundle *generations_choose(struct call *call, const struct resource *instance,
                                        const char *wanted_id)
{
    const char *old_id = resource_string(instance, "bundleId");
    const struct bundle *old = catalogue_bundle(old_id), *wanted = catalogue_bundle(wanted_id);
    if (!strcmp(wanted_id, "auto")) {
        wanted = old ? find_newer(old) : NULL;
        if (!wanted)
            call_fail_input(call, "There is no newer generation of the bundle %s", old_id);
        return wanted;
    }
    if (!old || !wanted) {
        call_fail_input(call, "The bundle ID is not valid: %s, for an instance with the bundle %s", wanted_id,
                        old_id);
        return NULL;
    }
    return check_alike(call, old, wanted) && check_generation(call, instance, old, wanted) ? wanted : NULL;
}

static void set_bundle(struct resource *instance, const struct bundle *bundle)
{
    json_t *hardware = json_object_get(instance->document, "hardware");
    json_t *transfer = json_object_get(json_object_get(instance->document, "networking"), "monthlyTransfer");
    json_object_set_new(hardware, "cpuCount", json_integer(bundle->cpus));
    json_object_set_new(hardware, "ramSizeInGb", json_real(bundle->ram_gb));
    json_object_set_new(transfer, "gbPerMonthAllocated", json_integer(bundle->transfer_gb));
    resource_set(instance, "bundleId", json_string(bundle->id));
}

void generations_change(struct resource *instance, const struct bundle *bundle)
{
    const char *old_id = resource_string(instance, "bundleId");
    const struct bundle *old = catalogue_bundle(old_id);
    if (old && catalogue_generation(old) < catalogue_generation(bundle))
        json_object_set_new(instance->hidden, ORIGIN, json_string(old_id));
    else
        json_object_del(instance->hidden, ORIGIN);
    set_bundle(instance, bundle);
}

bool generations_set(struct resource *instance, const struct bundle *bundle)
{
    const struct bundle *old = catalogue_bundle(resource_string(instance, "bundleId"));
    json_t *disks = json_object_get(json_object_get(instance->document, "hardware"), "disks");
    if (!old || old->windows != bundle->windows || old->ipv6_only != bundle->ipv6_only)
        return false;
    json_object_set_new(json_array_get(disks, 0), "sizeInGb", json_integer(bundle->disk_gb));
    json_object_set_new(json_array_get(disks, 0), "iops", json_integer(catalogue_disk_iops(bundle)));
    json_object_del(instance->hidden, ORIGIN);
    set_bundle(instance, bundle);
    return true;
}
