/*
 * bucket_access_key.c — lightsail_bucket_access_key: its secret is in the state, and a rotation makes the new key before the old
 * one is deleted. Must not know how a key is made (bucket_key.c).
 */
#include "gen/bucket_access_key.h"

#include "resources/bucket/bucket_key.h"
#include "runtime/region_check.h"

bool bucket_access_key_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct bucket_access_key *state = state_model;
    (void)c, (void)object, (void)prior;
    bool is_used = TF_IS_KNOWN(state->last_used) && state->last_used.count > 0 &&
                   TF_IS_KNOWN(state->last_used.v->date);
    if (!is_used)
        state->last_used.is = TF_NULL; /* AWS then reports "N/A" */
    return true;
}

/* ---- plan ---- */

/* The first trigger of a key that exists only becomes a part of the state. */
static bool is_rotated(const struct bucket_access_key *prior, const struct bucket_access_key *next)
{
    return TF_IS_KNOWN(prior->rotation_trigger) && !TF_IS_NULL(next->rotation_trigger) &&
           !tf_string_equal(prior->rotation_trigger, next->rotation_trigger);
}

static bool keeps_previous(const struct bucket_access_key *model)
{
    return TF_IS_KNOWN(model->previous_key) &&
           str_eqc(model->previous_key.v, BUCKET_ACCESS_KEY_PREVIOUS_KEY_KEEP);
}

static struct str known_here(struct call *c, struct str bucket)
{
    return str_printf(c->mem, "bucket keys/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(bucket));
}

/* The keys without those of the state, and without those that this run manages and may delete. */
static json_t *others_of(struct call *c, const json_t *keys, struct str bucket)
{
    json_t *others = json_own(c->mem, json_array());
    for (size_t i = 0; i < json_array_size(keys); i++) {
        json_t *key = json_array_get(keys, i);
        bool is_managed = c->provider->walk != NULL &&
                          call_has_made(c, known_here(c, bucket), json_member_text(key, "accessKeyId"));
        if (!is_managed)
            json_array_append(others, key);
    }
    return others;
}

/* most: how many other keys leave room for the new one. */
static void check_room(struct call *c, const struct plan *plan, struct tf_string bucket,
                       const char *attribute, size_t most)
{
    json_t *keys;
    if (!TF_IS_KNOWN(bucket) || plan->is_final || plan->is_replacement || c->client == NULL)
        return;
    if (!bucket_key_list(c, bucket.v, &keys)) {
        c->err = (struct err){0}; /* refers_check reports a missing bucket, the apply every other failure */
        return;
    }
    json_t *others = others_of(c, keys, bucket.v);
    if (json_array_size(others) > most)
        call_error(c, attribute, "No room for another access key",
                   "The bucket '%.*s' can have two access keys, and it has %.*s besides those of this "
                   "configuration. Delete what is not used: aws lightsail delete-bucket-access-key --region "
                   "%.*s --bucket-name %.*s --access-key-id ID.",
                   STR_ARG(bucket.v), STR_ARG(bucket_key_print(c, others)), STR_ARG(call_region(c)),
                   STR_ARG(bucket.v));
}

static void note_key(struct call *c, struct str bucket, struct tf_string id)
{
    if (c->provider->walk != NULL && TF_IS_KNOWN(id))
        call_made(c, known_here(c, bucket), id.v);
}

static void plan_rotation(struct bucket_access_key *planned)
{
    planned->access_key_id = TF_UNKNOWN_OF(planned->access_key_id);
    planned->secret_access_key = TF_UNKNOWN_OF(planned->secret_access_key);
    planned->status = TF_UNKNOWN_OF(planned->status);
    planned->created_at = TF_UNKNOWN_OF(planned->created_at);
    planned->last_used.is = TF_UNKNOWN;
    planned->previous_access_key_id = TF_UNKNOWN_OF(planned->previous_access_key_id);
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct bucket_access_key *config = plan->config, *prior = plan->prior;
    struct bucket_access_key *planned = plan->planned;
    const struct tf_string none = {0};
    refers_check(c, plan, LS_KIND_BUCKET, "bucket_name", config->bucket_name,
                 prior != NULL ? prior->bucket_name : none);
    if (prior == NULL) {
        planned->previous_access_key_id = none;
        check_room(c, plan, config->bucket_name, "bucket_name", 1);
        return true;
    }
    note_key(c, prior->bucket_name.v, prior->access_key_id);
    note_key(c, prior->bucket_name.v, prior->previous_access_key_id);
    if (!keeps_previous(planned))
        planned->previous_access_key_id = none;
    if (is_rotated(prior, planned)) {
        plan_rotation(planned);
        check_room(c, plan, prior->bucket_name, "rotation_trigger", 0);
    }
    return true;
}

/* ---- create ---- */

static bool make(struct call *c, struct tf_string bucket, struct bucket_access_key *state)
{
    json_t *key;
    TRY(bucket_key_make(c, bucket.v, &key));
    state->bucket_name = bucket;
    api_fill(c, c->schema->object, key, state);
    return bucket_access_key_fill(c, key, state, state);
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct bucket_access_key *plan = plan_model;
    return make(c, plan->bucket_name, state);
}

/* ---- update ---- */

static bool drop_previous(struct call *c, struct bucket_access_key *state)
{
    if (!TF_IS_KNOWN(state->previous_access_key_id))
        return true;
    TRY(bucket_key_delete(c, state->bucket_name.v, state->previous_access_key_id.v));
    state->previous_access_key_id = TF_NULL_OF(state->previous_access_key_id);
    return true;
}

/* Until it is deleted, the old key stays in the state: the next apply deletes it if this one cannot. */
static bool rotate(struct call *c, bool keeps, struct bucket_access_key *state)
{
    struct tf_string old = state->access_key_id;
    TRY(drop_previous(c, state));
    TRY(make(c, state->bucket_name, state));
    state->previous_access_key_id = old;
    return keeps || drop_previous(c, state);
}

static bool update(struct call *c, const void *prior, const void *plan_model, void *state_model)
{
    const struct bucket_access_key *plan = plan_model;
    struct bucket_access_key *state = state_model;
    bool is_due = is_rotated(prior, plan);
    state->previous_key = plan->previous_key;
    if (is_due) {
        struct tf_string before = state->access_key_id;
        bool done = rotate(c, keeps_previous(plan), state);
        if (!tf_string_equal(before, state->access_key_id))
            state->rotation_trigger = plan->rotation_trigger;
        return done;
    }
    state->rotation_trigger = plan->rotation_trigger;
    return keeps_previous(plan) || drop_previous(c, state);
}

/* ---- read, destroy ---- */

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct bucket_access_key *prior = prior_model;
    struct bucket_access_key *state = state_model;
    json_t *key;
    TRY(crud_read(c, prior, state));
    if (c->gone || !TF_IS_KNOWN(prior->previous_access_key_id))
        return true;
    struct str previous = str_printf(c->mem, "%.*s,%.*s", STR_ARG(prior->bucket_name.v),
                                     STR_ARG(prior->previous_access_key_id.v));
    if (api_view(c, LS_KIND_BUCKET_ACCESS_KEY, previous, LS_REFRESH, &key))
        return true;
    TRY(api_done_if_not_found(c));
    state->previous_access_key_id = TF_NULL_OF(state->previous_access_key_id);
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct bucket_access_key *prior = prior_model;
    struct bucket_access_key rest = *prior;
    return drop_previous(c, &rest) && bucket_key_delete(c, prior->bucket_name.v, prior->access_key_id.v);
}

const struct resource bucket_access_key_resource = {
    .schema = &bucket_access_key_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
