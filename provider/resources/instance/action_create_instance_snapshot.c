/*
 * action_create_instance_snapshot.c — takes a snapshot and waits until it is available. Knows snapshots as
 * far as needed; must not know how a lost response is handled (api_create).
 */
#include "gen/action_create_instance_snapshot.h"
#include "resources/instance/instance_ref.h"
#include "runtime/action.h"
#include "runtime/tags.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct action_create_instance_snapshot *config = config_model;
    struct tf_strings ignored;
    tags_validate(c, "tags", &config->tags);
    if (c->provider != NULL)
        tags_plan(c, &config->tags, &ignored); /* a plan also knows the default tags */
    return true;
}

/* The wait ended early. Invoking the action again would only report that the name is in use. */
static bool goes_on(struct call *c, struct str name)
{
    bool is_late = c->err.kind == ERR_TIMEOUT;
    if (is_late || c->err.kind == ERR_STOPPED)
        return fail_hint(&c->err, "The snapshot '%.*s' is being created. Do not invoke the action again.%s",
                         STR_ARG(name), is_late ? " To wait longer, set the argument `timeout`." : "");
    return fail_context(&c->err, "the snapshot '%.*s' is being created, but cannot be read", STR_ARG(name));
}

/* The object that has the name, when it is the snapshot of an earlier invocation. */
static bool name_in_use(struct call *c, const struct action_create_instance_snapshot *config)
{
    struct str name = config->snapshot_name.v;
    struct err refusal = c->err;
    json_t *snapshot;
    bool is_snapshot = api_view(c, LS_KIND_INSTANCE_SNAPSHOT, name, LS_NOW, &snapshot);
    c->err = refusal;
    if (is_snapshot && str_eq(json_member_text(snapshot, "fromInstanceName"), config->instance_name.v)) {
        struct str state = json_member_text(snapshot, "state");
        fail_at(&c->err, ERR_CONFLICT, "snapshot_name",
                "the snapshot '%.*s' of the instance '%.*s' already exists; it is %.*s", STR_ARG(name),
                STR_ARG(config->instance_name.v), STR_ARG(state));
        return fail_hint(&c->err, "%s For another snapshot use another name.",
                         str_eqc(state, "error")
                             ? "It cannot be used: delete it, and invoke the action again."
                             : "An earlier invocation created it, so nothing else is needed.");
    }
    ERR_SET(&c->err, attribute, STR("snapshot_name"));
    return fail_hint(&c->err, "An object with this name already exists. Use another name for the snapshot.");
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
    /* An action has no state, and its schema has no identity to store. */
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE_SNAPSHOT, .name = config->snapshot_name.v,
                                     .members = json_own(c->mem,
                                                         json_pack("{s:o}", "fromInstanceName",
                                                                   json_new_str(config->instance_name.v)))};
    if (api_create_begin(c, OP_CREATE_INSTANCE_SNAPSHOT, in, config, NULL, &effect, &answer))
        return api_wait(c, answer) || (c->err.kind != ERR_FAILED && goes_on(c, config->snapshot_name.v));
    return c->err.kind == ERR_CONFLICT ? name_in_use(c, config) : false;
}

static bool wait_until_available(struct call *c, struct str name)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        json_t *snapshot;
        if (!api_view(c, LS_KIND_INSTANCE_SNAPSHOT, name, LS_NOW, &snapshot))
            return goes_on(c, name);
        struct str state = json_member_text(snapshot, "state");
        if (str_eqc(state, "available"))
            return true;
        if (str_eqc(state, "error"))
            return fail(&c->err, ERR_FAILED, "the snapshot '%.*s' failed", STR_ARG(name));
        action_progress(c, "waiting for the snapshot '%.*s' to be available (it is %.*s)", STR_ARG(name),
                        STR_ARG(state));
        if (!api_poll_wait(c, &poll)) {
            fail_context(&c->err, "while waiting for the snapshot '%.*s' to be available (it is %.*s)",
                         STR_ARG(name), STR_ARG(state));
            return goes_on(c, name);
        }
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
