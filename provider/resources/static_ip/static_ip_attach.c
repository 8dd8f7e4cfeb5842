/*
 * static_ip_attach.c — attach, detach, and the move, which does both. Knows static IPs in the API and what
 * can happen between two requests; must not know schemas or plans, nor which other addresses need an instance
 * (static_ip_bring.c). Source: AttachStaticIp, DetachStaticIp, GetStaticIp of the API model.
 */
#include "resources/static_ip/static_ip_attach.h"

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

static bool taken(bool found, struct str name, json_t *object, struct static_ip_now *ret)
{
    if (!found)
        return false;
    *ret = static_ip_of(object);
    ret->name = name;
    return true;
}

bool static_ip_get(struct call *c, struct str name, struct static_ip_now *ret)
{
    json_t *object = NULL;
    bool found = api_view(c, LS_KIND_STATIC_IP, name, LS_NOW, &object);
    return taken(found, name, object, ret);
}

bool static_ip_find(struct call *c, struct str name, struct static_ip_now *ret)
{
    json_t *object = NULL;
    bool found = api_find(c, LS_KIND_STATIC_IP, name, STR(""), &object);
    return taken(found, name, object, ret);
}

bool static_ip_read(struct call *c, struct str name, struct tf_string arn, struct static_ip_now *ret)
{
    json_t *object = NULL;
    bool found = api_read(c, LS_KIND_STATIC_IP, name, arn, &object);
    return taken(found, name, object, ret);
}

/* ---- one step ---- */

/* What the address shows afterwards; instance.data == NULL: that it is detached. */
static struct ls_effect effect_of(struct call *c, const struct static_ip_now *now, struct str instance)
{
    json_t *members = instance.data != NULL
                          ? json_pack("{s:b, s:o}", "isAttached", 1, "attachedTo", json_new_str(instance))
                          : json_pack("{s:b}", "isAttached", 0);
    return (struct ls_effect){LS_CHANGED, LS_KIND_STATIC_IP, .name = now->name,
                              .arn = json_member_text(now->object, "arn"),
                              .members = json_own(c->mem, members)};
}

static bool judge_at(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct str *instance = context;
    (void)err;
    struct str at = json_is_true(json_object_get(object, "isAttached"))
                        ? json_member_text(object, "attachedTo")
                        : STR("");
    *ret_reached = object != NULL && str_eq(at, *instance);
    return true;
}

/*
 * The step failed, perhaps because another process made the same change. Then it is done. Otherwise the first
 * error is reported. "Not found" is only reported for the address itself: an instance that was deleted at the
 * same time must not be mistaken for it.
 */
static bool done_by_others(struct call *c, struct static_ip_now *now, struct str instance)
{
    struct err original = c->err;
    if (original.kind == ERR_STOPPED || original.kind == ERR_TIMEOUT)
        return false;
    json_t *object = NULL;
    bool done = api_shows_soon(c, LS_KIND_STATIC_IP, now->name, judge_at, &instance, &object);
    bool exists = taken(object != NULL, now->name, object, now);
    c->err = done ? (struct err){0} : original;
    if (exists && !done && original.kind == ERR_NOT_FOUND)
        c->err.kind = ERR_API;
    return done;
}

bool static_ip_detach(struct call *c, struct static_ip_now *now)
{
    if (now->attached_to.data == NULL)
        return true;
    const struct str nowhere = {NULL, 0};
    const struct ls_effect effect = effect_of(c, now, nowhere);
    if (!api_change(c, OP_DETACH_STATIC_IP, json_pack("{s:o}", "staticIpName", json_new_str(now->name)),
                    &effect) &&
        !done_by_others(c, now, nowhere))
        return fail_context(&c->err, "while detaching the static IP '%.*s' from '%.*s'", STR_ARG(now->name),
                            STR_ARG(now->attached_to));
    now->attached_to = (struct str){NULL, 0};
    return true;
}

static bool attach(struct call *c, struct static_ip_now *now, struct str instance)
{
    const struct ls_effect effect = effect_of(c, now, instance);
    json_t *in = json_pack("{s:o, s:o}", "staticIpName", json_new_str(now->name), "instanceName",
                           json_new_str(instance));
    if (!api_change(c, OP_ATTACH_STATIC_IP, in, &effect) && !done_by_others(c, now, instance))
        return fail_context(&c->err, "while attaching the static IP '%.*s' to '%.*s'", STR_ARG(now->name),
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
                    "Lightsail accepted the attachment of the static IP '%.*s' to '%.*s', but does not show "
                    "it",
                    STR_ARG(now->name), STR_ARG(instance));
    if (!str_eq(now->address, address))
        return fail(&c->err, ERR_FAILED, "the address of the static IP '%.*s' changed from %.*s to %.*s",
                    STR_ARG(now->name), STR_ARG(address), STR_ARG(now->address));
    return true;
}

bool static_ip_move(struct call *c, struct static_ip_now *now, struct str instance)
{
    return static_ip_detach(c, now) && attach(c, now, instance) && verify(c, now, instance);
}
