/*
 * static_ip_attachment.c — lightsail_static_ip_attachment: only the attachment of an address to an instance,
 * as in hashicorp/aws. Must not know how a move is made (static_ip_attach.c), nor which resource manages the
 * address.
 */
#include "resources/static_ip/static_ip_attachment.h"
#include "resources/catalogue/origin.h"
#include "resources/instance/instance_changing.h"
#include "resources/moves.h"
#include "runtime/arn.h"
#include "runtime/region_check.h"

void static_ip_attachment_fill(const struct static_ip_now *now, struct static_ip_attachment *state)
{
    state->static_ip_name = tf_string(now->name);
    state->instance_name = tf_string_or_null(now->attached_to);
    state->ip_address = tf_string(now->address);
}

static bool no_static_ip(struct call *c, struct str name)
{
    if (c->err.kind != ERR_NOT_FOUND)
        return false;
    return fail_at(&c->err, ERR_USER, "static_ip_name", "there is no static IP '%.*s' in %.*s", STR_ARG(name),
                   STR_ARG(call_region(c)));
}

static bool bring(struct call *c, const struct static_ip_attachment *plan, struct static_ip_now *ret_now)
{
    struct instance_found target;
    if (!static_ip_claim(c, plan->static_ip_name.v, ret_now))
        return no_static_ip(c, plan->static_ip_name.v);
    TRY(instance_ref_find(c, (struct instance_ref){.name = plan->instance_name}, &target));
    return static_ip_bring(c, ret_now, &target);
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct static_ip_attachment *config = plan->config, *prior = plan->prior;
    struct static_ip_attachment none = {0}, before = prior != NULL ? *prior : none;
    region_check(c, plan, LS_KIND_STATIC_IP, "static_ip_name", config->static_ip_name, before.static_ip_name);
    region_check(c, plan, LS_KIND_INSTANCE, "instance_name", config->instance_name, before.instance_name);
    origin_prepare(c, LS_KIND_INSTANCE, config->instance_name);
    return true;
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct static_ip_attachment *plan = plan_model;
    struct static_ip_attachment *state = state_model;
    struct static_ip_now now = {.attached_to = {NULL, 0}};
    bool is_there = bring(c, plan, &now), is_accepted = str_eq(now.attached_to, plan->instance_name.v);
    if (!is_there && !is_accepted && !c->err.maybe_done)
        return false;
    static_ip_attachment_fill(&now, state);
    state->instance_name = plan->instance_name;
    return is_there;
}

static bool read(struct call *c, const void *prior_model, void *state)
{
    const struct static_ip_attachment *prior = prior_model;
    struct static_ip_now now;
    bool is_changing = false;
    if (!static_ip_read(c, prior->static_ip_name.v, (struct tf_string){0}, &now))
        return api_gone_if_not_found(c);
    if (now.attached_to.data == NULL && TF_IS_KNOWN(prior->instance_name))
        TRY(instance_is_changing(c, prior->instance_name.v, &is_changing));
    if (is_changing)
        return true; /* the change attaches it again */
    if (now.attached_to.data == NULL)
        return call_gone(c); /* this resource is the attachment */
    static_ip_attachment_fill(&now, state);
    return true;
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state)
{
    const struct static_ip_attachment *prior = prior_model, *plan = plan_model;
    if (tf_string_equal(prior->instance_name, plan->instance_name))
        return true;
    struct static_ip_now now = {.name = plan->static_ip_name.v,
                                .address = prior->ip_address.v,
                                .attached_to = prior->instance_name.v};
    bool moved = bring(c, plan, &now);
    if (moved || now.attached_to.data == NULL)
        static_ip_attachment_fill(&now, state);
    return moved;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct static_ip_attachment *prior = prior_model;
    struct static_ip_now now;
    if (!static_ip_get(c, prior->static_ip_name.v, &now))
        return api_done_if_not_found(c);
    if (!str_eq(now.attached_to, prior->instance_name.v))
        return true; /* the address was moved outside of Terraform: that attachment is not ours */
    return static_ip_give_up(c, &now) || api_done_if_not_found(c);
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct static_ip_attachment *state = state_model;
    struct str name;
    TRY(arn_or_name(c, id, LS_KIND_STATIC_IP, &name));
    state->static_ip_name = tf_string(name);
    return true;
}

const struct resource static_ip_attachment_resource = {
    .schema = &static_ip_attachment_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .moves = &static_ip_attachment_move,
    .move_count = 1,
};
