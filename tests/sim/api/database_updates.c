/*
 * database_updates.c — changes of a database, at once or in its next maintenance window. It must not know how a
 * request arrives.
 */
#include "api/database_updates.h"

#include <stdio.h>
#include <string.h>

#include "api/database_check.h"
#include "api/database_events.h"
#include "api/database_passwords.h"
#include "api/database_states.h"
#include "api/database_times.h"
#include "api/database_windows.h"
#include "api/databases.h"
#include "families.h"
#include "operations.h"

/* ---- what waits -------------------------------------------------------------------------------------------------- */

/* The changes that wait: members of the document, and "masterUserPassword". */
static json_t *waiting(struct resource *database)
{
    json_t *found = json_object_get(database->hidden, "waiting");
    if (!found) {
        found = json_object();
        json_object_set_new(database->hidden, "waiting", found);
    }
    return found;
}

static void wait_for(struct resource *database, const char *member, json_t *value)
{
    json_object_set_new(waiting(database), member, value);
    resource_changed(database);
}

/* What a read shows of the changes that wait. */
static void show(struct resource *database, const char *member, json_t *value)
{
    json_object_set_new(json_object_get(database->document, "pendingModifiedValues"), member, value);
    resource_changed(database);
}

/* Something waits for the maintenance window. */
static bool has_work(struct resource *database)
{
    return json_object_size(waiting(database)) > 0 ||
           json_array_size(json_object_get(database->document, "pendingMaintenanceActions")) > 0;
}

void database_updates_plan(struct region *region, struct resource *database, int64_t now_ms,
                           int64_t duration_ms)
{
    resource_unplan(region, database, "maintenance");
    resource_unplan(region, database, "maintenance-end");
    if (!has_work(database))
        return;
    int64_t at_ms = database_windows_next(resource_string(database, "preferredMaintenanceWindow"), now_ms);
    resource_plan(region, database, "maintenance", at_ms);
    resource_plan(region, database, "maintenance-end", at_ms + duration_ms);
    json_object_set_new(database->hidden, "maintenanceMs", json_integer(duration_ms));
}

void database_plan_maintenance(struct call *call, struct resource *database)
{
    database_updates_plan(call->region, database, call->now_ms, database_change_ms(call));
}

static void apply_retention(struct resource *database, bool enabled)
{
    resource_set(database, "backupRetentionEnabled", json_boolean(enabled));
    if (enabled)
        database_times_backed_up(database);
    else
        database_times_delete_backups(database);
}

static void apply_waiting(struct resource *database)
{
    json_t *changes = json_incref(waiting(database)), *value;
    const char *member;
    json_object_del(database->hidden, "waiting");
    resource_set(database, "pendingModifiedValues", json_object());
    json_object_foreach (changes, member, value) {
        if (!strcmp(member, "masterUserPassword"))
            database_password_apply(database);
        else if (!strcmp(member, "backupRetentionEnabled"))
            apply_retention(database, json_is_true(value));
        else
            resource_set(database, member, json_incref(value));
    }
    if (json_object_size(changes) > 0)
        database_event(database, "configuration change", "Finished applying the changes of the database");
    json_decref(changes);
}

/* A window in which the database is not available is missed. */
static void begin_maintenance(struct resource *database)
{
    resource_changed(database);
    if (!database_is(database, "available")) {
        json_int_t duration_ms = json_integer_value(json_object_get(database->hidden, "maintenanceMs"));
        database_updates_plan(database_region(database), database, database->since_ms, duration_ms);
    } else if (has_work(database)) {
        database_event(database, "maintenance", "The maintenance of the database has begun");
        database_set_state(database, "maintenance");
    }
}

void database_updates_transition(struct resource *database, const char *word)
{
    json_t *access = json_object_get(database->hidden, "nextAccess");
    if (!strcmp(word, "apply"))
        apply_waiting(database);
    if (!strcmp(word, "access") && access) {
        resource_set(database, "publiclyAccessible", json_incref(access));
        json_object_del(database->hidden, "nextAccess");
    }
    if (!strcmp(word, "maintenance"))
        begin_maintenance(database);
    if (!strcmp(word, "maintenance-end") && database_is(database, "maintenance")) {
        apply_waiting(database);
        resource_set(database, "pendingMaintenanceActions", json_array());
        database_set_state(database, "available");
    }
}

/* ---- the request ------------------------------------------------------------------------------------------------- */

static bool check_blueprint(struct call *call, const struct resource *database)
{
    const char *id = call_string(call, "relationalDatabaseBlueprintId");
    const struct database_blueprint *now = database_blueprint(
                                        resource_string(database, "relationalDatabaseBlueprintId")),
                                    *next = id ? database_blueprint(id) : now;
    if (!next)
        return call_fail_input(call, "The blueprint does not exist: %s", id);
    if (strcmp(next->engine, now->engine) != 0 || next->order < now->order ||
        (!strcmp(next->engine, "mysql") && next->order > now->order + 1))
        return call_fail_input(call, "Cannot upgrade %s from %s to %s", now->engine, now->id, next->id);
    return true;
}

