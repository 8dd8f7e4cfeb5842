/*
 * database_times.c — what a database contains over time, and the times to which it can be restored. It must not
 * know who restores one.
 */
#include "api/database_times.h"

#include "api/contents.h"

/* Source: the guide, a point in time of the last seven days in steps of five minutes. */
#define STEP_MS ((int64_t)5 * 60 * 1000)
#define KEPT_MS ((int64_t)7 * 24 * 3600 * 1000)
enum { MOST_MARKS = 1000 };

void database_times_write(struct resource *database, const char *mark)
{
    contents_write(database, mark);
    json_t *marks = json_object_get(database->hidden, "pastMarks");
    if (!marks) {
        marks = json_array();
        json_object_set_new(database->hidden, "pastMarks", marks);
    }
    json_array_append_new(marks, json_pack("{s:I, s:s}", "at", (json_int_t)database->since_ms, "mark", mark));
    if (json_array_size(marks) > MOST_MARKS)
        json_array_remove(marks, 0);
}

const char *database_times_mark(const struct resource *database, int64_t at_ms)
{
    const json_t *marks = json_object_get(database->hidden, "pastMarks");
    const char *found = "";
    for (size_t i = 0; i < json_array_size(marks); i++) {
        const json_t *one = json_array_get(marks, i);
        if (i == 0 || json_integer_value(json_object_get(one, "at")) <= at_ms)
            found = json_string_value(json_object_get(one, "mark"));
    }
    return found;
}

static void set_time(struct resource *database, const char *member)
{
    resource_changed(database);
    json_object_set_new(database->hidden, member, json_integer(database->since_ms));
}

void database_times_backed_up(struct resource *database)
{
    if (json_is_true(json_object_get(database->document, "backupRetentionEnabled")) &&
        !json_object_get(database->hidden, "backedUpSince"))
        set_time(database, "backedUpSince");
}

void database_times_delete_backups(struct resource *database)
{
    json_object_del(database->hidden, "backedUpSince");
    resource_changed(database);
}

void database_times_stop(struct resource *database)
{
    set_time(database, "stoppedSince");
}

void database_times_start(struct resource *database)
{
    json_object_del(database->hidden, "stoppedSince");
    resource_changed(database);
}

bool database_times_restorable(const struct resource *database, int64_t now_ms, int64_t *ret_earliest_ms,
                               int64_t *ret_latest_ms)
{
    const json_t *since = json_object_get(database->hidden, "backedUpSince"),
                 *stopped = json_object_get(database->hidden, "stoppedSince");
    if (!since)
        return false;
    int64_t first_ms = json_integer_value(since), end_ms = stopped ? json_integer_value(stopped) : now_ms;
    *ret_latest_ms = first_ms + (end_ms > first_ms ? (end_ms - first_ms) / STEP_MS * STEP_MS : 0);
    *ret_earliest_ms = first_ms > now_ms - KEPT_MS ? first_ms : now_ms - KEPT_MS;
    return true;
}
