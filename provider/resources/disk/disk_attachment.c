/*
 * disk_attachment.c — lightsail_disk_attachment: one disk at one instance. Knows when an attachment is that of the
 * state and when an instance must be stopped; must not know how a disk is attached (disk_attach.c).
 */
#include "gen/disk_attachment.h"

#include "resources/disk/disk_attach.h"
#include "resources/instance/instance_pause.h"
#include "resources/instance/instance_ref.h"
#include "resources/moves.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"

static struct instance_ref ref_of(const struct disk_attachment *model)
{
    return (struct instance_ref){model->instance_name, model->instance_arn};
}

static bool may_stop(const struct disk_attachment *model)
{
    return !str_eqc(model->stop_instance.v, DISK_ATTACHMENT_STOP_INSTANCE_NEVER);
}

/* ---- plan ---- */

/* The plan detaches the disk: reports that the instance must be stopped for it. */
static bool plan_detachment(struct call *c, const struct disk_attachment *prior, bool stop)
{
    json_t *instance;
    struct str name = prior->instance_name.v, disk = prior->disk_name.v;
    if (c->client == NULL || !TF_IS_KNOWN(prior->instance_name))
        return true;
    if (!api_view(c, LS_KIND_INSTANCE, name, LS_REFRESH, &instance))
        return api_done_if_not_found(c);
    if (!str_eqc(json_text(json_at(instance, "state.name")), "running"))
        return true;
    if (stop)
        call_warn(
            c, "instance_name", "Instance is stopped for a while",
            "The instance '%.*s' is stopped to detach the disk '%.*s', and started again afterwards. Its "
            "public IPv4 address changes unless a static IP is attached.",
            STR_ARG(name), STR_ARG(disk));
    else
        call_error(
            c, "stop_instance", "Instance is running",
            "The disk '%.*s' can be detached only from a stopped instance, and '%.*s' is running. Stop "
            "it first (state = \"stopped\"), or set stop_instance = \"if_needed\" and apply.",
            STR_ARG(disk), STR_ARG(name));
    return true;
}

static bool is_detached(const struct plan *plan)
{
    const struct disk_attachment *prior = plan->prior, *planned = plan->planned;
    return !tf_string_equal(prior->disk_name, planned->disk_name) ||
           !tf_string_equal(prior->disk_path, planned->disk_path) || plan->replace_count > 0;
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct disk_attachment *config = plan->config, *prior = plan->prior;
    struct disk_attachment *planned = plan->planned, none = {0};
    struct instance_ref before = ref_of(prior != NULL ? prior : &none);
    instance_ref_plan(c, ref_of(config), prior != NULL ? &before : NULL, &planned->instance_name,
                      &planned->instance_arn);
    refers_check(c, plan, LS_KIND_DISK, "disk_name", config->disk_name,
                 prior != NULL ? prior->disk_name : none.disk_name);
    instance_ref_check(c, plan, ref_of(config), before);
    if (prior == NULL)
        return true;
    TRY(instance_ref_plan_replace(c, plan, ref_of(config), before));
    return !is_detached(plan) || plan_detachment(c, prior, may_stop(planned));
}

static bool plan_destroy(struct call *c, const void *prior)
{
    return plan_detachment(c, prior, may_stop(prior));
}

/* ---- create and update ---- */

static bool find_disk(struct call *c, struct str name, struct disk_now *ret)
{
    json_t *disk;
    if (!api_find(c, LS_KIND_DISK, name, STR(""), &disk))
        return c->err.kind == ERR_NOT_FOUND
                   ? fail_at(&c->err, ERR_USER, "disk_name", "there is no disk '%.*s' in %.*s", STR_ARG(name),
                             STR_ARG(call_region(c)))
                   : false;
    *ret = disk_of(disk);
    return !ret->is_system_disk ||
           fail_at(&c->err, ERR_USER, "disk_name", "'%.*s' is the system disk of an instance", STR_ARG(name));
}

static bool judge_detached(void *context, const json_t *disk, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = json_member_text(disk, "attachedTo").len == 0;
    return true;
}

static bool shows_disk(const json_t *instance, struct str name)
{
    const json_t *disks = json_at(instance, "hardware.disks");
    for (size_t i = 0; i < json_array_size(disks); i++) {
        if (str_eq(json_member_text(json_array_get(disks, i), "name"), name))
            return true;
    }
    return false;
}

/*
 * A disk shows only the name of its instance. After the instance was replaced under this name, a late read still
 * shows the disk attached to the old one.
 */
static void look_again(struct call *c, const struct instance_found *target, struct disk_now *disk)
{
    json_t *object = NULL;
    bool is_named = disk->attached_to.data != NULL && str_eq(disk->attached_to, target->name);
    if (is_named && !shows_disk(target->instance, disk->name) &&
        api_shows_soon(c, LS_KIND_DISK, disk->name, judge_detached, NULL, &object) && object != NULL)
        *disk = disk_of(object);
}

static bool refuse(struct call *c, const struct disk_now *disk, struct str target, struct str path)
{
    if (!str_eq(disk->attached_to, target)) {
        fail_at(&c->err, ERR_USER, "disk_name", "the disk '%.*s' is attached to the instance '%.*s'",
                STR_ARG(disk->name), STR_ARG(disk->attached_to));
        return fail_hint(&c->err, "Detach it there first.");
    }
    fail_at(&c->err, ERR_USER, "disk_path", "the disk '%.*s' is attached as %.*s, not as %.*s",
            STR_ARG(disk->name), STR_ARG(disk->path), STR_ARG(path));
    return fail_hint(&c->err, "Detach it first, or set this path.");
}

