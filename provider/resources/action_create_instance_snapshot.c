/*
 * action_create_instance_snapshot.c — takes a snapshot and waits until it can be used. Knows snapshots as far as that needs; must
 * not know how a lost answer is survived (api_create).
 */
#include "gen/action_create_instance_snapshot.h"
#include "resources/instance_ref.h"
#include "resources/tags.h"
#include "runtime/action.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct action_create_instance_snapshot *config = config_model;
    struct tf_strings ignored;
    tags_validate(c, "tags", &config->tags);
    if (c->provider != NULL)
        tags_plan(c, &config->tags, &ignored); /* a plan knows the default tags, too */
    return true;
}

/* It exists, or will: to invoke the action again would only find its name taken. */
static bool is_being_made(struct call *c, struct str name)
{
    return fail_context(&c->err, "the snapshot '%.*s' is being made, but cannot be looked at", STR_ARG(name));
}

static bool create(struct call *c, const struct action_create_instance_snapshot *config)
{
    json_t *answer;
    struct tf_strings tags_all;
    tags_plan(c, &config->tags, &tags_all);
    if (c->diags.error_count > 0)
        return false;
    json_t *tags = tags_request(&tags_all);
    json_t *in = json_pack("{s:o, s:o}", "instanceSnapshotName", json_new_str(config->snapshot_name.v),
                           "instanceName", json_new_str(config->instance_name.v));
    if (tags != NULL)
        json_object_set_new(in, "tags", tags);
    /* An action has no state, and its schema no identity to put there. */
    const struct ls_effect effect = {LS_MADE, LS_KIND_SNAPSHOT, .name = config->snapshot_name.v,
                                     .members = json_own(c->mem,
                                                         json_pack("{s:o}", "fromInstanceName",
                                                                   json_new_str(config->instance_name.v)))};
    if (api_create_begin(c, OP_CREATE_INSTANCE_SNAPSHOT, in, config, NULL, &effect, &answer))
        return api_wait(c, answer) ||
               (c->err.kind != ERR_FAILED && is_being_made(c, config->snapshot_name.v));
    if (c->err.kind == ERR_CONFLICT) {
        ERR_SET(&c->err, attribute, STR("snapshot_name"));
        fail_hint(&c->err, "Something with this name exists already: choose another name for the snapshot.");
    }
    return false;
}

static bool wait_until_available(struct call *c, struct str name)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        json_t *snapshot;
        if (!api_view(c, LS_KIND_SNAPSHOT, name, LS_NOW, &snapshot))
            return is_being_made(c, name);
        struct str state = json_member_text(snapshot, "state");
        if (str_eqc(state, "available"))
            return true;
        if (str_eqc(state, "error"))
            return fail(&c->err, ERR_FAILED, "the snapshot '%.*s' failed", STR_ARG(name));
        action_progress(c, "waiting for the snapshot '%.*s' to be available (it is %.*s)", STR_ARG(name),
                        STR_ARG(state));
        if (!api_poll_wait(c, &poll))
            return fail_context(&c->err, "while waiting for the snapshot '%.*s' to be available (it is %.*s)",
                                STR_ARG(name), STR_ARG(state));
    }
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_create_instance_snapshot *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    action_progress(c, "taking the snapshot '%.*s' of the instance '%.*s'", STR_ARG(config->snapshot_name.v),
                    STR_ARG(found.name));
    TRY(create(c, config));
    TRY(wait_until_available(c, config->snapshot_name.v));
    action_progress(c, "the snapshot '%.*s' is available", STR_ARG(config->snapshot_name.v));
    return true;
}

const struct action action_create_instance_snapshot_action = {
    .schema = &action_create_instance_snapshot_schema,
    .validate = validate,
    .invoke = invoke,
};