static bool check_input(struct call *call, const struct resource *database, struct database_windows *windows)
{
    const char *password = call_string(call, "masterUserPassword");
    if (password && call_true(call, "rotateMasterUserPassword"))
        return call_fail_input(call, "masterUserPassword cannot be defined together with "
                                     "rotateMasterUserPassword");
    if (call_true(call, "enableBackupRetention") && call_true(call, "disableBackupRetention"))
        return call_fail_input(call, "enableBackupRetention and disableBackupRetention cannot both be true");
    snprintf(windows->backup, sizeof windows->backup, "%s",
             resource_string(database, "preferredBackupWindow"));
    snprintf(windows->maintenance, sizeof windows->maintenance, "%s",
             resource_string(database, "preferredMaintenanceWindow"));
    return database_check_password(call, resource_string(database, "engine"), password) &&
           database_check_authority(call, call_string(call, "caCertificateIdentifier")) &&
           check_blueprint(call, database) && database_windows_read(call, "", windows);
}

static bool note_password(struct call *call, struct resource *database)
{
    const char *password = call_string(call, "masterUserPassword");
    if (!password && !call_true(call, "rotateMasterUserPassword"))
        return false;
    database_password_set_pending(call, database, password);
    wait_for(database, "masterUserPassword", json_true());
    return true;
}

/* A change back to the current value takes a waiting one away. */
static bool note_retention(struct call *call, struct resource *database)
{
    bool enable = call_true(call, "enableBackupRetention");
    if (!enable && !call_true(call, "disableBackupRetention"))
        return false;
    json_object_del(waiting(database), "backupRetentionEnabled");
    json_object_del(json_object_get(database->document, "pendingModifiedValues"), "backupRetentionEnabled");
    resource_changed(database);
    if (enable == json_is_true(json_object_get(database->document, "backupRetentionEnabled")))
        return false;
    wait_for(database, "backupRetentionEnabled", json_boolean(enable));
    show(database, "backupRetentionEnabled", json_boolean(enable));
    return true;
}

static bool note_text(struct call *call, struct resource *database, const char *member)
{
    const char *value = call_string(call, member), *now = resource_string(database, member);
    if (!value || (now && !strcmp(value, now)))
        return false;
    wait_for(database, member, json_string(value));
    return true;
}

static bool note_upgrade(struct call *call, struct resource *database)
{
    if (!note_text(call, database, "relationalDatabaseBlueprintId"))
        return false;
    const char *version = database_blueprint(call_string(call, "relationalDatabaseBlueprintId"))->version;
    wait_for(database, "engineVersion", json_string(version));
    show(database, "engineVersion", json_string(version));
    return true;
}

/* Whether the database can be reached from everywhere changes at once in any case. */
static bool note_access(struct call *call, struct resource *database)
{
    json_t *wanted = json_object_get(call->input, "publiclyAccessible");
    if (!wanted || json_equal(wanted, json_object_get(database->document, "publiclyAccessible")))
        return false;
    json_object_set(database->hidden, "nextAccess", wanted);
    return true;
}

static const char *state_of(struct resource *database, bool is_access)
{
    const json_t *changes = waiting(database);
    bool is_password = json_object_size(changes) == 1 && json_object_get(changes, "masterUserPassword");
    return json_object_get(changes, "relationalDatabaseBlueprintId") ? "upgrading"
           : is_password && !is_access                               ? "resetting-master-credentials"
                                                                     : "modifying";
}

static bool update_database(struct call *call)
{
    struct resource *database = database_find_available(call);
    struct database_windows windows;
    if (!database || !check_input(call, database, &windows))
        return false;
    resource_set(database, "preferredBackupWindow", json_string(windows.backup));
    resource_set(database, "preferredMaintenanceWindow", json_string(windows.maintenance));
    note_password(call, database);
    note_retention(call, database);
    note_upgrade(call, database);
    note_text(call, database, "caCertificateIdentifier");
    bool is_access = note_access(call, database);
    bool applies = call_true(call, "applyImmediately") && json_object_size(waiting(database)) > 0;
    int64_t end_ms = call->now_ms + database_change_ms(call);
    if (applies || is_access) {
        database_set_state(database, applies ? state_of(database, is_access) : "modifying");
        resource_plan(call->region, database, "access", end_ms);
        if (applies)
            resource_plan(call->region, database, "apply", end_ms);
        database_plan_state(call, database, "available", end_ms);
    }
    if (!applies)
        database_plan_maintenance(call, database);
    operation_add_for(call, "UpdateRelationalDatabase", database, "");
    return operations_answer(call);
}

static const struct api database_updates_api[] = {
    {.name = "UpdateRelationalDatabase",
     .handle = update_database,
     .input = INPUT(DATABASE, OPTIONAL("masterUserPassword", STRING),
                    OPTIONAL("rotateMasterUserPassword", BOOLEAN), OPTIONAL("preferredBackupWindow", STRING),
                    OPTIONAL("preferredMaintenanceWindow", STRING),
                    OPTIONAL("enableBackupRetention", BOOLEAN), OPTIONAL("disableBackupRetention", BOOLEAN),
                    OPTIONAL("publiclyAccessible", BOOLEAN), OPTIONAL("applyImmediately", BOOLEAN),
                    OPTIONAL("caCertificateIdentifier", STRING),
                    OPTIONAL("relationalDatabaseBlueprintId", STRING))},
    {0},
};
const struct family database_updates_family = {.api = database_updates_api};
