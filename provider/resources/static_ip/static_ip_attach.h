/*
 * static_ip_attach.h — where a static IP is, and how it gets to an instance without ever being lost on the way.
 * Shared by lightsail_static_ip and lightsail_static_ip_attachment; must not know their schemas or plans.
 */
#ifndef RESOURCES_STATIC_IP_ATTACH_H
#define RESOURCES_STATIC_IP_ATTACH_H

#include "resources/instance/instance_ref.h"

/* What AWS says; kept up to date by the functions below, also when they fail half-way. */
struct static_ip_now {
    struct str name, address;
    struct str attached_to; /* data NULL: not attached */
    json_t *object;         /* the StaticIp of the last answer, in c->mem */
};

/* From a StaticIp of an answer, which it borrows. */
struct static_ip_now static_ip_of(json_t *object);
/* The address as it is now. Errors: ERR_NOT_FOUND. */
bool static_ip_get(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
/* The same for what should be there: ERR_NOT_FOUND only after looking for as long as reads may lag. */
bool static_ip_find(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
/* For a refresh, which shares its calls with others; `arn` of the state, null: whichever has the name. */
bool static_ip_read(struct call *c, struct str name, struct tf_string arn, struct static_ip_now *ret)
    MUST_USE;

/* Detaches it; not attached (any more) is success. */
bool static_ip_detach(struct call *c, struct static_ip_now *now) MUST_USE;
/* Detaches it and attaches it to the instance, reads that back and checks that the address is the same. */
bool static_ip_move(struct call *c, struct static_ip_now *now, struct str instance) MUST_USE;

/* ---- static_ip_bring.c: places that other addresses of this walk leave, or want ---- */

/*
 * Brings the address to the instance; does nothing when it is there already. An instance that has another static IP is waited for as long
 * as that may leave in this walk, and the address stays where it is until then, unless several addresses want each other's places: one of
 * them makes room for the others. A move that fails puts it back. Errors: ERR_USER when the instance keeps the other static IP.
 */
bool static_ip_bring(struct call *c, struct static_ip_now *now, const struct instance_found *target) MUST_USE;
/* Waits in the same way for an instance's place, for an address of this name that is not allocated yet. */
bool static_ip_await(struct call *c, struct str name, const struct instance_found *target) MUST_USE;
/* Detaches it for good, and brings to its place the one that has given up waiting for that. */
bool static_ip_leave(struct call *c, struct static_ip_now *now) MUST_USE;

/* ---- static_ip_give_up.c ---- */

/* Detaches it and gives it back to AWS; gone already is success. */
bool static_ip_release(struct call *c, struct static_ip_now *now) MUST_USE;

/*
 * The tie may be two resources of one walk, the new one made before the old one is destroyed. Who brings the address somewhere claims it
 * first, which looks at it as static_ip_get does; who gives it up detaches it unless somebody has claimed it in this walk.
 */
bool static_ip_claim(struct call *c, struct str name, struct static_ip_now *ret) MUST_USE;
bool static_ip_give_up(struct call *c, struct static_ip_now *now) MUST_USE;

#endif
