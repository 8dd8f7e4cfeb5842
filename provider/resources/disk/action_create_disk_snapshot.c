/*
 * action_create_disk_snapshot.c — takes a snapshot of a disk, or of the system disk of an instance, and waits until it
 * is complete. Must not know how a snapshot is taken (snapshot_action.c).
 */
#include "gen/action_create_disk_snapshot.h"
#include "resources/instance/instance_ref.h"
#include "resources/snapshot/snapshot_action.h"
#include "runtime/action.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct action_create_disk_snapshot *config = config_model;
    snapshot_action_validate(c, &config->tags);
    return true;
}

static bool find_instance(struct call *c, struct tf_string name, struct snapshot_take *take)
{
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = name}, &found));
    take->source = LS_KIND_INSTANCE;
    take->is_system_disk = true;
    take->source_name = found.name;
    take->source_arn = found.arn;
    return true;
}

static bool find_disk(struct call *c, struct tf_string name, struct snapshot_take *take)
{
    json_t *disk;
    if (!api_find(c, LS_KIND_DISK, name.v, STR(""), &disk))
        return c->err.kind == ERR_NOT_FOUND
                   ? fail_at(&c->err, ERR_USER, "disk_name", "there is no disk '%.*s' in %.*s",
                             STR_ARG(name.v), STR_ARG(call_region(c)))
                   : false;
    take->source = LS_KIND_DISK;
    take->source_name = name.v;
    take->source_arn = json_member_text(disk, "arn");
    return true;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_create_disk_snapshot *config = config_model;
    struct snapshot_take take = {.name = config->snapshot_name.v};
    TRY(TF_IS_KNOWN(config->disk_name) ? find_disk(c, config->disk_name, &take)
                                       : find_instance(c, config->instance_name, &take));
    return snapshot_action_run(c, take, &config->tags);
}

const struct action action_create_disk_snapshot_action = {
    .schema = &action_create_disk_snapshot_schema,
    .validate = validate,
    .invoke = invoke,
};
