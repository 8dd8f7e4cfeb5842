/*
 * bucket.c — what the record of a bucket cannot express: the words of versioning, rules and logs as a read shows
 * them, and what a change shows. Must not know who uses a bucket, nor what a plan checks.
 */
#include "resources/bucket/bucket.h"

#include <stdlib.h>

/* ---- requests ---- */

static const struct {
    const char *ours, *theirs;
} versionings[] = {{BUCKET_VERSIONING_ENABLED, "Enabled"}, {BUCKET_VERSIONING_SUSPENDED, "Suspended"}};
enum { VERSIONINGS = sizeof versionings / sizeof versionings[0] };

static json_t *versioning_in_api(struct str ours)
{
    for (size_t i = 0; i < VERSIONINGS; i++) {
        if (str_eqc(ours, versionings[i].ours))
            return json_string(versionings[i].theirs);
    }
    return json_null();
}

static bool is_enabled(const struct bucket *plan)
{
    return TF_IS_KNOWN(plan->versioning) && str_eqc(plan->versioning.v, BUCKET_VERSIONING_ENABLED);
}

bool bucket_request(struct call *c, enum crud_step step, const void *prior_model, const void *plan_model,
                    json_t *in)
{
    const struct bucket *prior = prior_model, *plan = plan_model;
    const json_t *versioning = json_object_get(in, "versioning");
    (void)c;
    if (step == CRUD_CREATE && is_enabled(plan))
        json_object_set_new(in, "enableObjectVersioning", json_true());
    if (step == CRUD_UPDATE && versioning != NULL)
        json_object_set_new(in, "versioning", versioning_in_api(json_text(versioning)));
    if (step == CRUD_DELETE && TF_IS_KNOWN(prior->force_delete) && prior->force_delete.v)
        json_object_set_new(in, "forceDelete", json_true());
    return true;
}

/* ---- effects ---- */

static void add_members(json_t *members, struct call *c, const char *parent, const json_t *values)
{
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)values, name, value)
        json_object_set(members, str_printf(c->mem, "%s.%s", parent, name).data, value);
}

bool bucket_effect(struct call *c, const void *prior, const void *plan, json_t *members)
{
    json_t *versioning = json_object_get(members, "objectVersioning");
    const json_t *log = crud_changed_member(c, "access_log", prior, plan);
    json_t *rules = crud_changed_member(c, "cors_rule", prior, plan),
           *accounts = crud_changed_member(c, "read_only_access_accounts", prior, plan);
    if (versioning != NULL)
        json_object_set_new(members, "objectVersioning", versioning_in_api(json_text(versioning)));
    add_members(members, c, "accessRules", crud_changed_member(c, "access_rules", prior, plan));
    if (json_is_false(json_object_get(log, "enabled")))
        json_object_set_new(members, "accessLogConfig.destination", json_null());
    else
        add_members(members, c, "accessLogConfig", log);
    if (rules != NULL)
        json_object_set(members, "cors.rules", rules);
    if (accounts != NULL)
        json_object_set(members, "readonlyAccessAccounts", accounts);
    return true;
}

/* ---- responses ---- */

static struct tf_string versioning_of(struct tf_string theirs)
{
    for (size_t i = 0; TF_IS_KNOWN(theirs) && i < VERSIONINGS; i++) {
        if (str_eqc(theirs.v, versionings[i].theirs))
            return tf_string(str_c(versionings[i].ours));
    }
    return (struct tf_string){0};
}

/* No headers are the same as an empty set of them: the form of the configuration stays. */
static void keep_form(const struct tf_strings *before, struct tf_strings *found)
{
    bool was_empty = before != NULL && TF_IS_KNOWN(*before) && before->count == 0;
    if (!TF_IS_KNOWN(*found) || found->count == 0)
        *found = (struct tf_strings){.is = was_empty ? TF_KNOWN : TF_NULL};
}

static void fill_rules(const struct bucket *prior, struct bucket *state)
{
    size_t before = TF_IS_KNOWN(prior->cors_rule) ? prior->cors_rule.count : 0;
    state->cors_rule.is = TF_KNOWN;
    for (size_t i = 0; i < state->cors_rule.count; i++) {
        const struct bucket_cors_rule *old = i < before ? &prior->cors_rule.v[i] : NULL;
        keep_form(old != NULL ? &old->allowed_headers : NULL, &state->cors_rule.v[i].allowed_headers);
        keep_form(old != NULL ? &old->expose_headers : NULL, &state->cors_rule.v[i].expose_headers);
    }
}

static void fill_log(struct call *c, struct bucket *state)
{
    bool is_on = TF_IS_KNOWN(state->access_log) && state->access_log.count > 0 &&
                 TF_IS_KNOWN(state->access_log.v->enabled) && state->access_log.v->enabled.v;
    if (is_on)
        return;
    struct bucket_access_log *none = arena_new_object(c->mem, struct bucket_access_log);
    none->enabled = tf_bool(false);
    state->access_log.is = TF_KNOWN;
    state->access_log.count = 1;
    state->access_log.v = none;
}

static int compare(const void *a, const void *b)
{
    const struct tf_string *left = a, *right = b;
    return str_cmp(left->v, right->v);
}

static struct tf_strings names_of(struct call *c, const json_t *resources)
{
    struct tf_strings names = {.is = TF_KNOWN, .count = json_array_size(resources)};
    names.v = arena_new_array(c->mem, struct tf_string, names.count);
    for (size_t i = 0; i < names.count; i++)
        names.v[i] = tf_string(str_copy(c->mem, json_member_text(json_array_get(resources, i), "name")));
    if (names.count > 0)
        qsort(names.v, names.count, sizeof *names.v, compare);
    return names;
}

bool bucket_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct bucket *state = state_model;
    state->versioning = versioning_of(state->versioning);
    state->read_only_access_accounts.is = TF_KNOWN;
    state->resources_receiving_access = names_of(c, json_object_get(object, "resourcesReceivingAccess"));
    fill_rules(prior, state);
    fill_log(c, state);
    return true;
}