/* What this run knows is enough for a first request; a refusal shows that it is outdated. */
static bool is_known(struct call *c, const struct disk_attachment *plan, struct disk_now *disk,
                     struct instance_found *target)
{
    json_t *object;
    bool known = instance_ref_known(c, ref_of(plan), target) &&
                 api_view(c, LS_KIND_DISK, plan->disk_name.v, LS_KNOWN, &object);
    c->err = (struct err){0};
    if (known)
        *disk = disk_of(object);
    return known && disk->attached_to.data == NULL && !disk->is_system_disk;
}

static bool read_both(struct call *c, const struct disk_attachment *plan, struct disk_now *disk,
                      struct instance_found *target)
{
    TRY(find_disk(c, plan->disk_name.v, disk) && instance_ref_find(c, ref_of(plan), target));
    look_again(c, target, disk);
    bool is_right = str_eq(disk->attached_to, target->name) && str_eq(disk->path, plan->disk_path.v);
    return disk->attached_to.data == NULL || is_right || refuse(c, disk, target->name, plan->disk_path.v);
}

static bool is_refused(const struct err *err)
{
    return !err->maybe_done && err->kind != ERR_STOPPED && err->kind != ERR_TIMEOUT &&
           err->kind != ERR_FAILED;
}

static bool bring(struct call *c, const struct disk_attachment *plan, struct disk_attachment *state)
{
    struct disk_now disk;
    struct instance_found target;
    bool done = is_known(c, plan, &disk, &target) && disk_attach(c, &disk, target.name, plan->disk_path.v);
    if (!done && is_refused(&c->err)) {
        c->err = (struct err){0};
        TRY(read_both(c, plan, &disk, &target));
        done = disk_attach(c, &disk, target.name, plan->disk_path.v);
    }
    if (!done && !c->err.maybe_done && disk.attached_to.data == NULL)
        return false;
    state->disk_name = plan->disk_name;
    state->disk_path = plan->disk_path;
    state->instance_name = tf_string(target.name);
    state->instance_arn = tf_string(target.arn);
    return done;
}

static bool create(struct call *c, const void *plan, void *state)
{
    return bring(c, plan, state);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct disk_attachment *prior = prior_model, *plan = plan_model;
    struct disk_attachment *state = state_model;
    state->stop_instance = plan->stop_instance;
    return tf_string_equal(prior->instance_arn, plan->instance_arn) || bring(c, plan, state);
}

/* ---- read ---- */

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct disk_attachment *prior = prior_model;
    struct disk_attachment *state = state_model;
    struct instance_found instance;
    const struct tf_string any = {0};
    bool is_over;
    json_t *object;
    if (!api_read(c, LS_KIND_DISK, prior->disk_name.v, any, &object))
        return api_gone_if_not_found(c);
    struct disk_now disk = disk_of(object);
    bool is_attached = disk.attached_to.data != NULL;
    if (is_attached && !str_eq(disk.attached_to, prior->instance_name.v))
        return call_gone(c);
    TRY(instance_ref_attached(c, ref_of(prior), is_attached, &instance, &is_over));
    if (is_over)
        return true;
    state->disk_path = tf_string(disk.path);
    state->instance_arn = tf_string(instance.arn);
    return true;
}

/* ---- destroy ---- */

static bool must_be_stopped(struct call *c, struct str instance)
{
    json_t *object;
    if (!api_view(c, LS_KIND_INSTANCE, instance, LS_NOW, &object))
        return api_done_if_not_found(c);
    if (str_eqc(json_text(json_at(object, "state.name")), "stopped"))
        return true;
    fail_at(&c->err, ERR_USER, "stop_instance", "the instance '%.*s' must be stopped to detach the disk",
            STR_ARG(instance));
    return fail_hint(&c->err, "Stop it first, or set stop_instance = \"if_needed\" and apply.");
}

/* An instance that does not exist any more has released its disks. */
static bool detach(struct call *c, const struct disk_attachment *prior, struct disk_now *disk)
{
    if (!may_stop(prior))
        return must_be_stopped(c, prior->instance_name.v) && disk_detach(c, disk);
    if (!instance_pause_enter(c, prior->instance_name.v, NULL))
        return api_done_if_not_found(c);
    return instance_pause_leave(c, prior->instance_name.v, disk_detach(c, disk));
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct disk_attachment *prior = prior_model;
    json_t *object;
    bool is_own;
    if (!api_view(c, LS_KIND_DISK, prior->disk_name.v, LS_KNOWN, &object))
        return api_done_if_not_found(c);
    struct disk_now disk = disk_of(object);
    if (disk.attached_to.data == NULL || !str_eq(disk.attached_to, prior->instance_name.v) ||
        disk.is_system_disk)
        return true; /* it was detached or moved by others: that attachment is not ours */
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn, &is_own));
    return !is_own || detach(c, prior, &disk) || api_done_if_not_found(c);
}

/* The attributes have the same names; the ARN comes with the refresh. */
static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_disk_attachment",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource disk_attachment_resource = {
    .schema = &disk_attachment_schema,
    .modify_plan = modify_plan,
    .plan_destroy = plan_destroy,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
    .moves = &from_aws,
    .move_count = 1,
};
