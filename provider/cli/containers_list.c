/*
 * containers_list.c — `containers list`: the container services of the region. Knows GetContainerServices.
 */
#include "cli/container_view.h"
#include "cli/infra.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"NAME", "containerServiceName"},
    {"STATE", "state"},
    {"POWER", "power"},
    {"SCALE", "scale"},
    {"VERSION", "currentDeployment.version"},
    {"NEXT", "nextDeployment.version"},
    {"URL", "url"},
    {NULL, NULL},
};

static int run(struct session *s, const struct given *given)
{
    const struct ls_kind_row *kind = ls_kind_row(LS_KIND_CONTAINER_SERVICE);
    json_t *rows;
    if (!session_list(s, kind->list, NULL, kind->items, &rows))
        return session_failed(s, "cannot list the container services");
    output_rows(s, output_format_of(given->values[OUTPUT]), rows, columns);
    return EXIT_DONE;
}

const struct command containers_list = {
    .group = "containers",
    .name = "list",
    .summary = "List the container services of the region.",
    .options = options,
    .run = run,
};
