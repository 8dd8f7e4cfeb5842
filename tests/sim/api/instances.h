/*
 * instances.h — virtual servers: created, read, deleted, and what other files may do to them.
 * It must not know firewalls, add-ons or tags beyond handing them their part of a request.
 */
#ifndef SIM_INSTANCES_H
#define SIM_INSTANCES_H

#include "kind.h"
#include "shape.h"

extern const struct kind instance_kind;
#define INSTANCE REQUIRED("instanceName", NAME)

/* The words that "ipAddressType" takes. */
extern const char *const ip_address_types[];

/* The instance that the input names; NULL after call_fail when there is none or it is being deleted. */
struct resource *instance_find_usable(struct call *call, const char *member);

/* "running", "stopped", ... */
const char *instance_state(const struct resource *instance);
void instance_set_state(struct resource *instance, const char *state);

/* The way from "pending" to "running" with its addresses, beginning now. */
void instance_begin_start(struct call *call, struct resource *instance);

/* After a static IP came or went: name and address of the one that is attached now, or NULL. */
void instance_set_static_ip(struct call *call, struct resource *instance, const char *name,
                            const char *address);

/* The name of the attached static IP; NULL when there is none. */
const char *instance_static_ip(const struct resource *instance);

/* CreateInstances and CreateInstancesFromSnapshot differ in this alone. */
struct instance_source {
    const char *operation;    /* type of the operations that are answered */
    const char *blueprint_id; /* of the request, or of what was saved */
    int minimum_disk_gb;      /* the bundle must not be smaller than the snapshot */
};

/* Creates the instances that the input names, or none of them. */
bool instances_create(struct call *call, const struct instance_source *source);

#endif
