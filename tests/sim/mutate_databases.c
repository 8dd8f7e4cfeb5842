/*
 * mutate_databases.c — changes of databases that no operation of the API can make: what they contain, a state that
 * lasts, events, log lines, a maintenance. It must not know how a request arrives.
 */
#include "mutate_databases.h"

#include <string.h>

#include "api/database_events.h"
#include "api/database_logs.h"
#include "api/database_states.h"
#include "api/database_times.h"
#include "api/database_updates.h"
#include "api/databases.h"
#include "clock.h"

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

static const char *write_database(struct region *region, struct resource *database, const json_t *wish)
{
    (void)region;
    const char *mark = text_of(wish, "mark");
    if (!mark)
        return "mark is missing";
    database_times_write(database, mark);
    return NULL;
}

/* The state lasts: what was planned does not happen any more. */
static const char *set_state(struct region *region, struct resource *database, const json_t *wish)
{
    (void)region;
    const char *state = text_of(wish, "state");
    if (!state || !*state)
        return "state is missing";
    resource_unplan_all(database);
    database_set_state(database, state);
    return NULL;
}

static const char *add_event(struct region *region, struct resource *database, const json_t *wish)
{
    (void)region;
    const char *category = text_of(wish, "category"), *message = text_of(wish, "message");
    if (!message)
        return "message is missing";
    database_event(database, category ? category : "notification", message);
    return NULL;
}

static const char *add_log(struct region *region, struct resource *database, const json_t *wish)
{
    (void)region;
    const char *stream = text_of(wish, "stream"), *line = text_of(wish, "line");
    if (!stream || !line)
        return "stream or line is missing";
    return database_log_add(database, stream, line) ? NULL : "the database has no such log stream";
}

/* An announced maintenance; it happens in the next window, together with the changes that wait. */
static const char *add_maintenance(struct region *region, struct resource *database, const json_t *wish)
{
    const char *action = text_of(wish, "maintenance"), *description = text_of(wish, "description");
    json_array_append_new(json_object_get(database->document, "pendingMaintenanceActions"),
                          json_pack("{s:s, s:s, s:f}", "action", action ? action : "system-update",
                                    "description",
                                    description ? description : "New Operating System update is available",
                                    "currentApplyDate", (double)clock_world_ms() / 1000));
    resource_changed(database);
    database_updates_plan(region, database, clock_world_ms(), 0);
    return NULL;
}

/* What waits for the maintenance window happens now. */
static const char *maintain(struct region *region, struct resource *database, const json_t *wish)
{
    (void)region;
    (void)wish;
    if (!database_is(database, "available"))
        return "the database is not available";
    database_updates_transition(database, "maintenance");
    database_updates_transition(database, "maintenance-end");
    return NULL;
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, struct resource *database, const json_t *wish);
} actions[] = {
    {"write_database", write_database},
    {"set_database_state", set_state},
    {"add_database_event", add_event},
    {"add_database_log", add_log},
    {"add_database_maintenance", add_maintenance},
    {"maintain_database", maintain},
};

bool mutate_databases(struct region *region, const char *action, const char *name, const json_t *wish,
                      const char **ret_reason)
{
    struct resource *database = region_find_kind(region, &database_kind, name);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = database ? actions[i].act(region, database, wish) : "there is no such database";
            return true;
        }
    return false;
}
