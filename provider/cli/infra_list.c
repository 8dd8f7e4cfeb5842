/*
 * infra_list.c — `infra list`: the instances of the region, filtered. Knows GetInstances.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

enum { STATUS, TAG, OUTPUT };

static const struct option_row options[] = {
    [STATUS] = {.name = "status",
                .argument = "STATE",
                .help = "only instances in this state (running, stopped, pending, …)",
                .kind = VALUE_WORDS,
                .words = "pending running stopping stopped shutting-down terminated rebooting"},
    [TAG] = {.name = "tag",
             .argument = "KEY[=VALUE]",
             .help = "only instances with this tag",
             .repeatable = true},
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"NAME", "name"},
    {"STATUS", "state.name"},
    {"PUBLIC IP", "publicIpAddress"},
    {"PRIVATE IP", "privateIpAddress"},
    {"BUNDLE", "bundleId"},
    {"BLUEPRINT", "blueprintId"},
    {"ZONE", "location.availabilityZone"},
    {NULL, NULL},
};

static bool wanted(const json_t *instance, const struct given *given)
{
    if (given->values[STATUS] != NULL &&
        !str_eqc(json_text(json_at(instance, "state.name")), given->values[STATUS]))
        return false;
    return instance_has_tags(instance, given, TAG);
}

static int run(struct session *s, const struct given *given)
{
    json_t *all = NULL;
    const char *without_key = tags_without_key(given, TAG);
    if (without_key != NULL)
        return usage_error(&infra_list, TAG_WITHOUT_KEY, without_key);
    if (!ls_call_pages(s->client, session_scope(s), OP_GET_INSTANCES, NULL, "instances", &all, &s->err))
        return session_failed(s, "cannot list the instances");
    json_t *rows = json_own(s->mem, json_array());
    for (size_t i = 0; i < json_array_size(all); i++) {
        if (wanted(json_array_get(all, i), given))
            json_array_append(rows, json_array_get(all, i));
    }
    output_rows(s, output_format_of(given->values[OUTPUT]), rows, columns);
    return EXIT_DONE;
}

const struct command infra_list = {
    .group = "infra",
    .name = "list",
    .summary = "List the instances of the region.",
    .options = options,
    .run = run,
};
