/*
 * databases_list.c — `databases list`: the databases of the region. Knows GetRelationalDatabases.
 */
#include "cli/database_view.h"
#include "cli/infra.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"NAME", "name"},
    {"STATE", "state"},
    {"ENGINE", "engine"},
    {"VERSION", "engineVersion"},
    {"BUNDLE", "relationalDatabaseBundleId"},
    {"PUBLIC", "publiclyAccessible"},
    {"ENDPOINT", "masterEndpoint.address"},
    {"PORT", "masterEndpoint.port"},
    {NULL, NULL},
};

static int run(struct session *s, const struct given *given)
{
    const struct ls_kind_row *kind = ls_kind_row(LS_KIND_DATABASE);
    json_t *databases, *rows = json_own(s->mem, json_array());
    if (!session_list(s, kind->list, NULL, kind->items, &databases))
        return session_failed(s, "cannot list the databases");
    for (size_t i = 0; i < json_array_size(databases); i++)
        json_array_append(rows, database_without_password(s, json_array_get(databases, i)));
    output_rows(s, output_format_of(given->values[OUTPUT]), rows, columns);
    return EXIT_DONE;
}

const struct command databases_list = {
    .group = "databases",
    .name = "list",
    .summary = "List the databases of the region.",
    .options = options,
    .run = run,
};
