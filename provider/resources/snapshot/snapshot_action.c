/*
 * snapshot_action.c — takes a snapshot for an action, and explains what an interruption leaves. Must not know how the
 * source is found, nor how a lost response is handled (take_snapshot.c).
 */
#include "resources/snapshot/snapshot_action.h"

#include "lightsail/snapshots.h"
#include "runtime/action.h"
#include "runtime/tags.h"

void snapshot_action_validate(struct call *c, const struct tf_strings *tags)
{
    struct tf_strings ignored;
    tags_validate(c, "tags", tags);
    if (c->provider != NULL)
        tags_plan(c, tags, &ignored); /* a plan also knows the default tags */
}

/* The wait ended early. Invoking the action again would only report that the name is in use. */
static bool goes_on(struct call *c, struct str name)
{
    bool is_late = c->err.kind == ERR_TIMEOUT;
    if (c->err.kind == ERR_FAILED)
        return false;
    if (is_late || c->err.kind == ERR_STOPPED)
        return fail_hint(&c->err, "The snapshot '%.*s' is being created. Do not invoke the action again.%s",
                         STR_ARG(name), is_late ? " To wait longer, set the argument `timeout`." : "");
    return fail_context(&c->err, "the snapshot '%.*s' is being created, but cannot be read", STR_ARG(name));
}

/* The object that has the name, when it is the snapshot of an earlier invocation. */
static bool name_in_use(struct call *c, const struct snapshot_take *take)
{
    const char *from = ls_snapshot_form(take->source)->from_arn;
    struct err refusal = c->err;
    json_t *snapshot;
    bool is_snapshot = api_view(c, snapshot_take_kind(take), take->name, LS_NOW, &snapshot);
    c->err = refusal;
    if (is_snapshot && str_eq(json_member_text(snapshot, from), take->source_arn)) {
        struct str state = json_member_text(snapshot, "state");
        fail_at(&c->err, ERR_CONFLICT, "snapshot_name",
                "the snapshot '%.*s' of the %s '%.*s' already exists; it is %.*s", STR_ARG(take->name),
                ls_kind_row(take->source)->noun, STR_ARG(take->source_name), STR_ARG(state));
        return fail_hint(&c->err, "%s For another snapshot use another name.",
                         str_eqc(state, "error") || str_eqc(state, "failed")
                             ? "It cannot be used: delete it, and invoke the action again."
                             : "An earlier invocation created it, so nothing else is needed.");
    }
    ERR_SET(&c->err, attribute, STR("snapshot_name"));
    return fail_hint(&c->err, "An object with this name already exists. Use another name for the snapshot.");
}

bool snapshot_action_run(struct call *c, struct snapshot_take take, const struct tf_strings *tags)
{
    struct tf_strings tags_all;
    json_t *response, *snapshot;
    tags_plan(c, tags, &tags_all);
    if (c->diags.error_count > 0)
        return false;
    take.tags = tags_request(&tags_all);
    if (take.tags != NULL)
        json_own(c->mem, take.tags);
    action_progress(c, "taking the snapshot '%.*s' of the %s '%.*s'", STR_ARG(take.name),
                    ls_kind_row(take.source)->noun, STR_ARG(take.source_name));
    if (!snapshot_take_begin(c, &take, &response))
        return c->err.kind == ERR_CONFLICT && !c->err.retryable && name_in_use(c, &take);
    if (!snapshot_take_end(c, &take, response, &snapshot))
        return goes_on(c, take.name);
    action_progress(c, "the snapshot '%.*s' is %.*s", STR_ARG(take.name),
                    STR_ARG(json_member_text(snapshot, "state")));
    return true;
}
