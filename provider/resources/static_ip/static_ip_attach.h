/*
 * static_ip_attach.h — the instance of a static IP, and moving it to an instance without losing the address.
 * Shared by lightsail_static_ip and lightsail_static_ip_attachment; must not know their schemas or plans.
 */
#ifndef RESOURCES_STATIC_IP_ATTACH_H
#define RESOURCES_STATIC_IP_ATTACH_H

#include "resources/instance/instance_ref.h"

/* What AWS reports; updated by the functions below, also when they fail half-way. */
struct static_ip_now {
    struct str name, address;
    struct str attached_to; /* data NULL: not attached */
    json_t *object;         /* the StaticIp of the last response, in c->mem */
};

/* From a StaticIp of a response, which it borrows. */
struct static_ip_now static_ip_of(json_t *object);
/* The current address. Errors: ERR_NOT_FOUND. */
bool static_ip_get(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
/* The same for an address that the caller expects to exist: ERR_NOT_FOUND only after reading for as long
 * as reads may lag. */
bool static_ip_find(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
/* For a refresh, which shares its requests with other calls. `arn` of the state; null: any static IP with
 * the name. */
bool static_ip_read(struct call *c, struct str name, struct tf_string arn, struct static_ip_now *ret)
    MUST_USE;

/* Detaches it. If it is not attached, this is success. */
bool static_ip_detach(struct call *c, struct static_ip_now *now) MUST_USE;
/* Detaches it and attaches it to the instance, reads it back and checks that the address is the same. */
bool static_ip_move(struct call *c, struct static_ip_now *now, struct str instance) MUST_USE;

/* ---- static_ip_bring.c: instances that other addresses of this run leave, or need ---- */

/*
 * Attaches the address to the instance; does nothing when it is attached already. If the instance has another
 * static IP, it waits for as long as that one may leave in this run. Until then the address stays where it
 * is, unless several addresses need each other's instances: then one of them is detached for the others. If a
 * move fails, the address is attached to its old instance again. Errors: ERR_USER when the instance keeps the
 * other static IP.
 */
bool static_ip_bring(struct call *c, struct static_ip_now *now, const struct instance_found *target) MUST_USE;
/* Waits in the same way for an instance, for an address of this name that is not allocated yet. */
bool static_ip_await(struct call *c, struct str name, const struct instance_found *target) MUST_USE;
/* Detaches it permanently, and attaches the address that has stopped waiting for its instance. */
bool static_ip_leave(struct call *c, struct static_ip_now *now) MUST_USE;

/* ---- static_ip_give_up.c ---- */

/* Detaches it and releases it to AWS. If it does not exist, this is success. */
bool static_ip_release(struct call *c, struct static_ip_now *now) MUST_USE;

/*
 * One attachment may be two resources of the same run, and the new one may be created before the old one is
 * destroyed. A resource that attaches the address claims it first, which reads it like static_ip_get. A
 * resource that is destroyed detaches it unless it was claimed in this run.
 */
bool static_ip_claim(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
bool static_ip_give_up(struct call *c, struct static_ip_now *now) MUST_USE;

#endif
