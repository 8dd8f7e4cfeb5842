/*
 * take_snapshot.c — the request for a snapshot, and the wait for it. Must not know the purpose of a snapshot.
 */
#include "resources/snapshot/take_snapshot.h"

#include "runtime/busy.h"

struct form {
    enum ls_kind kind;
    enum ls_op op;
    const char *name_member, *source_member, *from_arn, *ready;
};

static struct form form_of(enum ls_kind source)
{
    return source == LS_KIND_DISK ? (struct form){LS_KIND_DISK_SNAPSHOT, OP_CREATE_DISK_SNAPSHOT,
                                                  "diskSnapshotName",    "diskName",
                                                  "fromDiskArn",         "completed"}
                                  : (struct form){LS_KIND_INSTANCE_SNAPSHOT, OP_CREATE_INSTANCE_SNAPSHOT,
                                                  "instanceSnapshotName",    "instanceName",
                                                  "fromInstanceArn",         "available"};
}

enum ls_kind take_snapshot_kind(enum ls_kind source)
{
    return form_of(source).kind;
}

struct wait {
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
    return !str_eqc(state, "error") ||
           fail(err, ERR_FAILED, "the snapshot '%.*s' is in the state 'error'", STR_ARG(wait->name));
}

static bool wait_for(struct call *c, const struct form *form, struct str name, const json_t *answer,
                     json_t **ret_snapshot)
{
    struct wait wait = {name, form->ready};
    return api_view_wait(c, form->kind, name, "snapshot available", answer, judge, &wait, ret_snapshot);
}

bool take_snapshot_wait(struct call *c, enum ls_kind source, struct str name, json_t **ret_snapshot)
{
    const struct form form = form_of(source);
    return wait_for(c, &form, name, NULL, ret_snapshot);
}

struct request {
    enum ls_op op;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct request *request = context;
    return api_change_begin(c, request->op, in, &request->effect, ret_answer);
}

bool take_snapshot(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                   struct str name, json_t *tags, json_t **ret_snapshot)
{
    const struct form form = form_of(source);
    json_t *in = json_object(), *members = json_own(c->mem, json_object()), *answer;
    json_object_set_new(in, form.name_member, json_new_str(name));
    json_object_set_new(in, form.source_member, json_new_str(source_name));
    if (tags != NULL)
        json_object_set(in, "tags", tags);
    json_object_set_new(members, form.from_arn, json_new_str(source_arn));
    const struct request request = {form.op, {LS_CREATED, form.kind, .name = name, .members = members}};
    return busy_send(c, in, send, &request, &answer) && wait_for(c, &form, name, answer, ret_snapshot);
}
