/*
 * action_create_database_snapshot.c — takes a snapshot of a database and waits until it is available. Must not know how
 * a snapshot is taken (snapshot_action.c).
 */
#include "gen/action_create_database_snapshot.h"
#include "resources/database/database_find.h"
#include "resources/snapshot/snapshot_action.h"
#include "runtime/action.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct action_create_database_snapshot *config = config_model;
    snapshot_action_validate(c, &config->tags);
    return true;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_create_database_snapshot *config = config_model;
    json_t *database;
    TRY(database_find_running(c, config->database_name, "can be copied to a snapshot", &database));
    return snapshot_action_run(c,
                               (struct snapshot_take){.source = LS_KIND_DATABASE,
                                                      .source_name = config->database_name.v,
                                                      .source_arn = json_member_text(database, "arn"),
                                                      .name = config->snapshot_name.v},
                               &config->tags);
}

const struct action action_create_database_snapshot_action = {
    .schema = &action_create_database_snapshot_schema,
    .validate = validate,
    .invoke = invoke,
};
