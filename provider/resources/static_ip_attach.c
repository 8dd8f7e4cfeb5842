/*
 * static_ip_attach.c — attach, detach and the move made of both. Knows the API's static IPs and what can happen between two
 * calls; must not know schemas or plans, nor who else wants a place (static_ip_bring.c). Source: AttachStaticIp, DetachStaticIp, GetStaticIp of the API model.
 */
#include "resources/static_ip_attach.h"

struct static_ip_now static_ip_of(json_t *object)
{
    struct str attached_to = json_member_text(object, "attachedTo");
    bool is_attached = json_is_true(json_object_get(object, "isAttached")) && attached_to.len > 0;
    return (struct static_ip_now){
        .name = json_member_text(object, "name"),
        .address = json_member_text(object, "ipAddress"),
        .attached_to = is_attached ? attached_to : (struct str){NULL, 0},
        .object = object,
    };
}

static bool look(struct call *c, struct str name, enum ls_freshness freshness, struct static_ip_now *ret)
{
    json_t *object;
    TRY(api_view(c, LS_KIND_STATIC_IP, name, freshness, &object));
    *ret = static_ip_of(object);
    ret->name = name;
    return true;
}

bool static_ip_get(struct call *c, struct str name, struct static_ip_now *ret)
{
    return look(c, name, LS_NOW, ret);
}

bool static_ip_read(struct call *c, struct str name, struct static_ip_now *ret)
{
    return look(c, name, LS_REFRESH, ret);
}

/* ---- who wants it ---- */

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
    bool found = static_ip_get(c, name, ret);
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

/* ---- one step ---- */

struct wanted {
    struct static_ip_now *now;
    struct str attached_to; /* data NULL: detached */
};

static bool is_there(struct call *c, const void *context, bool *ret_done)
{
    const struct wanted *wanted = context;
    TRY(static_ip_get(c, wanted->now->name, wanted->now));
    *ret_done = str_eq(wanted->now->attached_to, wanted->attached_to);
    return true;
}

/*
 * The step failed: perhaps because somebody else made it. Then it is done; else the first error counts, but "not found" is said of
 * the address alone: an instance that went at the same time must not be mistaken for it.
 */
static bool done_by_others(struct call *c, const struct wanted *wanted)
{
    struct err original = c->err;
    bool done = false;
    if (original.kind == ERR_STOPPED || original.kind == ERR_TIMEOUT)
        return false;
    bool exists = is_there(c, wanted, &done);
    c->err = done ? (struct err){0} : original;
    if (exists && !done && original.kind == ERR_NOT_FOUND)
        c->err.kind = ERR_API;
    return done;
}

bool static_ip_detach(struct call *c, struct static_ip_now *now)
{
    if (now->attached_to.data == NULL)
        return true;
    const struct wanted wanted = {.now = now};
    if (!api_change(c, OP_DETACH_STATIC_IP, json_pack("{s:o}", "staticIpName", json_new_str(now->name)),
                    is_there, &wanted) &&
        !done_by_others(c, &wanted))
        return fail_context(&c->err, "while detaching static IP '%.*s' from '%.*s'", STR_ARG(now->name),
                            STR_ARG(now->attached_to));
    now->attached_to = (struct str){NULL, 0};
    return true;
}

static bool attach(struct call *c, struct static_ip_now *now, struct str instance)
{
    const struct wanted wanted = {.now = now, .attached_to = instance};
    json_t *in = json_pack("{s:o, s:o}", "staticIpName", json_new_str(now->name), "instanceName",
                           json_new_str(instance));
    if (!api_change(c, OP_ATTACH_STATIC_IP, in, is_there, &wanted) && !done_by_others(c, &wanted))
        return fail_context(&c->err, "while attaching static IP '%.*s' to '%.*s'", STR_ARG(now->name),
                            STR_ARG(instance));
    now->attached_to = instance;
    return true;
}

static bool verify(struct call *c, struct static_ip_now *now, struct str instance)
{
    struct str address = now->address;
    TRY(static_ip_get(c, now->name, now));
    if (!str_eq(now->attached_to, instance))
        return fail(&c->err, ERR_FAILED,
                    "Lightsail accepted the attachment of static IP '%.*s' to '%.*s', but it is not there",
                    STR_ARG(now->name), STR_ARG(instance));
    if (!str_eq(now->address, address))
        return fail(&c->err, ERR_FAILED, "the address of static IP '%.*s' changed from %.*s to %.*s",
                    STR_ARG(now->name), STR_ARG(address), STR_ARG(now->address));
    return true;
}

bool static_ip_move(struct call *c, struct static_ip_now *now, struct str instance)
{
    return static_ip_detach(c, now) && attach(c, now, instance) && verify(c, now, instance);
}
