/*
 * bucket_resource_access.c — lightsail_bucket_resource_access: the access of one instance to one bucket. Knows when an access is
 * that of the state; must not know what an instance does with it.
 *
 * A bucket shows an instance by its name only, so what it shows may be an instance that was deleted. An access is always
 * requested, because a request for one that exists changes nothing.
 */
#include "gen/bucket_resource_access.h"

#include "resources/instance/instance_changing.h"
#include "resources/instance/instance_ref.h"
#include "resources/moves.h"
#include "runtime/busy.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"

static struct instance_ref ref_of(const struct bucket_resource_access *model)
{
    return (struct instance_ref){model->resource_name, model->instance_arn};
}

/* ---- plan ---- */

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct bucket_resource_access *config = plan->config, *prior = plan->prior;
    struct bucket_resource_access *planned = plan->planned, none = {0};
    const struct bucket_resource_access *was = prior != NULL ? prior : &none;
    struct instance_ref before = ref_of(was);
    instance_ref_plan(c, ref_of(config), prior != NULL ? &before : NULL, &planned->resource_name,
                      &planned->instance_arn);
    refers_check(c, plan, LS_KIND_BUCKET, "bucket_name", config->bucket_name, was->bucket_name);
    refers_check(c, plan, LS_KIND_INSTANCE, "resource_name", config->resource_name, was->resource_name);
    if (!TF_IS_NULL(config->resource_name)) {
        if (prior != NULL && !tf_string_equal(config->resource_name, prior->resource_name))
            plan_replace(plan, STR("resource_name"));
        return true;
    }
    instance_ref_check(c, plan, ref_of(config), before);
    return prior == NULL || instance_ref_plan_replace(c, plan, ref_of(config), before);
}

/* ---- the request ---- */

struct access {
    struct str bucket, instance;
    const char *word; /* "allow" or "deny" */
};

static bool shows(const json_t *bucket, struct str instance)
{
    const json_t *all = json_object_get(bucket, "resourcesReceivingAccess");
    bool found = false;
    for (size_t i = 0; i < json_array_size(all); i++)
        found = found || str_eq(json_member_text(json_array_get(all, i), "name"), instance);
    return found;
}

static bool is_set(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                   int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct access *access = effect->context;
    json_t *bucket;
    (void)since_ms;
    TRY(ls_view_read(client, scope, LS_KIND_BUCKET, access->bucket, LS_NOW, &bucket, err));
    *ret_done = shows(bucket, access->instance) == (strcmp(access->word, "allow") == 0);
    return true;
}

/* The name is that of no object: what this process expects of the bucket stays. */
static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct access *access = context;
    struct str name = str_printf(c->mem, "%.*s,%.*s", STR_ARG(access->bucket), STR_ARG(access->instance));
    const struct ls_effect effect = {LS_DONE, LS_KIND_BUCKET, .name = name, .is_done = is_set,
                                     .context = access};
    return api_change_begin(c, OP_SET_RESOURCE_ACCESS_FOR_BUCKET, in, &effect, ret_answer);
}

static bool set(struct call *c, const struct access *access)
{
    json_t *answer, *in = json_pack("{s:o, s:o, s:s}", "bucketName", json_new_str(access->bucket),
                                    "resourceName", json_new_str(access->instance), "access", access->word);
    return busy_send(c, in, send, access, &answer) && api_wait(c, answer);
}

/* ---- create and update ---- */

/* One access may be two resources of a run: the destroy of the old one leaves what the new one has given. */
static const struct str claims = STR("bucket-access");

static struct str key_of(struct call *c, const struct access *access)
{
    return str_printf(c->mem, "bucket-access/%.*s/%.*s/%.*s", STR_ARG(call_region(c)),
                      STR_ARG(access->bucket), STR_ARG(access->instance));
}

static bool no_bucket(struct call *c, struct str name)
{
    if (c->err.kind != ERR_NOT_FOUND)
        return false;
    return fail_at(&c->err, ERR_USER, "bucket_name",
                   "there is no bucket '%.*s' in %.*s, or no such instance: %s", STR_ARG(name),
                   STR_ARG(call_region(c)), str_z(c->mem, str_c(c->err.text)));
}

static bool find(struct call *c, const struct bucket_resource_access *plan, struct instance_found *ret)
{
    if (instance_ref_find(c, ref_of(plan), ret))
        return true;
    if (strcmp(c->err.attribute, "instance_name") == 0)
        ERR_SET(&c->err, attribute, STR("resource_name"));
    return false;
}

static bool give(struct call *c, const struct bucket_resource_access *plan,
                 struct bucket_resource_access *state)
{
    struct instance_found found;
    TRY(find(c, plan, &found));
    const struct access access = {plan->bucket_name.v, found.name, "allow"};
    struct str key = key_of(c, &access);
    TRY(call_lock(c, key));
    call_made(c, claims, key);
    bool done = set(c, &access);
    call_unlock(c, key);
    if (!done && !c->err.maybe_done)
        return no_bucket(c, access.bucket);
    state->bucket_name = plan->bucket_name;
    state->resource_name = tf_string(found.name);
    state->instance_arn = tf_string(found.arn);
    return done;
}

static bool create(struct call *c, const void *plan, void *state)
{
    return give(c, plan, state);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state)
{
    const struct bucket_resource_access *prior = prior_model, *plan = plan_model;
    return tf_string_equal(prior->instance_arn, plan->instance_arn) || give(c, plan, state);
}

/* ---- read, destroy ---- */

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct bucket_resource_access *prior = prior_model;
    struct bucket_resource_access *state = state_model;
    const struct tf_string any = {0};
    struct instance_found instance;
    bool is_changing = false;
    json_t *bucket;
    if (!api_read(c, LS_KIND_BUCKET, prior->bucket_name.v, any, &bucket))
        return api_gone_if_not_found(c);
    bool is_given = shows(bucket, prior->resource_name.v);
    if (!is_given && TF_IS_KNOWN(prior->instance_arn))
        TRY(instance_is_changing(c, prior->resource_name.v, &is_changing));
    if (is_changing)
        return true; /* the change gives it again */
    if (!is_given)
        return call_gone(c);
    if (!instance_ref_read(c, (struct instance_ref){.name = prior->resource_name}, &instance))
        return api_gone_if_not_found(c);
    state->instance_arn = tf_string(instance.arn);
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct bucket_resource_access *prior = prior_model;
    const struct access access = {prior->bucket_name.v, prior->resource_name.v, "deny"};
    struct str key = key_of(c, &access);
    bool is_own;
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->resource_name.v, prior->instance_arn, &is_own));
    if (!is_own)
        return true;
    TRY(call_lock(c, key));
    bool done = call_has_made(c, claims, key) || set(c, &access) || api_done_if_not_found(c);
    call_unlock(c, key);
    return done;
}

/* The attributes have the same names; the ARN comes with the refresh. */
static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_bucket_resource_access",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource bucket_resource_access_resource = {
    .schema = &bucket_resource_access_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
    .moves = &from_aws,
    .move_count = 1,
};
