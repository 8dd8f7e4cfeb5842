/*
 * infra_bundles.c — `infra bundles`: the bundles of the region with their prices. Knows GetBundles.
 */
#include "cli/infra.h"

enum { OUTPUT, ALL };

static const struct option_row options[] = {
    [OUTPUT] = OUTPUT_OPTION,
    [ALL] = {.name = "all", .help = "include bundles that are no longer available"},
    {.name = NULL},
};

static const struct column columns[] = {
    {"BUNDLE ID", "bundleId"},
    {"VCPU", "cpuCount"},
    {"RAM GB", "ramSizeInGb"},
    {"SSD GB", "diskSizeInGb"},
    {"TRANSFER GB", "transferPerMonthInGb"},
    {"USD/MONTH", "price"},
    {NULL, NULL},
};

static int run(struct session *s, const struct given *given)
{
    json_t *rows = NULL;
    json_t *in = json_own(s->mem, json_object());
    json_object_set_new(in, "includeInactive", json_boolean(given->values[ALL] != NULL));
    if (!ls_call_pages(s->client, session_scope(s), OP_GET_BUNDLES, in, "bundles", &rows, &s->err))
        return session_failed(s, "cannot list the bundles");
    size_t i;
    json_t *row;
    json_array_foreach (rows, i, row) {
        const json_t *price = json_object_get(row, "price");
        if (json_is_integer(price)) /* a whole dollar may be 5 or 5.0 in the response: both are numbers */
            json_object_set_new(row, "price", json_real((double)json_integer_value(price)));
    }
    output_rows(s, output_format_of(given->values[OUTPUT]), rows, columns);
    return EXIT_DONE;
}

const struct command infra_bundles = {
    .group = "infra",
    .name = "bundles",
    .summary = "List the instance sizes of the region and their prices.",
    .options = options,
    .run = run,
};
