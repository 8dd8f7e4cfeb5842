/*
 * disk_attach.c — one attachment or detachment, and the wait for it. Must not know why a disk is moved.
 */
#include "resources/disk/disk_attach.h"

#include "runtime/busy.h"

struct disk_now disk_of(json_t *object)
{
    struct str attached_to = json_member_text(object, "attachedTo");
    bool is_attached = attached_to.len > 0 && !json_is_false(json_object_get(object, "isAttached"));
    return (struct disk_now){
        .name = json_member_text(object, "name"),
        .arn = json_member_text(object, "arn"),
        .attached_to = is_attached ? attached_to : (struct str){NULL, 0},
        .path = json_member_text(object, "path"),
        .size_in_gb = json_integer_value(json_object_get(object, "sizeInGb")),
        .is_system_disk = json_is_true(json_object_get(object, "isSystemDisk")),
        .object = object,
    };
}

/* ---- one step ---- */

struct goal {
    struct str name;
    struct str instance; /* data == NULL: detached */
};

static bool is_reached(const struct goal *goal, const json_t *disk)
{
    struct str at = json_member_text(disk, "attachedTo");
    return goal->instance.data != NULL
               ? str_eq(at, goal->instance) && str_eqc(json_member_text(disk, "state"), "in-use")
               : at.len == 0 && str_eqc(json_member_text(disk, "state"), "available");
}

static bool judge(void *context, const json_t *disk, bool *ret_reached, struct err *err)
{
    const struct goal *goal = context;
    if (disk == NULL)
        return fail(err, ERR_NOT_FOUND, "the disk '%.*s' no longer exists", STR_ARG(goal->name));
    *ret_reached = is_reached(goal, disk);
    if (!str_eqc(json_member_text(disk, "state"), "error"))
        return true;
    fail(err, ERR_FAILED, "the disk '%.*s' is in the state 'error'", STR_ARG(goal->name));
    return fail_hint(err, "Its hardware has failed. Create another disk from a snapshot, with restore_from.");
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

/* Another process may have made the same change. Then it is done; otherwise the first error is reported. */
static bool is_done_by_others(struct call *c, struct goal *goal, json_t **ret_disk)
{
    struct err original = c->err;
    bool may_be = original.kind == ERR_CONFLICT || original.kind == ERR_API || original.kind == ERR_USER;
    if (!may_be || !api_shows_soon(c, LS_KIND_DISK, goal->name, judge, goal, ret_disk))
        return false;
    c->err = (struct err){0};
    return true;
}

static bool change(struct call *c, struct disk_now *now, const struct request *request, json_t *in,
                   struct goal *goal)
{
    json_t *answer, *disk = NULL;
    bool done = busy_send(c, in, send, request, &answer)
                    ? api_view_wait(c, LS_KIND_DISK, now->name,
                                    goal->instance.data != NULL ? "disk attached" : "disk detached", answer,
                                    judge, goal, &disk)
                    : is_done_by_others(c, goal, &disk);
    if (done && disk != NULL)
        *now = disk_of(disk);
    return done;
}

bool disk_attach(struct call *c, struct disk_now *now, struct str instance, struct str path)
{
    struct goal goal = {now->name, instance};
    if (now->attached_to.data != NULL && str_eq(now->attached_to, instance))
        return true;
    const struct request request = {OP_ATTACH_DISK,
                                    {LS_CHANGED, LS_KIND_DISK, .name = now->name, .arn = now->arn,
                                     .members = json_own(c->mem, json_pack("{s:o, s:o}", "attachedTo",
                                                                           json_new_str(instance), "path",
                                                                           json_new_str(path)))}};
    json_t *in = json_pack("{s:o, s:o, s:o}", "diskName", json_new_str(now->name), "instanceName",
                           json_new_str(instance), "diskPath", json_new_str(path));
    return change(c, now, &request, in, &goal) ||
           fail_context(&c->err, "while attaching the disk '%.*s' to '%.*s'", STR_ARG(now->name),
                        STR_ARG(instance));
}

bool disk_detach(struct call *c, struct disk_now *now)
{
    struct goal goal = {now->name, {NULL, 0}};
    if (now->attached_to.data == NULL)
        return true;
    const struct request request = {OP_DETACH_DISK,
                                    {LS_CHANGED, LS_KIND_DISK, .name = now->name, .arn = now->arn,
                                     .members = json_own(c->mem, json_pack("{s:n}", "attachedTo"))}};
    json_t *in = json_pack("{s:o}", "diskName", json_new_str(now->name));
    return change(c, now, &request, in, &goal) ||
           fail_context(&c->err, "while detaching the disk '%.*s' from '%.*s'", STR_ARG(now->name),
                        STR_ARG(now->attached_to));
}
