/*
 * action_reboot_database.c — reboots a database and waits until it is available. Must not know how a lost response is
 * handled (database_power.c).
 */
#include "gen/action_reboot_database.h"
#include "resources/database/database.h"
#include "resources/database/database_find.h"
#include "runtime/action.h"

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_reboot_database *config = config_model;
    struct str name = config->database_name.v;
    json_t *database;
    TRY(database_find_running(c, config->database_name, "can be rebooted", &database));
    action_progress(c, "rebooting the database '%.*s'", STR_ARG(name));
    TRY(database_reboot(c, name));
    action_progress(c, "the database '%.*s' is available again", STR_ARG(name));
    return true;
}

const struct action action_reboot_database_action = {
    .schema = &action_reboot_database_schema,
    .invoke = invoke,
};
