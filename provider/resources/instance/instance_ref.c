/*
 * instance_ref.c — finds the instance that a plan refers to. Knows the two attributes and the two ways to
 * find it; must not know what happens to the instance.
 */
#include "resources/instance/instance_ref.h"

#include "rebuild/rebuild.h"
#include "resources/instance/instance_changing.h"
#include "runtime/arn.h"
#include "runtime/region_check.h"

static bool given_matches(struct tf_string config, struct tf_string prior)
{
    return TF_IS_NULL(config) || tf_string_equal(config, prior);
}

bool instance_ref_matches(struct instance_ref config, struct instance_ref prior)
{
    bool is_given = !TF_IS_NULL(config.name) || !TF_IS_NULL(config.arn);
    return is_given && given_matches(config.name, prior.name) && given_matches(config.arn, prior.arn);
}

void instance_ref_plan(struct call *c, struct instance_ref config, const struct instance_ref *prior,
                       struct tf_string *planned_name, struct tf_string *planned_arn)
{
    bool stays = prior != NULL && instance_ref_matches(config, *prior);
    if (TF_IS_NULL(config.name))
        *planned_name = stays ? prior->name : TF_UNKNOWN_OF(*planned_name);
    if (TF_IS_NULL(config.arn))
        *planned_arn = stays && !instance_will_change(c, prior->name) ? prior->arn
                                                                      : TF_UNKNOWN_OF(*planned_arn);
}

bool instance_ref_of(struct call *c, json_t *instance, struct instance_found *ret)
{
    *ret = (struct instance_found){.name = json_member_text(instance, "name"),
                                   .arn = json_member_text(instance, "arn"),
                                   .instance = instance};
    if (ret->name.len == 0 || ret->arn.len == 0)
        return fail(&c->err, ERR_PROTOCOL, "the response has an instance without name or ARN");
    return true;
}

bool instance_ref_get(struct call *c, struct str name, struct instance_found *ret)
{
    json_t *instance;
    return api_view(c, LS_KIND_INSTANCE, name, LS_NOW, &instance) && instance_ref_of(c, instance, ret);
}

bool instance_ref_read(struct call *c, struct instance_ref prior, struct instance_found *ret)
{
    json_t *instance;
    return api_read(c, LS_KIND_INSTANCE, prior.name.v, prior.arn, &instance) &&
           instance_ref_of(c, instance, ret);
}

bool instance_ref_refresh(struct call *c, struct instance_ref prior, struct instance_found *ret,
                          bool *ret_is_changing)
{
    bool is_import = !TF_IS_KNOWN(prior.arn);
    *ret_is_changing = false;
    if (instance_ref_read(c, prior, ret)) {
        *ret_is_changing = !is_import && rebuild_is_marked(ret->instance);
        return true;
    }
    struct err missing = c->err;
    if (is_import || missing.kind != ERR_NOT_FOUND)
        return false;
    c->err = (struct err){0};
    TRY(instance_is_changing(c, prior.name.v, ret_is_changing));
    if (!*ret_is_changing)
        c->err = missing;
    return *ret_is_changing;
}

bool instance_ref_attached(struct call *c, struct instance_ref prior, bool is_attached,
                           struct instance_found *ret, bool *ret_is_over)
{
    bool is_changing = false;
    *ret_is_over = true;
    if (!is_attached && TF_IS_KNOWN(prior.arn))
        TRY(instance_is_changing(c, prior.name.v, &is_changing));
    if (is_changing)
        return true;
    if (!is_attached)
        return call_gone(c);
    if (!instance_ref_read(c, (struct instance_ref){.name = prior.name}, ret))
        return api_gone_if_not_found(c);
    *ret_is_over = false;
    return true;
}

static bool no_instance(struct call *c, const char *attribute, struct str value)
{
    return fail_at(&c->err, ERR_USER, attribute, "there is no instance '%.*s' in %.*s", STR_ARG(value),
                   STR_ARG(call_region(c)));
}

static bool no_instance_of_arn(struct call *c, struct str arn)
{
    no_instance(c, "instance_arn", arn);
    return fail_hint(&c->err,
                     "The ARN of an instance changes when the instance is replaced. Use instance_arn = "
                     "lightsail_instance.<name>.arn, which follows a replacement, or use instance_name.");
}

static bool find_by_arn(struct call *c, struct str arn, struct instance_found *ret)
{
    struct str name;
    json_t *instance;
    /* An ARN always has the same name, but the instance may be deleted, and another one may have its name. */
    if (api_view_name_of_arn(c, LS_KIND_INSTANCE, arn, &name) &&
        api_find(c, LS_KIND_INSTANCE, name, arn, &instance))
        return instance_ref_of(c, instance, ret);
    return c->err.kind == ERR_NOT_FOUND ? no_instance_of_arn(c, arn) : false;
}

