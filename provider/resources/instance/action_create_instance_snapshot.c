/*
 * action_create_instance_snapshot.c — takes a snapshot of an instance and waits until it is available. Must not know
 * how a snapshot is taken (snapshot_action.c).
 */
#include "gen/action_create_instance_snapshot.h"
#include "resources/instance/instance_ref.h"
#include "resources/snapshot/snapshot_action.h"
#include "runtime/action.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct action_create_instance_snapshot *config = config_model;
    snapshot_action_validate(c, &config->tags);
    return true;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_create_instance_snapshot *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    return snapshot_action_run(c,
                               (struct snapshot_take){.source = LS_KIND_INSTANCE,
                                                      .source_name = found.name,
                                                      .source_arn = found.arn,
                                                      .name = config->snapshot_name.v},
                               &config->tags);
}

const struct action action_create_instance_snapshot_action = {
    .schema = &action_create_instance_snapshot_schema,
    .validate = validate,
    .invoke = invoke,
};
