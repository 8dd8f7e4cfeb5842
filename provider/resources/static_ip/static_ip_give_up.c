/*
 * static_ip_give_up.c — how an address is detached when an attachment is destroyed, unless another resource
 * has claimed it, and how it is released to AWS. Knows attach and detach, and which addresses may be waiting
 * for the instance (static_ip_bring.c); must not know schemas or plans.
 */
#include "resources/static_ip/static_ip_attach.h"

static bool judge_attached(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context;
    (void)err;
    *ret_reached = json_is_true(json_object_get(object, "isAttached"));
    return true;
}

/* It may have been attached a moment ago, and the read did not show it yet. `object` is the current read. */
static bool detach_late(struct call *c, struct static_ip_now *now, json_t *object)
{
    struct str name = now->name;
    *now = static_ip_of(object);
    now->name = name;
    return static_ip_detach(c, now);
}

bool static_ip_release(struct call *c, struct static_ip_now *now)
{
    const struct ls_effect effect = {LS_DELETED, LS_KIND_STATIC_IP, .name = now->name,
                                     .arn = json_member_text(now->object, "arn")};
    json_t *object = NULL,
           *in = json_own(c->mem, json_pack("{s:o}", "staticIpName", json_new_str(now->name)));
    TRY(static_ip_leave(c, now));
    if (api_delete(c, OP_RELEASE_STATIC_IP, json_incref(in), &effect))
        return true;
    bool is_refusal = c->err.kind == ERR_API || c->err.kind == ERR_CONFLICT;
    return is_refusal && api_shows_soon(c, LS_KIND_STATIC_IP, now->name, judge_attached, NULL, &object) &&
           detach_late(c, now, object) && api_delete(c, OP_RELEASE_STATIC_IP, json_incref(in), &effect);
}

/* ---- two attachments of one run ---- */

static struct str lock_key(struct call *c, struct str name)
{
    return str_printf(c->mem, "static-ip/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

static const struct str claims = STR("static-ip");

bool static_ip_claim(struct call *c, struct str name, struct static_ip_now *ret)
{
    struct str key = lock_key(c, name);
    TRY(call_lock(c, key));
    call_made(c, claims, key);
    bool found = static_ip_find(c, name, ret);
    call_unlock(c, key);
    return found;
}

bool static_ip_give_up(struct call *c, struct static_ip_now *now)
{
    struct str key = lock_key(c, now->name);
    TRY(call_lock(c, key));
    bool done = call_has_made(c, claims, key) || static_ip_leave(c, now);
    call_unlock(c, key);
    return done;
}
