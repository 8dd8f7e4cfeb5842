/*
 * instances.h — instances: created, read, deleted, and the changes that other files may make to them. It must
 * not know firewalls, add-ons or tags; it only passes on their part of a request.
 */
#ifndef SIM_INSTANCES_H
#define SIM_INSTANCES_H

#include "kind.h"
#include "shape.h"

extern const struct kind instance_kind;
#define INSTANCE REQUIRED("instanceName", NAME)

/* The values of "ipAddressType". */
extern const char *const ip_address_types[];

/* The instance that the input names; NULL after call_fail when it does not exist or is being deleted. */
struct resource *instance_find_usable(struct call *call, const char *member);

/* "running", "stopped", ... */
const char *instance_state(const struct resource *instance);
void instance_set_state(struct resource *instance, const char *state);

/* Starts the transition from "pending" to "running" with its addresses. */
void instance_begin_start(struct call *call, struct resource *instance);

/* To be called after a static IP was attached or detached: its name and address, or NULL. */
void instance_set_static_ip(struct call *call, struct resource *instance, const char *name,
                            const char *address);

/* The size of its system disk. */
int instance_system_disk_gb(const struct resource *instance);

/* The name of the attached static IP; NULL when there is none. */
const char *instance_static_ip(const struct resource *instance);

/* The differences between CreateInstances and CreateInstancesFromSnapshot. */
struct instance_source {
    const char *operation;    /* type of the operations in the response */
    const char *blueprint_id; /* of the request, or of the snapshot */
    const char *bundle_id;    /* of the snapshot's source: the bundle must not be smaller; NULL: any */
    const json_t *contents;   /* of the snapshot; NULL: a new system disk */
    const json_t *disk_names; /* for each instance a list: the names of its disks from the snapshot */
};

/* Creates the instances that the input names, or none of them. */
bool instances_create(struct call *call, const struct instance_source *source);

#endif
