/*
 * take_snapshot.c — the request for a snapshot, and the wait for it. Must not know the purpose of a snapshot.
 */
#include "resources/snapshot/take_snapshot.h"

#include "lightsail/snapshots.h"
#include "runtime/action.h"
#include "runtime/busy.h"

static const struct ls_snapshot_form *form_of(const struct snapshot_take *take)
{
    return take->source == LS_KIND_INSTANCE && take->is_system_disk ? &ls_system_disk_snapshot
                                                                    : ls_snapshot_form(take->source);
}

enum ls_kind snapshot_take_kind(const struct snapshot_take *take)
{
    return form_of(take)->kind;
}

enum ls_kind take_snapshot_kind(enum ls_kind source)
{
    return snapshot_take_kind(&(struct snapshot_take){.source = source});
}

/* ---- wait ---- */

struct wait {
    struct call *c;
    struct str name;
    const char *ready;
};

static bool judge(void *context, const json_t *snapshot, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    struct str state = json_member_text(snapshot, "state");
    *ret_reached = str_eqc(state, wait->ready);
    if (snapshot == NULL)
        return fail(err, ERR_NOT_FOUND, "the snapshot '%.*s' no longer exists", STR_ARG(wait->name));
    if (str_eqc(state, "error") || str_eqc(state, "failed"))
        return fail(err, ERR_FAILED, "the snapshot '%.*s' is in the state '%.*s'", STR_ARG(wait->name),
                    STR_ARG(state));
    if (!*ret_reached)
        action_progress(wait->c, "waiting for the snapshot '%.*s' to be %s (it is %.*s)", STR_ARG(wait->name),
                        wait->ready, STR_ARG(state));
    return true;
}

bool snapshot_take_end(struct call *c, const struct snapshot_take *take, const json_t *response,
                       json_t **ret_snapshot)
{
    const struct ls_snapshot_form *form = form_of(take);
    struct wait wait = {c, take->name, form->ready};
    if (api_view_wait(c, form->kind, take->name, "snapshot available", response, judge, &wait, ret_snapshot))
        return true;
    /* The operation has the reason, the snapshot does not. */
    struct err failure = c->err;
    if (failure.kind == ERR_FAILED && response != NULL && !api_wait(c, response) && c->err.kind == ERR_FAILED)
        return false;
    c->err = failure;
    return false;
}

bool take_snapshot_wait(struct call *c, enum ls_kind source, struct str name, json_t **ret_snapshot)
{
    const struct snapshot_take take = {.source = source, .name = name};
    return snapshot_take_end(c, &take, NULL, ret_snapshot);
}

/* ---- request ---- */

struct request {
    enum ls_op op;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct request *request = context;
    return api_change_begin(c, request->op, in, &request->effect, ret_answer);
}

bool snapshot_take_begin(struct call *c, const struct snapshot_take *take, json_t **ret_response)
{
    const struct ls_snapshot_form *form = form_of(take);
    json_t *in = json_object(), *members = json_own(c->mem, json_object());
    json_object_set_new(in, form->name_member, json_new_str(take->name));
    json_object_set_new(in, form->source_member, json_new_str(take->source_name));
    if (take->tags != NULL)
        json_object_set(in, "tags", take->tags);
    json_object_set_new(members, form->from_arn, json_new_str(take->source_arn));
    const struct request request = {form->create,
                                    {LS_CREATED, form->kind, .name = take->name, .members = members}};
    return busy_send(c, in, send, &request, ret_response);
}

bool take_snapshot(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                   struct str name, json_t *tags, json_t **ret_snapshot)
{
    const struct snapshot_take take = {source, false, source_name, source_arn, name, tags};
    json_t *response;
    return snapshot_take_begin(c, &take, &response) && snapshot_take_end(c, &take, response, ret_snapshot);
}

/* c->err stays when there is none. */
static bool has_just_taken(struct call *c, enum ls_kind source, struct str source_arn, struct str name)
{
    struct err conflict = c->err;
    json_t *found;
    bool is_ours = conflict.kind == ERR_CONFLICT && !conflict.retryable &&
                   api_view(c, take_snapshot_kind(source), name, LS_NOW, &found) &&
                   str_eq(json_member_text(found, ls_snapshot_form(source)->from_arn), source_arn);
    bool is_there = is_ours && take_snapshot_wait(c, source, name, NULL);
    c->err = is_there ? (struct err){0} : conflict;
    return is_there;
}

bool take_snapshot_of_now(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                          struct str name)
{
    return take_snapshot(c, source, source_name, source_arn, name, NULL, NULL) ||
           has_just_taken(c, source, source_arn, name);
}