static bool find_by_name(struct call *c, struct str name, struct instance_found *ret)
{
    json_t *instance;
    if (api_find(c, LS_KIND_INSTANCE, name, STR(""), &instance))
        return instance_ref_of(c, instance, ret);
    return c->err.kind == ERR_NOT_FOUND ? no_instance(c, "instance_name", name) : false;
}

/* Both are set: as long as they agree, one read by name is cheaper than the list of all instances. */
static bool find_by_both(struct call *c, struct instance_ref planned, struct instance_found *ret)
{
    json_t *instance = NULL;
    if (api_find(c, LS_KIND_INSTANCE, planned.name.v, planned.arn.v, &instance))
        return instance_ref_of(c, instance, ret);
    if (c->err.kind != ERR_NOT_FOUND || instance == NULL)
        return c->err.kind == ERR_NOT_FOUND ? no_instance(c, "instance_name", planned.name.v) : false;
    TRY(find_by_arn(c, planned.arn.v, ret));
    return fail_at(
        &c->err, ERR_USER, "instance_arn",
        "instance_arn belongs to the instance '%.*s', but instance_name is '%.*s': set only one of them",
        STR_ARG(ret->name), STR_ARG(planned.name.v));
}

bool instance_ref_plan_replace(struct call *c, struct plan *plan, struct instance_ref config,
                               struct instance_ref prior)
{
    struct str name;
    if (!TF_IS_NULL(config.name)) {
        if (!tf_string_equal(config.name, prior.name))
            plan_replace(plan, STR("instance_name"));
        return true;
    }
    /* In a region that is not known yet it is another instance in any case, which means a replacement. */
    bool is_looked_up = TF_IS_KNOWN(config.arn) && !tf_string_equal(config.arn, prior.arn) &&
                        !plan->is_final && c->client != NULL;
    if (!is_looked_up)
        return true;
    if (!api_view_name_of_arn(c, LS_KIND_INSTANCE, config.arn.v, &name))
        return c->err.kind == ERR_NOT_FOUND ? no_instance_of_arn(c, config.arn.v) : false;
    if (!str_eq(name, prior.name.v))
        plan_replace(plan, STR("instance_arn"));
    return true;
}

void instance_ref_check(struct call *c, const struct plan *plan, struct instance_ref config,
                        struct instance_ref prior)
{
    struct str name;
    region_check(c, plan, LS_KIND_INSTANCE, "instance_name", config.name, prior.name);
    if (!plan->is_replacement || plan->is_final || !TF_IS_KNOWN(config.arn) || c->client == NULL ||
        api_view_name_of_arn(c, LS_KIND_INSTANCE, config.arn.v, &name))
        return;
    bool is_missing = c->err.kind == ERR_NOT_FOUND;
    c->err = (struct err){0};
    if (is_missing)
        call_error(c, "instance_arn", "Unknown instance",
                   "There is no instance '%.*s' in %.*s. The old resource would be deleted, and the new one "
                   "refused. The ARN of an instance changes when the instance is replaced. Use instance_arn "
                   "= lightsail_instance.<label>.arn, which follows a replacement, or use instance_name.",
                   STR_ARG(config.arn.v), STR_ARG(call_region(c)));
}

bool instance_ref_find(struct call *c, struct instance_ref planned, struct instance_found *ret)
{
    bool has_name = TF_IS_KNOWN(planned.name), has_arn = TF_IS_KNOWN(planned.arn);
    if (has_name)
        return has_arn ? find_by_both(c, planned, ret) : find_by_name(c, planned.name.v, ret);
    if (has_arn)
        return find_by_arn(c, planned.arn.v, ret);
    return fail_at(&c->err, ERR_USER, "instance_name", "neither instance_name nor instance_arn is set");
}

bool instance_ref_known(struct call *c, struct instance_ref planned, struct instance_found *ret)
{
    struct str name = planned.name.v;
    json_t *instance;
    bool is_known = (TF_IS_KNOWN(planned.name) ||
                     api_view_name_of_arn(c, LS_KIND_INSTANCE, planned.arn.v, &name)) &&
                    api_view(c, LS_KIND_INSTANCE, name, LS_KNOWN, &instance) &&
                    instance_ref_of(c, instance, ret) &&
                    (!TF_IS_KNOWN(planned.arn) || str_eq(ret->arn, planned.arn.v));
    c->err = (struct err){0};
    return is_known;
}

static struct str lock_key(struct call *c, struct str name)
{
    return str_printf(c->mem, "instance/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

bool instance_ref_lock(struct call *c, struct str name)
{
    return call_lock(c, lock_key(c, name));
}

void instance_ref_unlock(struct call *c, struct str name)
{
    call_unlock(c, lock_key(c, name));
}
