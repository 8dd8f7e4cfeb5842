/*
 * databases_snapshot.c — `databases snapshot`: takes a snapshot of a database, and waits for it. Must not know how the
 * snapshot is used.
 */
#include "cli/create_check.h"
#include "cli/database_view.h"
#include "cli/infra.h"
#include "steps/database_step.h"
#include "steps/snapshot_step.h"

enum { SNAPSHOT_NAME, TIMEOUT };

static const struct option_row options[] = {
    [SNAPSHOT_NAME] = {.name = "snapshot-name",
                       .argument = "SNAPSHOT",
                       .help = "name of the snapshot (default: DATABASE-TIME)"},
    [TIMEOUT] = DATABASE_TIMEOUT_OPTION,
    {.name = NULL},
};

static bool create(struct session *s, struct str name, struct str snapshot)
{
    json_t *database;
    TRY(create_check_name(s, &database_snapshot_naming, "--snapshot-name", snapshot));
    TRY(database_get(s, name, &database));
    TRY(create_check_free(s, &database_snapshot_naming, "--snapshot-name", snapshot));
    /* Until the end of a change Lightsail refuses a snapshot. */
    TRY(database_wait(s, name, NULL, &database));
    TRY(snapshot_request(s, &ls_database_snapshot, snapshot, database, NULL));
    return snapshot_wait(s, LS_KIND_DATABASE_SNAPSHOT, snapshot) || snapshot_waits_alone(s);
}

static int run(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD), snapshot = given_text(given, SNAPSHOT_NAME);
    if (!session_take_timeout(s, &databases_snapshot, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (snapshot.len == 0)
        snapshot = str_printf(s->mem, "%.*s-%.*s", STR_ARG(name), STR_ARG(snapshot_time(s, clock_wall_ms())));
    if (!create(s, name, snapshot))
        return session_failed(s, "cannot take a snapshot of '%.*s'", STR_ARG(name));
    output_progress_end();
    printf("%.*s taken\n", STR_ARG(snapshot));
    return EXIT_DONE;
}

const struct command databases_snapshot = {
    .group = "databases",
    .name = "snapshot",
    .summary = "Take a snapshot of a database.",
    .options = options,
    .notes = "A snapshot stays when its database is deleted, and is billed by its size.",
    .run = run,
    DATABASE_WORD,
};
