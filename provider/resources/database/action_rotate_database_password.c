/*
 * action_rotate_database_password.c — another password of the master user, which Lightsail makes. Shows no password; must
 * not know how a rotation is recognised (database_rotation.c).
 */
#include "gen/action_rotate_database_password.h"
#include "resources/database/database_find.h"
#include "resources/database/database_rotation.h"
#include "runtime/action.h"

/* The request makes them at once. */
static void tell_pending(struct call *c, const json_t *database)
{
    const json_t *pending = json_object_get(database, "pendingModifiedValues");
    size_t passwords = json_object_get(pending, "masterUserPassword") != NULL;
    if (json_object_size(pending) > passwords)
        action_progress(c, "changes that wait for the maintenance window are made now, too");
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_rotate_database_password *config = config_model;
    struct str name = config->database_name.v;
    json_t *database;
    TRY(database_find_running(c, config->database_name, "can get another password", &database));
    action_progress(c, "Lightsail makes another password for the database '%.*s'", STR_ARG(name));
    tell_pending(c, database);
    TRY(database_password_rotate(c, name));
    action_progress(c, "the new password of the database '%.*s' is in effect", STR_ARG(name));
    return true;
}

const struct action action_rotate_database_password_action = {
    .schema = &action_rotate_database_password_schema,
    .invoke = invoke,
};
